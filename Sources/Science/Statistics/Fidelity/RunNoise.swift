import Mixtures

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// How much the loss of a really trained model varies from run to run on the same mixture: what no estimate can
/// foresee.
public struct RunNoise: Codable, Hashable, Sendable {
    /// Standard deviation of one run, bits per byte: pooled over the mixtures.
    public let deviation: Double
    /// Mixtures with runs enough to tell.
    public let mixtures: Int
    /// Their runs.
    public let runs: Int

    /// Runs that a mixture must have to tell of noise.
    public static let leastRuns = 3
    /// Mixtures that must have them.
    public static let leastMixtures = 2

    /// - Parameter losses: The losses of each mixture's runs, bits per byte.
    /// - Returns: `nil` unless two mixtures or more have three runs or more each.
    init?(of losses: [[Double]]) {
        let repeated = losses.filter { $0.count >= RunNoise.leastRuns }
        guard repeated.count >= RunNoise.leastMixtures else { return nil }
        var (squares, degrees) = (0.0, 0)
        for runs in repeated {
            let mean = runs.reduce(0, +) / Double(runs.count)
            squares += runs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            degrees += runs.count - 1
        }
        deviation = (squares / Double(degrees)).squareRoot()
        mixtures = repeated.count
        runs = repeated.reduce(0) { $0 + $1.count }
    }

    /// The largest Pearson's r that even a perfect predictor is expected to reach: noise is part of what it is held
    /// against.
    ///
    /// √(1 − noise / variance), after Spearman, "The Proof and Measurement of Association between Two Things", 1904.
    ///
    /// - Parameters:
    ///   - found: The mean loss of each mixture's runs.
    ///   - runs: How many runs each mean is over.
    /// - Returns: `nil` when all means are the same, or there are fewer than three.
    func ceiling(found: [Double], runs: [Int]) -> Double? {
        guard found.count >= Correlation.leastPoints else { return nil }
        let mean = found.reduce(0, +) / Double(found.count)
        let variance = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count - 1)
        guard variance > 0 else { return nil }
        return max(0, 1 - varianceOfMeans(runs) / variance).squareRoot()
    }

    /// The largest Spearman's rho that a perfect predictor is expected to reach, where losses are spread normally: 6/π
    /// arcsin(r/2) of the largest Pearson's r.
    static func rankCeiling(ofPearson ceiling: Double) -> Double { 6 / .pi * asin(ceiling / 2) }

    /// The part of the means' variance that is noise.
    func varianceOfMeans(_ runs: [Int]) -> Double {
        guard !runs.isEmpty else { return 0 }
        return deviation * deviation * runs.reduce(0) { $0 + 1 / Double($1) } / Double(runs.count)
    }
}
