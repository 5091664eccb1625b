public import Mixtures
public import Words

/// One candidate of a study under one estimator.
public struct Trial: Hashable, Sendable {
    /// From 1, in the order in which trials were asked for.
    public var number: Int
    /// What is scored, and by which estimator; `nil`: the base model itself, as it is.
    public var candidate: StudyCandidate?
    /// Why it was asked for.
    public var origin: TrialOrigin
    /// 0 for baselines; then from 1.
    ///
    /// A round's trials are asked for when the one before it has ended.
    public var round: Int
    /// How far it has come.
    public var state: TrialState
    /// Bits per byte of the selecting part by domain, once scored.
    public var losses: [String: Double]?
    /// The last look of racing that its documents were scored for; 0 outside of races.
    public var look: Int
    /// Tokens that were scored for it by this study, the repeated use of a stored score not counted.
    public var tokens: Int

    public init(
        number: Int, candidate: StudyCandidate?, origin: TrialOrigin, round: Int,
        state: TrialState = .waiting, losses: [String: Double]? = nil, look: Int = 0, tokens: Int = 0
    ) {
        self.number = number
        self.candidate = candidate
        self.origin = origin
        self.round = round
        self.state = state
        self.losses = losses
        self.look = look
        self.tokens = tokens
    }

    /// `nil`: the base model itself.
    public var mixture: Mixture? { candidate?.mixture }
    /// The base model on its own counts as merged.
    public var estimator: Estimator { candidate?.estimator ?? .merge }

    /// True when nothing more will be heard of it.
    public var hasEnded: Bool { state.isFinal }
}

/// A trial that a study asks for.
public struct TrialRequest: Hashable, Sendable {
    /// `nil`: the base model itself.
    public var candidate: StudyCandidate?
    /// Why it is asked for.
    public var origin: TrialOrigin
    /// 0 for baselines; then from 1.
    public var round: Int
    /// 1 when only the documents of the first look are to be scored; 0 for all documents.
    public var look: Int

    public init(candidate: StudyCandidate?, origin: TrialOrigin, round: Int, look: Int = 0) {
        self.candidate = candidate
        self.origin = origin
        self.round = round
        self.look = look
    }

    /// `nil`: the base model itself.
    public var mixture: Mixture? { candidate?.mixture }
    /// The base model on its own counts as merged.
    public var estimator: Estimator { candidate?.estimator ?? .merge }
}
