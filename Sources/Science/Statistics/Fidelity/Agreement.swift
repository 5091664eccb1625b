import Mixtures
internal import Randomness

/// How well a predictor orders really trained models beyond its correlation, each figure with its bootstrap interval
/// over mixtures.
///
/// All losses are bits per byte. (Keys are single words, so that a table reads the same under every key strategy.)
public struct Agreement: Codable, Hashable, Sendable {
    /// A 95 % interval.
    public struct Interval: Codable, Hashable, Sendable {
        public let low: Double
        public let high: Double

        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    /// A figure with its interval, or the reason why there is none.
    public struct Measure: Codable, Hashable, Sendable {
        /// `nil` when undefined.
        public let value: Double?
        /// `nil` where there are too few reference runs to resample, or more than half of the resamples leave it
        /// undefined.
        public let interval: Interval?
        /// Why there is no value; `nil` when there is one.
        public let undefined: String?

        init(_ value: Double?, _ interval: Interval?, otherwise reason: String) {
            self.value = value
            self.interval = value == nil ? nil : interval
            undefined = value == nil ? reason : nil
        }
    }

    /// Of Pearson's r; `nil` where there are too few mixtures to resample.
    public let pearson: Interval?
    /// Of Spearman's rho; `nil` where there are too few mixtures to resample.
    public let spearman: Interval?
    /// Spearman's rho within the best quarter of the mixtures: the ⌈n/4⌉ lowest references, and what ties with the
    /// last.
    public let top: Measure
    /// Share of the pairs of mixtures that the predictor orders rightly, 0 … 1; an equal prediction counts one half.
    public let decisions: Measure
    /// Bits per byte by which the mixture that is predicted to be best was found worse than the best one; 0 is the
    /// right choice.
    public let regret: Measure

    /// Fewer points than this are not resampled: too few of their resamples differ.
    public static let leastResampled = 4
}

extension Agreement {
    /// - Parameters:
    ///   - sample: One pair a mixture.
    ///   - resamples: Bootstrap resamples over the pairs, as counts; the same for all predictors of a table.
    init(of sample: PairSample, resamples: [[Double]]) {
        let count = sample.found.count
        let once = [Double](repeating: 1, count: count)
        let lacking = "\(count) points; expected at least"
        let constant = "zero variance: the predictor or the reference is the same everywhere"
        let resamples = count < Agreement.leastResampled ? [] : resamples
        func measure(_ reason: String, _ statistic: ([Double]) -> Double?) -> Measure {
            guard let value = statistic(once) else { return Measure(nil, nil, otherwise: reason) }
            return Measure(value, Interval(percentilesOf: resamples.map(statistic)), otherwise: reason)
        }
        let isDefined = count >= Correlation.leastPoints && sample.pearson(once) != nil
        pearson = isDefined ? Interval(percentilesOf: resamples.map(sample.pearson)) : nil
        spearman = isDefined ? Interval(percentilesOf: resamples.map(sample.spearman)) : nil
        let inTop = Int(sample.topCounts(once).reduce(0, +))
        top = measure(
            inTop < Correlation.leastPoints
                ? "\(inTop) points in the best quarter; expected at least \(Correlation.leastPoints)" : constant,
            sample.topSpearman)
        decisions = measure(
            count < 2 ? "\(lacking) 2" : "the reference is the same everywhere: there is nothing to decide",
            sample.decisions)
        regret = measure(count < 2 ? "\(lacking) 2" : "there is nothing to choose from") {
            count < 2 ? nil : sample.regret($0)
        }
    }

    /// For a predictor that does not exist here.
    init(undefined reason: String) {
        let measure = Measure(nil, nil, otherwise: reason)
        (pearson, spearman) = (nil, nil)
        (top, decisions, regret) = (measure, measure, measure)
    }

    /// Draws as many of `count` points as there are, with replacement, so many times: a count for each point.
    static func resamples(_ number: Int, of count: Int, seed: UInt64) -> [[Double]] {
        guard count >= leastResampled else { return [] }
        var generator = SeededGenerator(seed: seed, purpose: .mixtureResamples)
        return (0..<max(0, number)).map { _ in
            var counts = [Double](repeating: 0, count: count)
            for _ in 0..<count { counts[generator.below(count)] += 1 }
            return counts
        }
    }
}

extension Agreement.Interval {
    /// The 2.5th and 97.5th percentile (linear between order statistics, as NumPy's default) of what is defined.
    ///
    /// `nil` unless at least half of the values are.
    init?(percentilesOf values: [Double?]) {
        let sorted = values.compactMap(\.self).sorted()
        guard !sorted.isEmpty, sorted.count * 2 >= values.count else { return nil }
        func percentile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place.rounded(.down))
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        self.init(low: percentile(0.025), high: percentile(0.975))
    }
}
