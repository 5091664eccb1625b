import Mixtures

/// The places of candidates, and how sure they are.
struct CandidateRanks {
    /// From 1; candidates with equal values share the best of their ranks.
    let ranks: [Int]
    /// For each candidate, the ranks that hold the true one with 95 %; `nil` when the spread is unknown.
    let intervals: [ClosedRange<Int>]?
    /// For each candidate, the share of resamples in which it is best, ties shared; `nil` when the spread is unknown.
    let probabilitiesBest: [Double]?

    /// - Parameter degreesOfFreedom: of the moves of a difference.
    init(_ result: PairedBootstrap.Result, degreesOfFreedom: ([Double]) -> Double) {
        let values = result.values.map(\.value)
        let order = values.sorted()
        ranks = values.map { value in (order.firstIndex(of: value) ?? 0) + 1 }
        guard !result.draws.isEmpty else {
            (intervals, probabilitiesBest) = (nil, nil)
            return
        }
        intervals = values.indices.map { Self.interval(of: $0, values, result, degreesOfFreedom) }
        probabilitiesBest = Self.probabilitiesBest(result.draws)
    }

    /// A candidate's rank is at least one more than how many are surely better, and at most what is left by those that
    /// are surely worse.
    ///
    /// Surely: beyond the largest of its studentised differences with all others in 95 % of the resamples, so that the
    /// interval holds for all of them at once (Mogstad, Romano, Shaikh, Wilhelm, "Inference for Ranks", Review of
    /// Economic Studies 2024). Widened by Student's t over the normal distribution where units are few.
    private static func interval(
        of candidate: Int, _ values: [Double], _ result: PairedBootstrap.Result,
        _ degreesOfFreedom: ([Double]) -> Double
    ) -> ClosedRange<Int> {
        var others: [(index: Int, change: Double, error: Double, widening: Double)] = []
        var better = 0
        var worse = 0
        for other in values.indices where other != candidate {
            let change = values[candidate] - values[other]
            let moves = zip(result.moves[candidate], result.moves[other]).map { $0 - $1 }
            let error = moves.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let rounding = Rounding.tolerance(of: values[candidate], and: values[other])
            if error > rounding {
                let student = StudentDistribution(degreesOfFreedom: degreesOfFreedom(moves))
                others.append((other, change, error, student.quantile(0.975) / 1.959963984540054))
            } else if abs(change) > rounding {
                if change > 0 { better += 1 } else { worse += 1 }
            }
        }
        if !others.isEmpty {
            let limit = quantile(ofLargest: others.map { ($0.index, $0.change, $0.error) }, candidate, result.draws)
            for other in others where abs(other.change) > limit * other.widening * other.error {
                if other.change > 0 { better += 1 } else { worse += 1 }
            }
        }
        return (better + 1)...(values.count - worse)
    }

    /// What the largest studentised difference stays within in 95 % of the resamples.
    private static func quantile(
        ofLargest others: [(index: Int, change: Double, error: Double)], _ candidate: Int, _ draws: [[Double]]
    ) -> Double {
        let own = draws[candidate]
        var largest = [Double](repeating: 0, count: own.count)
        for other in others {
            draws[other.index].withUnsafeBufferPointer { draws in
                for resample in draws.indices {
                    let size = abs(own[resample] - draws[resample] - other.change) / other.error
                    if size > largest[resample] { largest[resample] = size }
                }
            }
        }
        largest.sort()
        return StudentisedInterval.quantile(0.95, of: largest)
    }

    private static func probabilitiesBest(_ draws: [[Double]]) -> [Double] {
        var shares = [Double](repeating: 0, count: draws.count)
        let resamples = draws[0].count
        for resample in 0..<resamples {
            let least = draws.reduce(Double.infinity) { min($0, $1[resample]) }
            let best = draws.indices.filter { draws[$0][resample] == least }
            for index in best { shares[index] += 1 / Double(best.count) }
        }
        return shares.map { $0 / Double(resamples) }
    }
}
