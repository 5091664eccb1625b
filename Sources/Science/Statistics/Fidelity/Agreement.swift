import Mixtures
internal import Randomness

/// How well a predictor orders really trained models beyond its correlation, each figure with its bootstrap interval
/// over mixtures.
///
/// All losses are bits per byte. (Keys are single words, so that a table reads the same under every key strategy.)
public struct Agreement: Hashable, Sendable {
    /// A figure with its interval, or the reason why there is none.
    public struct Measure: Hashable, Sendable {
        /// `nil` when undefined.
        public let value: Double?
        /// `nil` where there are too few reference runs to resample, or more than half of the resamples leave it
        /// undefined.
        public let interval: ConfidenceInterval?
        /// Why there is no value; `nil` when there is one.
        public let undefined: String?

        init(_ value: Double?, _ interval: ConfidenceInterval?, otherwise reason: String) {
            self.value = value
            self.interval = value == nil ? nil : interval
            undefined = value == nil ? reason : nil
        }
    }

    /// The interval of Pearson's r; `nil` where there are too few mixtures to resample.
    public let pearson: ConfidenceInterval?
    /// The interval of Spearman's rho; `nil` where there are too few mixtures to resample.
    public let spearman: ConfidenceInterval?
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
            return Measure(value, ConfidenceInterval(percentilesOf: resamples.map(statistic)), otherwise: reason)
        }
        let isDefined = count >= Correlation.leastPoints && sample.pearson(once) != nil
        pearson = isDefined ? ConfidenceInterval(percentilesOf: resamples.map(sample.pearson)) : nil
        spearman = isDefined ? ConfidenceInterval(percentilesOf: resamples.map(sample.spearman)) : nil
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
