public import Mixtures

/// A set of candidates compared on the same documents: values, ranks and pairs, each with what is known of its error.
public struct Comparison: Hashable, Sendable {
    /// One candidate's place in the set.
    public struct Place: Hashable, Sendable {
        /// The objective.
        public let value: Estimate
        /// From 1; candidates with equal values share the best of their ranks.
        public let rank: Int
        /// The ranks that hold the true one with 95 %, whatever the other candidates; `nil` when unknown.
        public let ranks: ClosedRange<Int>?
        /// The share of resamples in which it is the best, ties shared; `nil` when unknown.
        public let probabilityBest: Double?
        /// Every domain, in order of names.
        public let domains: [DomainEstimate]
        /// The domain with the most bits per byte; the first of equals.
        public let worst: DomainEstimate
        /// The worst domain's value less the best domain's, in bits per byte.
        public let spread: Double
    }

    /// The value of one domain.
    public struct DomainEstimate: Hashable, Sendable {
        public let domain: String
        public let value: Estimate
    }

    /// Two candidates.
    public struct Pair: Hashable, Sendable {
        /// Index of a candidate, in the order given.
        public let first: Int
        public let second: Int
        /// Of the objective.
        public let difference: Difference
        /// Of every domain, in order of names.
        public let domains: [DomainDifference]
    }

    /// The difference in one domain.
    public struct DomainDifference: Hashable, Sendable {
        public let domain: String
        public let difference: Difference
    }

    /// Up to this many candidates are compared pair by pair; of more, each with the best.
    public static let allPairsLimit = 32
    /// Most candidates of one comparison.
    public static let candidateLimit = 500

    public let documents: Int
    /// Documents, or clusters of them.
    public let units: Int
    /// In the order given.
    public let places: [Place]
    /// All pairs, or, of more than ``allPairsLimit`` candidates, the best with each other one; in order of first, then
    /// second.
    public let pairs: [Pair]

    /// - Parameter candidates: on the same documents.
    /// - Throws: ``ComparisonError``.
    public init(
        _ candidates: [DocumentScores], objective: Objective, seed: UInt64 = 0,
        resamples: Int = PairedBootstrap.defaultResamples
    ) throws(ComparisonError) {
        guard candidates.count <= Self.candidateLimit else { throw .tooMany(candidates.count) }
        let bootstrap = try PairedBootstrap(candidates, objective: objective, seed: seed, resamples: resamples)
        let pairs = Self.pairs(of: bootstrap.valuesAndMoves.values)
        let result = bootstrap.result(pairs: pairs)
        let names = candidates[0].layout.domains
        var domains: [PairedBootstrap.Result] = []
        for name in names {
            domains.append(
                try PairedBootstrap(candidates, objective: .domain(name), seed: seed, resamples: resamples)
                    .result(pairs: pairs))
        }
        documents = candidates[0].count
        units = candidates[0].layout.unitCount
        let ranks = CandidateRanks(result, degreesOfFreedom: bootstrap.design.degreesOfFreedom)
        places = candidates.indices.map { index in
            let values = zip(names, domains).map { DomainEstimate(domain: $0, value: $1.values[index]) }
            return Place(
                value: result.values[index], rank: ranks.ranks[index], ranks: ranks.intervals?[index],
                probabilityBest: ranks.probabilitiesBest?[index], domains: values)
        }
        self.pairs = pairs.enumerated().map { place, pair in
            Pair(
                first: pair.first, second: pair.second, difference: result.differences[place],
                domains: zip(names, domains).map { DomainDifference(domain: $0, difference: $1.differences[place]) })
        }
    }

    /// Which pairs are compared.
    private static func pairs(of values: [Double]) -> [(first: Int, second: Int)] {
        if values.count <= allPairsLimit {
            return values.indices.flatMap { first in
                values.indices.dropFirst(first + 1).map { (first, $0) }
            }
        }
        let best = values.indices.min { (values[$0], $0) < (values[$1], $1) } ?? 0
        return values.indices.filter { $0 != best }.map { (best, $0) }
    }
}

extension Comparison.Place {
    fileprivate init(
        value: Estimate, rank: Int, ranks: ClosedRange<Int>?, probabilityBest: Double?,
        domains: [Comparison.DomainEstimate]
    ) {
        (self.value, self.rank, self.ranks, self.probabilityBest) = (value, rank, ranks, probabilityBest)
        self.domains = domains
        // There is at least one domain wherever there are documents.
        worst = domains.dropFirst().reduce(domains[0]) { $1.value.value > $0.value.value ? $1 : $0 }
        let values = domains.map(\.value.value)
        spread = worst.value.value - values.reduce(worst.value.value, min)
    }
}
