import Mixtures

/// The places of candidates, and how sure they are.
struct CandidateRanks {
    /// From 1; candidates with equal values share the best of their ranks.
    let ranks: [Int]
    /// For each candidate, the ranks that hold its true one with 95 %, each candidate by itself; `nil` when the spread
    /// is unknown.
    let intervals: [ClosedRange<Int>]?
    /// For each candidate, the probability that it is best, ties shared; `nil` when unknown.
    let probabilitiesBest: [Double]?
    /// Why ``probabilitiesBest`` is unknown; `nil` when it is known.
    let whyNoProbability: String?

    /// Fewer degrees of freedom of a difference, Satterthwaite's, say nothing of a probability.
    static let leastDegreesOfFreedom = 4.0

    init(_ result: PairedBootstrap.Result, _ design: ResamplingDesign) {
        let values = result.values.map(\.value)
        let order = values.sorted()
        ranks = values.map { value in (order.firstIndex(of: value) ?? 0) + 1 }
        guard !result.draws.isEmpty else {
            (intervals, probabilitiesBest) = (nil, nil)
            whyNoProbability = result.values.compactMap(\.undefined).first
            return
        }
        intervals = values.indices.map { Self.interval(of: $0, result, design) }
        let best = values.indices.min { (values[$0], $0) < (values[$1], $1) } ?? 0
        let behind = values.indices.map { CandidateDifference($0, best, in: result, design) }
        if behind.contains(where: { $0.degreesOfFreedom < Self.leastDegreesOfFreedom }) {
            probabilitiesBest = nil
            whyNoProbability = "so few documents do not tell how likely each candidate is the best"
        } else {
            probabilitiesBest = Self.probabilitiesBest(behind, of: best, result)
            whyNoProbability = nil
        }
    }

    /// A candidate's rank is at least one more than how many are surely better, and at most what is left by those that
    /// are surely worse.
    ///
    /// Surely: beyond the largest of its studentised differences with all rivals in 95 % of the resamples, so that the
    /// interval holds for all rivals at once (Mogstad, Romano, Shaikh, Wilhelm, "Inference for Ranks", Review of
    /// Economic Studies 2024). It is the interval of this one candidate: that those of all candidates hold at once is
    /// less likely. Widened by Student's t over the normal distribution where units are few.
    private static func interval(
        of candidate: Int, _ result: PairedBootstrap.Result, _ design: ResamplingDesign
    ) -> ClosedRange<Int> {
        let others = result.values.indices.filter { $0 != candidate }
            .map { (index: $0, difference: CandidateDifference(candidate, $0, in: result, design)) }
        let limit = limit(of: others.filter { $0.difference.error > 0 }, candidate, result.draws)
        let sure = others.filter { $0.difference.isBeyond(limit) }
        let better = sure.count { $0.difference.change > 0 }
        return (better + 1)...(others.count + 1 - (sure.count - better))
    }

    /// What the largest studentised difference stays within in 95 % of the resamples.
    private static func limit(
        of others: [(index: Int, difference: CandidateDifference)], _ candidate: Int, _ draws: [[Double]]
    ) -> Double {
        let own = draws[candidate]
        var largest = [Double](repeating: 0, count: own.count)
        for other in others {
            let (change, error) = (other.difference.change, other.difference.resampledError)
            draws[other.index].withUnsafeBufferPointer { draws in
                for resample in draws.indices {
                    let size = abs(own[resample] - draws[resample] - change) / error
                    if size > largest[resample] { largest[resample] = size }
                }
            }
        }
        largest.sort()
        return max(StudentisedInterval.quantile(0.95, of: largest), ConfidenceInterval.normalBound)
    }

    /// The share of resamples in which each is best, every difference from the best stretched as the intervals of ranks
    /// are: a candidate that is not surely the first is not the best with certainty.
    private static func probabilitiesBest(
        _ behind: [CandidateDifference], of best: Int, _ result: PairedBootstrap.Result
    ) -> [Double] {
        let stretches = behind.map(\.stretch)
        let resamples = result.draws[best].count
        var shares = [Double](repeating: 0, count: behind.count)
        var distances = shares
        for resample in 0..<resamples {
            for index in behind.indices {
                let change = result.draws[index][resample] - result.draws[best][resample]
                let expected = behind[index].change
                distances[index] =
                    behind[index].error > 0 ? expected + stretches[index] * (change - expected) : expected
            }
            let least = distances.reduce(.infinity, min)
            let first = distances.indices.filter { distances[$0] == least }
            for index in first { shares[index] += 1 / Double(first.count) }
        }
        return shares.map { $0 / Double(resamples) }
    }
}
