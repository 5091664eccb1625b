/// What candidates are ranked by: lower is better.
public enum Objective: Hashable, Sendable {
    /// Mean over domains of bits per byte.
    case macro
    /// Bits per byte of all documents together.
    case micro
    /// Bits per byte of one domain.
    case domain(String)
    /// Mean over domains of bits per byte by these weights, which are divided by their sum.
    case weighted([String: Double])

    /// Bits per byte; `nil` when the domain was not scored.
    public func value(of score: Score) -> Double? {
        switch self {
        case .macro: score.macro.bitsPerByte
        case .micro: score.total.bitsPerByte
        case .domain(let domain): score[domain]?.bitsPerByte
        case .weighted(let weights): Self.mean(of: score, weights)
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

/// Candidates in order of a score, best first.
public struct Ranking<Candidate: Sendable>: Sendable {
    /// One place of the ranking.
    public struct Place: Sendable {
        /// From 1; candidates with equal values share the best of their ranks.
        public let rank: Int
        public let candidate: Candidate
        /// Bits per byte.
        public let value: Double
    }

    public let places: [Place]
    /// Candidates without a value of the objective, in the order given.
    public let unranked: [Candidate]

    /// Candidates with equal values keep the order in which they were given.
    public init(of candidates: [(candidate: Candidate, score: Score)], by objective: Objective) {
        var valued: [(index: Int, candidate: Candidate, value: Double)] = []
        var unranked: [Candidate] = []
        for (index, entry) in candidates.enumerated() {
            if let value = objective.value(of: entry.score) {
                valued.append((index, entry.candidate, value))
            } else {
                unranked.append(entry.candidate)
            }
        }
        valued.sort { ($0.value, $0.index) < ($1.value, $1.index) }
        var places: [Place] = []
        for (index, entry) in valued.enumerated() {
            let tied = places.last.flatMap { $0.value == entry.value ? $0.rank : nil }
            places.append(Place(rank: tied ?? index + 1, candidate: entry.candidate, value: entry.value))
        }
        self.places = places
        self.unranked = unranked
    }
}
