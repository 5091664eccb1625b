public import Mixtures
public import Words

/// One candidate of a study under one estimator.
public struct Trial: Codable, Hashable, Sendable {
    /// From 1, in the order in which trials were asked for.
    public var number: Int
    /// `nil`: the base model itself.
    public var mixture: Mixture?
    public var origin: TrialOrigin
    public var estimator: Estimator
    /// 0 for baselines; then from 1.
    ///
    /// A round's trials are asked for when the one before it has ended.
    public var round: Int
    public var state: TrialState
    /// Bits per byte of the selecting part by domain, once scored.
    public var losses: [String: Double]?
    /// The last look of racing that its documents were scored for; 0 outside of races.
    public var look: Int
    /// Tokens that were scored for it by this study, the repeated use of a stored score not counted.
    public var tokens: Int

    public init(
        number: Int, mixture: Mixture?, origin: TrialOrigin, estimator: Estimator = .merge, round: Int,
        state: TrialState = .waiting, losses: [String: Double]? = nil, look: Int = 0, tokens: Int = 0
    ) {
        self.number = number
        self.mixture = mixture
        self.origin = origin
        self.estimator = estimator
        self.round = round
        self.state = state
        self.losses = losses
        self.look = look
        self.tokens = tokens
    }

    /// True when nothing more will be heard of it.
    public var hasEnded: Bool { state.isFinal }
}

/// A trial that a study asks for.
public struct TrialRequest: Codable, Hashable, Sendable {
    /// `nil`: the base model itself.
    public var mixture: Mixture?
    public var origin: TrialOrigin
    public var estimator: Estimator
    public var round: Int
    /// 1 when only the documents of the first look are to be scored; 0 for all documents.
    public var look: Int

    public init(mixture: Mixture?, origin: TrialOrigin, estimator: Estimator = .merge, round: Int, look: Int = 0) {
        self.mixture = mixture
        self.origin = origin
        self.estimator = estimator
        self.round = round
        self.look = look
    }
}
