import Mixtures
internal import Randomness

/// How well a predictor orders really trained models beyond its correlation, each figure with its interval over
/// mixtures, or the reason why it has none.
///
/// All losses are bits per byte. (Keys are single words, so that a table reads the same under every key strategy.)
public struct Agreement: Hashable, Sendable {
    /// A figure with its interval, or the reason why there is none.
    public struct Measure: Hashable, Sendable {
        /// `nil` when undefined.
        public let value: Double?
        /// 95 %; `nil` where that cannot be had.
        public let interval: ConfidenceInterval?
        /// Why there is no value; `nil` when there is one.
        public let undefined: String?
        /// Why the value has no interval; `nil` when it has one, or when there is no value.
        public let withheld: String?

        init(undefined reason: String) {
            (value, interval, withheld) = (nil, nil, nil)
            undefined = reason
        }

        init(_ value: Double, _ interval: ConfidenceInterval?, withheld reason: String) {
            self.value = value
            self.interval = interval
            undefined = nil
            withheld = interval == nil ? reason : nil
        }
    }

    /// The interval of Pearson's r; `nil` where there are too few mixtures, or all lie on a line.
    public let pearson: ConfidenceInterval?
    /// The interval of Spearman's rho; `nil` where there are too few mixtures.
    public let spearman: ConfidenceInterval?
    /// Why a correlation has no interval; `nil` when both have one, or when there is no correlation.
    public let withheld: String?
    /// Spearman's rho within the best quarter of the mixtures: the ⌈n/4⌉ lowest references, and what ties with the
    /// last.
    public let top: Measure
    /// Share of the pairs of mixtures that the predictor orders rightly, 0 … 1; an equal prediction counts one half.
    public let decisions: Measure
    /// Bits per byte by which the mixture that is predicted to be best was found worse than the best one; 0 is the
    /// right choice.
    public let regret: Measure

    /// Fewer mixtures than this leave best quarter, decisions and regret without an interval.
    public static let leastForOrder = 6
}

extension Agreement {
    /// - Parameters:
    ///   - sample: One pair a mixture.
    ///   - resamples: Bootstrap resamples over the pairs, as counts; the same for all predictors of a table. Only the
    ///     regret needs them.
    init(of sample: PairSample, resamples: [[Double]]) {
        let count = sample.found.count
        let once = [Double](repeating: 1, count: count)
        let pearson = count < Correlation.leastPoints ? nil : sample.pearson(once)
        let spearman = count < Correlation.leastPoints ? nil : sample.spearman(once)
        self.pearson = pearson.flatMap { ConfidenceInterval(ofPearson: $0, points: count) }
        self.spearman = spearman.flatMap { ConfidenceInterval(ofSpearman: $0, points: count) }
        if pearson == nil || (self.pearson != nil && self.spearman != nil) {
            withheld = nil
        } else if count < ConfidenceInterval.leastCorrelated {
            withheld = Self.few(count, ConfidenceInterval.leastCorrelated)
        } else {
            withheld = "all \(count) points lie on one line: Pearson's r has no spread to tell"
        }
        top = Self.top(of: sample)
        decisions = Self.decisions(of: sample)
        regret = Self.regret(of: sample, resamples: resamples)
    }

    private static func few(_ count: Int, _ least: Int) -> String {
        "an interval needs at least \(least) points, here are \(count)"
    }

    private static func top(of sample: PairSample) -> Measure {
        let once = [Double](repeating: 1, count: sample.found.count)
        let inTop = Int(sample.topCounts(once).reduce(0, +))
        guard let value = sample.topSpearman(once) else {
            return Measure(
                undefined: inTop < Correlation.leastPoints
                    ? "\(inTop) points in the best quarter; expected at least \(Correlation.leastPoints)"
                    : "zero variance: the predictor or the reference is the same everywhere")
        }
        guard sample.found.count >= leastForOrder else {
            return Measure(value, nil, withheld: few(sample.found.count, leastForOrder))
        }
        return Measure(
            value, ConfidenceInterval(ofSpearman: value, points: inTop),
            withheld: few(inTop, ConfidenceInterval.leastCorrelated) + " in the best quarter")
    }

    private static func decisions(of sample: PairSample) -> Measure {
        let count = sample.found.count
        let once = [Double](repeating: 1, count: count)
        guard count >= 2 else { return Measure(undefined: "\(count) points; expected at least 2") }
        guard let value = sample.decisions(once) else {
            return Measure(undefined: "the reference is the same everywhere: there is nothing to decide")
        }
        return Measure(
            value,
            ConfidenceInterval(ofDecisions: value, pairs: sample.decidablePairs(once), points: count),
            withheld: few(count, leastForOrder))
    }

    /// With the percentiles of resamples: what is best hangs on few of the mixtures, and no formula is known.
    private static func regret(of sample: PairSample, resamples: [[Double]]) -> Measure {
        let count = sample.found.count
        guard count >= 2 else { return Measure(undefined: "\(count) points; expected at least 2") }
        guard let value = sample.regret([Double](repeating: 1, count: count)) else {
            return Measure(undefined: "there is nothing to choose from")
        }
        guard count >= leastForOrder else { return Measure(value, nil, withheld: few(count, leastForOrder)) }
        guard !resamples.isEmpty else { return Measure(value, nil, withheld: "nothing was resampled") }
        let interval = ConfidenceInterval(percentilesOf: resamples.map(sample.regret))
        // The right choice in nearly all resamples tells that it is right here, and nothing of its error elsewhere.
        let isOpen = interval.map { !Rounding.isConstant(from: $0.lower, to: $0.upper) } ?? false
        return Measure(value, isOpen ? interval : nil, withheld: "resamples of the mixtures all give the same")
    }

    /// For a predictor that does not exist here.
    init(undefined reason: String) {
        let measure = Measure(undefined: reason)
        (pearson, spearman, withheld) = (nil, nil, nil)
        (top, decisions, regret) = (measure, measure, measure)
    }

    /// Draws as many of `count` points as there are, with replacement, so many times: a count for each point.
    static func resamples(_ number: Int, of count: Int, seed: UInt64) -> [[Double]] {
        guard count >= leastForOrder else { return [] }
        var generator = SeededGenerator(seed: seed, purpose: .mixtureResamples)
        return (0..<max(0, number)).map { _ in
            var counts = [Double](repeating: 0, count: count)
            for _ in 0..<count { counts[generator.below(count)] += 1 }
            return counts
        }
    }
}
