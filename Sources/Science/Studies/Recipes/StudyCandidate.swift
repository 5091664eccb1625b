public import Mixtures

/// A candidate, and what a study chooses of the way it is scored; context, documents and protocol are the study's own.
public struct StudyCandidate: Hashable, Sendable {
    /// Weights, and how the models become one.
    public let candidate: Candidate
    /// By what it is scored.
    public let estimator: Estimator
    /// What forward passes are computed in.
    public let precision: Precision

    /// - Parameter recipe: an ensemble merges nothing, so that it has none but the linear one.
    public init(
        mixture: Mixture, recipe: MergeRecipe = .linear, estimator: Estimator = .merge, precision: Precision = .f32
    ) {
        candidate = Candidate(mixture: mixture, recipe: estimator == .ensemble ? .linear : recipe)
        self.estimator = estimator
        self.precision = precision
    }

    /// The weights.
    public var mixture: Mixture { candidate.mixture }
    /// How the models become one.
    public var recipe: MergeRecipe { candidate.recipe }

    /// What keeps a candidate from outside out of a study.
    public struct Violation: Hashable, Sendable {
        /// The field that it is about, such as `["recipe", "parameters", "lambda"]`.
        public let path: [String]
        /// What was seen, and what is expected.
        public let detail: String

        public init(path: [String], detail: String) {
            self.path = path
            self.detail = detail
        }
    }

    /// The same by an estimator.
    public func estimated(by estimator: Estimator) -> StudyCandidate {
        StudyCandidate(mixture: mixture, recipe: recipe, estimator: estimator, precision: precision)
    }
}
