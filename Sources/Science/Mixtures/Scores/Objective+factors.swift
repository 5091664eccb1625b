#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A domain of an evaluation set, as far as objectives ask.
public struct EvaluationDomain: Codable, Hashable, Sendable {
    public var name: String
    /// UTF-8 bytes of its documents: what micro averages weigh it by.
    public var bytes: Int

    public init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }
}

extension Objective {
    /// Bits per byte; `nil` when a domain that counts has no loss.
    ///
    /// - Parameter losses: Bits per byte by domain.
    public func value(losses: [String: Double], domains: [EvaluationDomain]) -> Double? {
        guard let factors = factors(domains: domains) else {
            let all = domains.compactMap { losses[$0.name] }
            return all.count == domains.count ? all.max() : nil
        }
        var value = 0.0
        for (domain, factor) in zip(domains, factors) where factor != 0 {
            guard let loss = losses[domain.name] else { return nil }
            value += factor * loss
        }
        return value
    }

    /// What each domain's bits per byte counts, in the order of the domains; `nil` for the worst domain, which is no
    /// sum.
    public func factors(domains: [EvaluationDomain]) -> [Double]? {
        let counts: [Double]
        switch self {
        case .macro: counts = domains.map { _ in 1 }
        case .micro: counts = domains.map { Double($0.bytes) }
        case .domain(let name): counts = domains.map { $0.name == name ? 1 : 0 }
        case .weighted(let weights): counts = domains.map { weights[$0.name] ?? 0 }
        case .worst: return nil
        }
        let sum = counts.reduce(0, +)
        return sum > 0 ? counts.map { $0 / sum } : counts
    }

    /// The objective as a weighted sum of ratios Σ nll / Σ bytes, each over the documents of some domains.
    ///
    /// - Parameter domains: names; a ratio names them by their places.
    /// - Returns: the weights, which sum to 1, of domains that count; `nil` for the worst domain, which is no sum.
    /// - Throws: ``UnknownDomain`` for a domain that counts and is not there.
    package func ratios(over domains: [String]) throws(UnknownDomain) -> [(domains: Set<Int>, weight: Double)]? {
        let named: [String] =
            switch self {
            case .domain(let name): [name]
            case .weighted(let weights): weights.filter { $0.value > 0 }.keys.sorted()
            case .macro, .micro, .worst: []
            }
        if let stranger = named.first(where: { !domains.contains($0) }) { throw UnknownDomain(name: stranger) }
        // Over all documents together, domains weigh by their bytes without being told.
        if self == .micro { return [(Set(domains.indices), 1)] }
        guard let factors = factors(domains: domains.map { EvaluationDomain(name: $0, bytes: 0) }) else { return nil }
        return factors.indices.filter { factors[$0] > 0 }.map { ([$0], factors[$0]) }
    }

    /// What a nat of each domain's summed negative log-likelihood counts in bits per byte of the objective; `nil` for
    /// the worst.
    ///
    /// They are the documents' weights of the convex objective that a study's step minimises. Not finite for a domain
    /// that counts and has no bytes.
    ///
    /// - Parameters:
    ///   - domains: what micro averages weigh domains by.
    ///   - bytes: by domain, of the documents whose negative log-likelihood is summed.
    public func nllFactors(domains: [EvaluationDomain], bytes: [String: Int]) -> [String: Double]? {
        guard let factors = factors(domains: domains) else { return nil }
        let pairs = zip(domains, factors).map { domain, factor in
            (domain.name, factor == 0 ? 0 : factor / (Double(bytes[domain.name] ?? 0) * log(2)))
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }
}

/// A domain that an objective names and that was not scored.
package struct UnknownDomain: Error, Hashable, Sendable {
    package let name: String

    package init(name: String) {
        self.name = name
    }
}
