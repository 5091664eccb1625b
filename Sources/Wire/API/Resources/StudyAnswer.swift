public import Mixtures
public import Statistics
package import StrictJSON
public import Studies

/// The mixture that a study found, scored on documents that nothing was selected by.
public struct StudyAnswer: Codable, Hashable, Sendable {
    /// The answer held against a baseline, on the same documents.
    public struct Comparison: Codable, Hashable, Sendable {
        /// The baseline's trial.
        public var trial: Int
        /// Where the candidate comes from.
        public var origin: TrialOrigin
        /// The answer minus the baseline, in bits per byte: below 0 where the answer is better.
        public var difference: Estimate
        /// The probability that the answer scores better; missing where the spread of documents is unknown.
        public var probabilityBetter: Double?
        /// False where the interval holds 0, or is unknown.
        public var resolved: Bool

        public init(trial: Int, origin: TrialOrigin, _ difference: Difference) {
            self.trial = trial
            self.origin = origin
            self.difference = difference.estimate
            probabilityBetter = difference.probabilityFirstBetter
            resolved = difference.resolved
        }
    }

    /// The number of its trial, a real merge.
    public var trial: Int
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// How the models become one; missing for a linear merge.
    public var recipe: MergeRecipe?
    /// What forward passes are computed in; missing for `f32`.
    public var precision: Precision?
    /// The evaluation's id.
    public var evaluation: String
    /// The objective on the selecting documents, in bits per byte: the best of many, and so too good.
    public var selecting: Double
    /// The objective on the reporting documents, in bits per byte.
    public var reporting: Estimate
    /// Bits per byte of the reporting documents by domain.
    public var domains: [String: Estimate]
    /// Beside each baseline.
    public var beside: [Comparison]

    public init(
        trial: Int, mixture: [String: Double], recipe: MergeRecipe? = nil, precision: Precision? = nil,
        evaluation: String, selecting: Double, reporting: Estimate, domains: [String: Estimate],
        beside: [Comparison]
    ) {
        self.trial = trial
        self.mixture = mixture
        self.recipe = recipe
        self.precision = precision
        self.evaluation = evaluation
        self.selecting = selecting
        self.reporting = reporting
        self.domains = domains
        self.beside = beside
    }
}

/// What `GET /v1/studies/{id}/ranking` answers: the best merges of a study and its baselines, by the reporting
/// documents.
public struct StudyRankingResource: Codable, Hashable, Sendable {
    /// One place of the ranking.
    public struct Place: Codable, Hashable, Sendable {
        /// Its rank, from 1.
        public var rank: Int
        /// The trial's number, from 1.
        public var trial: Int
        /// Where the candidate comes from.
        public var origin: TrialOrigin
        /// Partition name → weight; missing for the base model itself.
        public var mixture: [String: Double]?
        /// How the models become one; missing for linear merges and the base model itself.
        public var recipe: MergeRecipe?
        /// What forward passes are computed in; missing for `f32`.
        public var precision: Precision?
        /// The evaluation's id.
        public var evaluation: String
        /// How the score is obtained.
        public var estimator: Estimator
        /// The objective on the reporting documents, in bits per byte.
        public var value: Estimate
        /// The best and the worst rank of the 95 % interval; missing where the spread of documents is unknown.
        public var ranks: [Int]?
        /// The share of resamples in which it is the best.
        public var probabilityBest: Double?

        public init(
            rank: Int, trial: Int, origin: TrialOrigin, mixture: [String: Double]?, recipe: MergeRecipe? = nil,
            precision: Precision? = nil, evaluation: String, estimator: Estimator, value: Estimate, ranks: [Int]?,
            probabilityBest: Double?
        ) {
            self.rank = rank
            self.trial = trial
            self.origin = origin
            self.mixture = mixture
            self.recipe = recipe
            self.precision = precision
            self.evaluation = evaluation
            self.estimator = estimator
            self.value = value
            self.ranks = ranks
            self.probabilityBest = probabilityBest
        }
    }

    /// The study's id.
    public var study: String
    /// What candidates are compared by.
    public var objective: Objective
    /// How many reporting documents there are.
    public var documents: Int
    /// Best first.
    public var places: [Place]
    /// False where the interval of the difference between the first two holds 0.
    public var resolved: Bool
    /// Why no candidate has a probability of being the best; missing when they have.
    public var probabilityBestUnknown: String?
    /// What makes scores of the pool's merges doubtful.
    public var warnings: [ValidityWarning]

    public init(
        study: String, objective: Objective, documents: Int, places: [Place], resolved: Bool,
        probabilityBestUnknown: String? = nil, warnings: [ValidityWarning]
    ) {
        self.probabilityBestUnknown = probabilityBestUnknown
        self.study = study
        self.objective = objective
        self.documents = documents
        self.places = places
        self.resolved = resolved
        self.warnings = warnings
    }
}

extension StudyAnswer: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights(),
            .recipe: "missing for a linear merge",
            .precision: "of forward passes; `f32` when missing",
            .evaluation: .id(.evaluation),
            .selecting: "the objective on the documents that it was selected by, in bits per byte",
            .reporting: "on the documents that nothing was selected by",
            .domains: "of the reporting documents",
        ])
    }
}

extension StudyAnswer.Comparison: Annotated, SchemaNamed {
    package static var schemaName: String { "StudyComparison" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.difference: "below 0: better",
            .probabilityBetter: .share(0...1),
            .resolved: "false where the interval holds 0",
        ])
    }
}

extension StudyRankingResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.study: .id(.study),
            .documents: "that report",
            .resolved: "false where the first two cannot be told apart",
            .probabilityBestUnknown: "why no candidate has a probability of being the best",
        ])
    }
}

extension StudyRankingResource.Place: Annotated, SchemaNamed {
    package static var schemaName: String { "StudyPlace" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights(),
            .recipe: "missing for linear merges and the base",
            .precision: "of forward passes; `f32` when missing",
            .evaluation: .id(.evaluation),
            .ranks: FieldNote("95 %") { $0.with("minItems", 2).with("maxItems", 2) },
            .probabilityBest: .share(0...1),
        ])
    }
}
