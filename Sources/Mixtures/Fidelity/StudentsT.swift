#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Student's t distribution with a whole number of degrees of freedom.
enum StudentsT {
    /// The t that a share of the distribution's two sides together stays within.
    ///
    /// From the finite series of Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4, by bisection.
    ///
    /// - Parameters:
    ///   - share: Above 0 and below 1, such as 0.95.
    ///   - degrees: At least 1.
    static func bound(share: Double, degrees: Int) -> Double {
        // In the angle atan(t/√ν), which is bounded, so that heavy tails need no guess of where to begin.
        var (low, high) = (0.0, Double.pi / 2)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if within(angle: middle, degrees: degrees) < share { low = middle } else { high = middle }
        }
        return tan((low + high) / 2) * Double(degrees).squareRoot()
    }

    /// P(|T| < t) for t = √ν · tan(angle).
    private static func within(angle: Double, degrees: Int) -> Double {
        let (sine, cosine) = (sin(angle), cos(angle))
        var sum = 0.0
        if degrees.isMultiple(of: 2) {
            var term = 1.0
            for step in stride(from: 0, through: degrees - 2, by: 2) {
                sum += term
                term *= cosine * cosine * Double(step + 1) / Double(step + 2)
            }
            return sine * sum
        }
        if degrees > 1 {
            var term = cosine
            for step in stride(from: 1, through: degrees - 2, by: 2) {
                sum += term
                term *= cosine * cosine * Double(step + 1) / Double(step + 2)
            }
        }
        return 2 / Double.pi * (angle + sine * sum)
    }
}
