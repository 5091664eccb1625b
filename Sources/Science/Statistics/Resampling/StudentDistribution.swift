#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Student's t distribution; degrees of freedom need not be whole.
struct StudentDistribution {
    /// Above 0.
    let degreesOfFreedom: Double

    /// The probability of a value up to `t`.
    func probability(upTo t: Double) -> Double {
        guard t.isFinite else { return t < 0 ? 0 : 1 }
        let tail =
            Self.incompleteBeta(
                degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2
        return t < 0 ? tail : 1 - tail
    }

    /// The value that is exceeded with the probability `1 - probability`; for a probability of 0.5 up to below 1.
    func quantile(_ probability: Double) -> Double {
        var low = 0.0
        var high = 2.0
        while self.probability(upTo: high) < probability, high < 1e150 { high *= 2 }
        for _ in 0..<200 where low < high {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if self.probability(upTo: middle) < probability { low = middle } else { high = middle }
        }
        return high
    }

    /// The probability that a normal variable stays below `z` standard deviations.
    static func normalProbability(upTo z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

    /// The regularised incomplete beta function I_x(a, b) by its continued fraction (NIST Digital Library of
    /// Mathematical Functions, 8.17.22), evaluated from the front by Lentz's method.
    private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        if x <= 0 { return 0 }
        if x >= 1 { return 1 }
        // The fraction converges fast below the mean; above, the other tail is taken.
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
        let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)) / a
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var fraction = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            for term in [even, odd] {
                d = 1 + term * d
                d = 1 / (abs(d) < tiny ? tiny : d)
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                fraction *= d * c
            }
            if abs(d * c - 1) < 1e-15 { break }
        }
        return front * fraction
    }

    private static func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }
}
