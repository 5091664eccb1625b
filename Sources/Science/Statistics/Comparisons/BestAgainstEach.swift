/// How far the best of many must be ahead of another to be told from it, when it was found to be the best on the same
/// documents.
///
/// The least of many equal values is low by chance: each by itself, nearly half of its differences would be resolved.
///
/// The limit is what the best's studentised lead over any other stays within in 95 % of the resamples of candidates
/// that are all equal, the best being found anew in each. With it, no pair is resolved wrongly with 95 %, all pairs
/// together (multiple comparisons with the best; Hsu, "Multiple Comparisons", 1996, chapter 4).
struct BestAgainstEach {
    /// In standard deviations of a normal variable.
    let limit: Double
    private let result: PairedBootstrap.Result
    private let design: ResamplingDesign

    /// - Returns: `nil` where the spread is unknown.
    init?(_ result: PairedBootstrap.Result, _ design: ResamplingDesign) {
        guard let resamples = result.draws.first?.count else { return nil }
        let values = result.values.map(\.value)
        var errors: [Int: [Double]] = [:]
        var largest = [Double](repeating: 0, count: resamples)
        var deviations = values
        for resample in 0..<resamples {
            for index in values.indices { deviations[index] = result.draws[index][resample] - values[index] }
            let best = values.indices.min { (deviations[$0], $0) < (deviations[$1], $1) } ?? 0
            let spread =
                errors[best]
                ?? values.indices.map { CandidateDifference($0, best, in: result, design).resampledError }
            errors[best] = spread
            for index in values.indices where spread[index] > 0 {
                largest[resample] = max(largest[resample], (deviations[index] - deviations[best]) / spread[index])
            }
        }
        largest.sort()
        limit = max(StudentisedInterval.quantile(0.95, of: largest), ConfidenceInterval.normalBound)
        self.result = result
        self.design = design
    }

    /// A difference from the best with the interval that holds for all of them at once.
    ///
    /// The interval keeps its skew. The probability stays that of the pair by itself.
    func adjusted(_ difference: Difference, first: Int, second: Int) -> Difference {
        let estimate = difference.estimate
        let spread = CandidateDifference(first, second, in: result, design)
        guard let interval = estimate.interval, spread.error > 0 else { return difference }
        let student = StudentDistribution(degreesOfFreedom: spread.degreesOfFreedom)
        let share = min(StudentDistribution.normalProbability(upTo: limit), 1 - 1e-12)
        let stretch = max(1, student.quantile(share) / student.quantile(0.975))
        let wide = ConfidenceInterval(
            lower: estimate.value - (estimate.value - interval.lower) * stretch,
            upper: estimate.value + (interval.upper - estimate.value) * stretch)
        return Difference(
            estimate: Estimate(value: estimate.value, standardError: estimate.standardError, interval: wide),
            probabilityFirstBetter: difference.probabilityFirstBetter)
    }
}
