/// Which number of a score candidates are ranked by, in bits per byte: lower is better.
public enum Objective: Hashable, Sendable {
    /// Mean over domains.
    case macro
    /// All documents together.
    case micro
    /// One domain.
    case domain(String)
    /// Mean over domains by these weights, which are divided by their sum.
    case weighted([String: Double])
    /// The domain that is worst.
    case worst
}

extension Objective {
    /// Macro, micro, then every domain of a score in order of its name: the numbers that outputs show side by side.
    public static func all(of score: Score) -> [Objective] {
        [.macro, .micro] + score.domains.map { .domain($0.domain) }
    }

    /// Bits per byte; `nil` when a domain that counts was not scored.
    ///
    /// Macro and micro are those of the score itself, to the last bit.
    public func value(of score: Score) -> Double? {
        switch self {
        case .macro: score.macro.bitsPerByte
        case .micro: score.total.bitsPerByte
        case .domain(let domain): score[domain]?.bitsPerByte
        case .weighted(let weights): Self.mean(of: score, weights)
        case .worst: score.domains.map(\.sums.bitsPerByte).max()
        }
    }

    private static func mean(of score: Score, _ weights: [String: Double]) -> Double? {
        var sum = 0.0
        var total = 0.0
        for (domain, weight) in weights.sorted(by: { $0.key < $1.key }) where weight > 0 {
            guard let value = score[domain]?.bitsPerByte else { return nil }
            sum += weight * value
            total += weight
        }
        return total > 0 ? sum / total : nil
    }
}

extension Objective: CustomStringConvertible {
    /// `macro`, `domain man`, `2.0 man + 1.0 perl`.
    public var description: String {
        switch self {
        case .macro: "macro"
        case .micro: "micro"
        case .worst: "worst"
        case .domain(let name): "domain \(name)"
        case .weighted(let weights):
            weights.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: " + ")
        }
    }
}
