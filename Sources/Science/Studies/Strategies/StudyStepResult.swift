public import Mixtures

/// What a study's step found.
public struct StudyStepResult: Codable, Hashable, Sendable {
    /// The step that was computed.
    public var step: StudyStep
    /// Distinct, within the space, the most promising first.
    public var proposals: [Proposal]
    /// The certificate of a convex search.
    public var certificate: Certificate?
    /// What each domain's surrogate is worth.
    public var fits: [SurrogateFit]?
    /// How many candidates surrogates had and need; `nil` when there were enough.
    public var evidence: Evidence?
    /// False when held-out fits no longer get better with the number of candidates; `nil` when not known.
    public var moreEvidenceHelps: Bool?

    public init(
        step: StudyStep, proposals: [Proposal], certificate: Certificate? = nil, fits: [SurrogateFit]? = nil,
        evidence: Evidence? = nil, moreEvidenceHelps: Bool? = nil
    ) {
        self.step = step
        self.proposals = proposals
        self.certificate = certificate
        self.fits = fits
        self.evidence = evidence
        self.moreEvidenceHelps = moreEvidenceHelps
    }

    /// A candidate that is worth evaluating.
    public struct Proposal: Hashable, Sendable {
        /// To be merged.
        public var candidate: StudyCandidate
        /// The objective that is expected, in bits per byte.
        public var predicted: Double?
        /// Its standard deviation.
        public var standardDeviation: Double?

        public init(_ candidate: StudyCandidate, predicted: Double? = nil, standardDeviation: Double? = nil) {
            self.candidate = candidate
            self.predicted = predicted
            self.standardDeviation = standardDeviation
        }

        /// The candidate's weights.
        public var mixture: Mixture { candidate.mixture }
    }

    /// How near a convex search came to the least possible.
    public struct Certificate: Codable, Hashable, Sendable {
        /// Bits per byte of the ensemble at the weights found.
        public var value: Double
        /// No mixture of the space (with a limit of size: of the chosen partitions) is better by more than this.
        public var gap: Double
        /// Whether the gap is within the tolerance asked for.
        public var closed: Bool
        /// Evaluations of value and gradient.
        public var evaluations: Int

        public init(value: Double, gap: Double, closed: Bool, evaluations: Int) {
            self.value = value
            self.gap = gap
            self.closed = closed
            self.evaluations = evaluations
        }
    }

    /// One domain's surrogate.
    public struct SurrogateFit: Codable, Hashable, Sendable {
        /// Whose losses it predicts.
        public var domain: String
        /// The regressor that was chosen.
        public var regressor: Regressor
        /// Held-out correlations and root mean square error (bits per byte) of the regressor chosen.
        public var pearson: Double?
        public var spearman: Double?
        public var error: Double

        public init(domain: String, regressor: Regressor, pearson: Double?, spearman: Double?, error: Double) {
            self.domain = domain
            self.regressor = regressor
            self.pearson = pearson
            self.spearman = spearman
            self.error = error
        }
    }

    /// How many candidates there are, and how many are needed.
    public struct Evidence: Codable, Hashable, Sendable {
        /// Different mixtures with a score.
        public var have: Int
        /// Different mixtures that the regressor needs.
        public var need: Int

        public init(have: Int, need: Int) {
            self.have = have
            self.need = need
        }
    }
}
