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
        ///
        /// Each candidate by itself: that those of all candidates hold at once is less likely.
        public let ranks: ClosedRange<Int>?
        /// The share of resamples in which it is the best, ties shared, the resamples stretched as the ranks are; `nil`
        /// when unknown.
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

    /// What 95 % are of, where several intervals stand side by side.
    public enum PairsHold: String, Codable, Hashable, Sendable, CaseIterable {
        /// Each pair by itself: of twenty pairs that do not differ, one is resolved by chance.
        case each
        /// All pairs at once: that any pair that does not differ is resolved has a probability of 5 %.
        case together
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
    /// Why no candidate has a probability of being the best; `nil` when they have.
    public let whyNoProbability: String?
    /// What the 95 % of the pairs' intervals are of.
    public let pairsHold: PairsHold
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
        let isFound = candidates.count > Self.allPairsLimit
        var domains: [PairedBootstrap.Result] = []
        var domainDifferences: [[Difference]] = []
        for name in names {
            let bootstrap = try PairedBootstrap(
                candidates, objective: .domain(name), seed: seed, resamples: resamples)
            let result = bootstrap.result(pairs: pairs)
            domains.append(result)
            domainDifferences.append(Self.differences(result, bootstrap.design, pairs, ofFoundBest: isFound))
        }
        let differences = Self.differences(result, bootstrap.design, pairs, ofFoundBest: isFound)
        documents = candidates[0].count
        units = candidates[0].layout.unitCount
        let ranks = CandidateRanks(result, bootstrap.design)
        whyNoProbability = ranks.whyNoProbability
        pairsHold = isFound ? .together : .each
        places = candidates.indices.map { index in
            let values = zip(names, domains).map { DomainEstimate(domain: $0, value: $1.values[index]) }
            return Place(
                value: result.values[index], rank: ranks.ranks[index], ranks: ranks.intervals?[index],
                probabilityBest: ranks.probabilitiesBest?[index], domains: values)
        }
        self.pairs = pairs.enumerated().map { place, pair in
            Pair(
                first: pair.first, second: pair.second, difference: differences[place],
                domains: zip(names, domainDifferences).map { DomainDifference(domain: $0, difference: $1[place]) })
        }
    }

    /// - Parameter ofFoundBest: whether the first of each pair is the best that was found on these documents.
    private static func differences(
        _ result: PairedBootstrap.Result, _ design: ResamplingDesign, _ pairs: [(first: Int, second: Int)],
        ofFoundBest: Bool
    ) -> [Difference] {
        guard ofFoundBest, let best = BestAgainstEach(result, design) else { return result.differences }
        return zip(pairs, result.differences).map { best.adjusted($1, first: $0.first, second: $0.second) }
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
