#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A domain of a study's evaluation set.
public struct StudyDomain: Codable, Hashable, Sendable {
    public var name: String
    /// UTF-8 bytes of its documents: what micro averages weigh it by.
    public var bytes: Int

    public init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }
}

extension StudyObjective {
    /// Bits per byte; `nil` when a domain that counts has no loss.
    ///
    /// - Parameter losses: Bits per byte by domain.
    public func value(losses: [String: Double], domains: [StudyDomain]) -> Double? {
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

    /// What each domain's bits per byte counts, in the order of the domains; `nil` for the worst domain, which is no sum.
    public func factors(domains: [StudyDomain]) -> [Double]? {
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

    /// What a nat of each domain's summed negative log-likelihood counts in bits per byte of the objective; `nil` for the worst.
    ///
    /// They are the documents' weights of the convex objective that ``StudyStep`` minimises. Not finite for a domain that counts and
    /// has no bytes.
    ///
    /// - Parameters:
    ///   - domains: what micro averages weigh domains by.
    ///   - bytes: by domain, of the documents whose negative log-likelihood is summed.
    public func nllFactors(domains: [StudyDomain], bytes: [String: Int]) -> [String: Double]? {
        guard let factors = factors(domains: domains) else { return nil }
        let pairs = zip(domains, factors).map { domain, factor in
            (domain.name, factor == 0 ? 0 : factor / (Double(bytes[domain.name] ?? 0) * log(2)))
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }
}
