/// A number with what is known of its error: bits per byte, or a difference of those.
public struct Estimate: Codable, Hashable, Sendable {
    /// Bits per byte.
    public let value: Double
    /// The stratified jackknife's, in bits per byte; `nil` when unknown.
    public let standardError: Double?
    /// Two-sided, 95 %; `nil` when unknown.
    public let interval: ConfidenceInterval?
    /// Why error and interval are unknown; `nil` when they are known.
    public let undefined: String?

    public init(value: Double, standardError: Double?, interval: ConfidenceInterval?, undefined: String? = nil) {
        self.value = value
        self.standardError = standardError
        self.interval = interval
        self.undefined = undefined
    }
}

/// How two candidates differ on the same documents: first minus second, so a first that is better gives a value below
/// 0.
public struct Difference: Codable, Hashable, Sendable {
    public let estimate: Estimate
    /// The probability that the first scores better (lower), by the same resamples as the interval.
    ///
    /// Above 0.975 or below 0.025 just where the interval of this pair by itself leaves 0 out. 0.5 where the two score
    /// the same on every document; `nil` when unknown.
    ///
    /// It speaks of the noise of the evaluation set alone, not of models that are trained on the mixtures.
    public let probabilityFirstBetter: Double?

    public init(estimate: Estimate, probabilityFirstBetter: Double?) {
        self.estimate = estimate
        self.probabilityFirstBetter = probabilityFirstBetter
    }

    /// Whether the interval leaves 0 out; `false` ("not resolved") where it holds 0 or is unknown.
    public var resolved: Bool { estimate.interval.map { !$0.holds(0) } ?? false }

    /// Second minus first.
    public var reversed: Difference {
        Difference(
            estimate: Estimate(
                value: 0 - estimate.value, standardError: estimate.standardError,
                interval: estimate.interval.map { .init(lower: 0 - $0.upper, upper: 0 - $0.lower) },
                undefined: estimate.undefined), probabilityFirstBetter: probabilityFirstBetter.map { 1 - $0 })
    }
}
