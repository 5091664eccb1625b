public import Mixtures

/// Which estimators a study evaluates its candidates with.
public enum StudyEstimator: String, Codable, Hashable, Sendable, CaseIterable {
    /// Merges alone.
    case merge
    /// Ensembles while searching; the best of them are merged before any is the answer.
    case ensemble
    /// Every candidate with each; merges decide.
    case both
}

/// A search over mixtures: all that its course depends on beside the scores that it finds.
public struct StudyDefinition: Hashable, Sendable {
    /// What is made small.
    public var objective: Objective
    /// What limits the mixtures.
    public var constraints: StudyConstraints
    /// Domains that may not be made worse than a baseline by more than so much.
    public var noHarm: [NoHarmLimit]
    /// How candidates are found.
    public var strategy: StudyStrategy
    /// What candidates are scored by.
    public var estimator: StudyEstimator
    /// How candidates are merged; its ranges are searched beside the weights.
    ///
    /// Baselines are linear merges.
    public var recipe: StudyRecipe
    /// What every random choice starts from.
    public var seed: UInt64
    /// Which documents select, and which only the answer's score is reported on.
    public var split: SplitRule
    /// What may be spent.
    public var budget: Budget
    /// When a search of several rounds ends before its last; `nil`: never.
    public var stop: StopRule?
    /// Candidates of `enumerate`, `dirichlet` and `sobol` that are clearly behind are not scored to the end; `nil`: all
    /// are.
    public var racing: Racing?
    /// How many of the best are merged before one is the answer, when the search itself did not merge them.
    public var verified: Int
    /// What random choices are drawn from.
    public var streams: StreamVersion

    public init(
        objective: Objective = .macro, constraints: StudyConstraints = StudyConstraints(),
        noHarm: [NoHarmLimit] = [], strategy: StudyStrategy, estimator: StudyEstimator = .merge,
        recipe: StudyRecipe = .linear, seed: UInt64 = 0,
        split: SplitRule = SplitRule(), budget: Budget = Budget(), stop: StopRule? = nil, racing: Racing? = nil,
        verified: Int = 3, streams: StreamVersion = .latest
    ) {
        self.objective = objective
        self.constraints = constraints
        self.noHarm = noHarm
        self.strategy = strategy
        self.estimator = estimator
        self.recipe = recipe
        self.seed = seed
        self.split = split
        self.budget = budget
        self.stop = stop
        self.racing = racing
        self.verified = verified
        self.streams = streams
    }

    /// What a study may spend, baselines and verifications included; `nil`: no limit.
    public struct Budget: Codable, Hashable, Sendable {
        /// Evaluations, of candidates under one estimator each.
        public var evaluations: Int?
        /// Tokens scored.
        public var tokens: Int?

        public init(evaluations: Int? = nil, tokens: Int? = nil) {
            self.evaluations = evaluations
            self.tokens = tokens
        }
    }

    /// A search ends after so many rounds that did not improve the best by enough; one by surrogates also when twice
    /// the evidence no longer makes them better.
    public struct StopRule: Codable, Hashable, Sendable {
        /// Rounds of proposals; for an outside optimiser, trials told.
        public var patience: Int
        /// Bits per byte.
        public var minimumGain: Double

        public init(patience: Int, minimumGain: Double = 0) {
            self.patience = patience
            self.minimumGain = minimumGain
        }
    }

    /// Scoring in parts, with candidates dropped in between.
    public struct Racing: Codable, Hashable, Sendable {
        /// Looks at the scores, the last one when every document is scored: at least 2.
        public var looks: Int
        /// The probability that the best is dropped, at most.
        public var alpha: Double

        public init(looks: Int = 4, alpha: Double = 0.05) {
            self.looks = looks
            self.alpha = alpha
        }
    }
}

/// A domain that may not be made worse than a baseline by more than so much.
public struct NoHarmLimit: Codable, Hashable, Sendable {
    /// Whose bits per byte are limited.
    public var domain: String
    /// What it is held against.
    public var baseline: StudyBaseline
    /// Bits per byte above the baseline's; may be negative, which asks for an improvement.
    public var atMost: Double

    public init(domain: String, baseline: StudyBaseline, atMost: Double) {
        self.domain = domain
        self.baseline = baseline
        self.atMost = atMost
    }
}
