#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

// Intervals of correlations on the scale of Fisher's z = artanh r, where the spread hardly depends on the correlation.
//
// Percentiles of a bootstrap over mixtures hold the truth too seldom where mixtures are few: at n = 6 and a correlation
// of 0.9, 87 times of 100. `CorrelationCoverageTests` hold these against simulated pairs.

extension ConfidenceInterval {
    /// Fewer points than this leave no interval: the spread of z, 1/√(n − 3), is not finite.
    static let leastCorrelated = 4

    /// A correlation this near to 1 is 1 but for rounding.
    private static let offLine = 1e-9

    /// Of Pearson's r: tanh(artanh r ± 1.96 / √(n − 3)) (Fisher, "On the 'Probable Error' of a Coefficient of
    /// Correlation Deduced from a Small Sample", Metron 1921).
    ///
    /// `nil` below ``leastCorrelated`` points, and where they lie on one line.
    init?(ofPearson r: Double, points: Int) {
        guard points >= Self.leastCorrelated, abs(r) < 1 - Self.offLine else { return nil }
        self.init(around: atanh(r), by: Self.normalBound / Double(points - 3).squareRoot())
    }

    /// Of Spearman's rho: tanh(artanh ρ ± 1.96 √((1 + ρ²/2) / (n − 3))) (Bonett and Wright, "Sample size requirements
    /// for estimating Pearson, Kendall and Spearman correlations", Psychometrika 2000), and on each side at least as
    /// far as the same after the bias of few points is taken out.
    ///
    /// Without the latter, intervals at a rho of 0.97 and 12 points hold 9 times of 10: the rho of a sample is too
    /// small (Moran, "Rank correlation and product-moment correlation", Biometrika 1948). An order that is all right
    /// (or all wrong) stands half a step below 1, the step to the next order; 1 itself is then in the interval.
    ///
    /// `nil` below ``leastCorrelated`` points.
    init?(ofSpearman rho: Double, points: Int) {
        guard points >= Self.leastCorrelated else { return nil }
        let count = Double(points)
        let halfStep = 6 / (count * (count * count - 1))
        let inner = min(max(rho, halfStep - 1), 1 - halfStep)
        func width(_ r: Double) -> Double { Self.normalBound * ((1 + r * r / 2) / (count - 3)).squareRoot() }
        let plain = ConfidenceInterval(around: atanh(inner), by: width(inner))
        let r = Self.unbiasedPearson(ofSpearman: inner, points: count)
        let mended = ConfidenceInterval(around: atanh(r), by: width(r))
        func spearman(_ r: Double) -> Double { 6 / .pi * asin(r / 2) }
        self.init(
            lower: rho < halfStep - 1 ? -1 : min(plain.lower, spearman(mended.lower)),
            upper: rho > 1 - halfStep ? 1 : max(plain.upper, spearman(mended.upper)))
    }

    /// Of the share of pairs that are ordered rightly: by τ = 2 · share − 1, Kendall's where nothing ties, one order of
    /// a pair farther on each side, with the spread √(0.437 (1 + τ²/2) / (n − 4)) of its z.
    ///
    /// 0.437 is of Fieller, Hartley and Pearson, "Tests for rank correlation coefficients", Biometrika 1957, and holds
    /// up to a τ of 0.8; the second factor widens it beyond, as Bonett and Wright do for Spearman's rho.
    ///
    /// - Parameter pairs: that can be decided.
    init?(ofDecisions share: Double, pairs: Double, points: Int) {
        guard points >= Agreement.leastForOrder, pairs > 0 else { return nil }
        let tau = 2 * share - 1
        let step = 2 / pairs
        let width = Self.normalBound * (0.437 * (1 + tau * tau / 2) / Double(points - 4)).squareRoot()
        let (low, high) = (tau - step, tau + step)
        let lower = low <= -1 ? -1 : tanh(atanh(low) - width)
        let upper = high >= 1 ? 1 : tanh(atanh(high) + width)
        self.init(lower: (1 + lower) / 2, upper: (1 + upper) / 2)
    }

    private init(around z: Double, by width: Double) {
        self.init(lower: tanh(z - width), upper: tanh(z + width))
    }

    /// What a normal variable stays below with 97.5 %.
    static let normalBound = 1.959963984540054

    /// The correlation of a normal pair whose samples of so many points have this Spearman's rho on average.
    ///
    /// That is 6 / (π (n + 1)) (arcsin r + (n − 2) arcsin(r/2)), solved for r by halving.
    private static func unbiasedPearson(ofSpearman rho: Double, points: Double) -> Double {
        var (low, high) = (-1.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let mean = 6 / (.pi * (points + 1)) * (asin(middle) + (points - 2) * asin(middle / 2))
            if mean < rho { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
