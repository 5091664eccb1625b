import Mixtures

/// The difference of two candidates of a bootstrap, and its spread.
struct CandidateDifference {
    /// First minus second.
    let change: Double
    /// By the jackknife; 0 where the two differ by the same everywhere.
    let error: Double
    /// The spread of its resamples; 0 as well then.
    let resampledError: Double
    let degreesOfFreedom: Double
    /// Below this a difference is rounding.
    private let rounding: Double

    init(_ first: Int, _ second: Int, in result: PairedBootstrap.Result, _ design: ResamplingDesign) {
        let (left, right) = (result.values[first].value, result.values[second].value)
        let moves = zip(result.moves[first], result.moves[second]).map { $0 - $1 }
        let jackknife = moves.reduce(0) { $0 + $1 * $1 }.squareRoot()
        change = left - right
        rounding = Rounding.tolerance(of: left, and: right)
        let varies = jackknife > rounding
        error = varies ? jackknife : 0
        resampledError = varies ? design.errorOfResamples(of: moves) : 0
        degreesOfFreedom = varies ? design.degreesOfFreedom(of: moves) : .infinity
    }

    /// Whether it is beyond what so many standard deviations of a normal variable allow, by Student's t: few units tell
    /// less of their own spread.
    func isBeyond(_ limit: Double) -> Bool {
        guard error > 0 else { return abs(change) > rounding }
        return StudentDistribution(degreesOfFreedom: degreesOfFreedom).probability(upTo: abs(change) / error)
            > StudentDistribution.normalProbability(upTo: limit)
    }

    /// By how much resamples must be stretched to vary as Student's t does: more, the fewer units there are.
    var stretch: Double {
        guard error > 0, resampledError > 0 else { return 1 }
        return StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.975)
            / ConfidenceInterval.normalBound * error / resampledError
    }
}
