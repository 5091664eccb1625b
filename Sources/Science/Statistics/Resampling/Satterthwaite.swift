extension ResamplingDesign {
    /// The degrees of freedom of a sum of the strata's variances, each with one less than its units (Satterthwaite, "An
    /// Approximate Distribution of Estimates of Variance Components", Biometrics Bulletin 1946).
    ///
    /// - Parameter moves: how each unit moves the statistic; a variance is the sum of their squares.
    func degreesOfFreedom(of moves: [Double]) -> Double {
        var total = 0.0
        var weighted = 0.0
        for stratum in strata where stratum.count > 1 {
            let variance = moves[stratum.firstUnit..<stratum.firstUnit + stratum.count].reduce(0) { $0 + $1 * $1 }
            total += variance
            weighted += variance * variance / Double(stratum.count - 1)
        }
        return weighted > 0 ? total * total / weighted : 1
    }

    /// The standard error that resamples of the statistic have: a resample of n units varies by (n − 1)/n of what the
    /// jackknife tells.
    ///
    /// - Parameter moves: how each unit moves the statistic.
    func errorOfResamples(of moves: [Double]) -> Double {
        var total = 0.0
        for stratum in strata where stratum.count > 1 {
            let variance = moves[stratum.firstUnit..<stratum.firstUnit + stratum.count].reduce(0) { $0 + $1 * $1 }
            total += variance * Double(stratum.count - 1) / Double(stratum.count)
        }
        return total.squareRoot()
    }
}
