#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// How much less than the best a normally distributed objective is on average, where more counts as nothing: Jones,
/// Schonlau and Welch, "Efficient Global Optimization of Expensive Black-Box Functions", 1998.
enum ExpectedImprovement {
    /// - Parameters:
    ///   - mean: in the unit of the objective.
    ///   - standardDeviation: 0 where the objective is known.
    ///   - best: the least that was found.
    static func of(mean: Double, standardDeviation: Double, over best: Double) -> Double {
        let gain = best - mean
        guard standardDeviation > 0 else { return max(0, gain) }
        let z = gain / standardDeviation
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        return gain * erfc(-z / 2.0.squareRoot()) / 2 + standardDeviation * density
    }
}
