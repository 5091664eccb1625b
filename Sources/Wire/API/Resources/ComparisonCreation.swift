public import Mixtures
public import Statistics
public import StrictJSON

/// What candidates are compared by.
public enum ObjectiveName: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// Mean over domains of bits per byte.
    case macro
    /// Bits per byte of all documents together.
    case micro
    /// Bits per byte of one domain.
    case domain
}

/// Which side of a seeded split of the documents.
public enum DocumentSide: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case all
    /// What searches see.
    case selecting
    /// What winners are reported on.
    case reporting
}

/// The body of `POST /v1/comparisons`.
public struct ComparisonCreation: Codable, Hashable, Sendable {
    /// By their ids; or else ``pool`` and ``evaluationSet``.
    public var evaluations: [String]?
    /// All of this pool's evaluations on the set that have a score.
    public var pool: String?
    /// The evaluation set's id or name.
    public var evaluationSet: String?
    /// Only those of the pool that were asked under this label.
    public var label: String?
    /// Only those of the pool that were scored by this estimator.
    public var estimator: Estimator?
    /// Only those of the pool that were merged by this method.
    public var method: MergeMethod?
    /// Only those of the pool that were computed in this precision.
    public var precision: Precision?
    /// What candidates are compared by.
    public var objective: ObjectiveName
    /// The domain, when the objective is one.
    public var domain: String?
    /// Of the resamples.
    public var seed: UInt64
    /// How many resamples.
    public var resamples: Int
    /// Which documents are meant; all when missing.
    public var part: DocumentSide
    /// Of the split that ``part`` is a side of.
    public var splitSeed: UInt64
    /// The share of each domain that is reported on.
    public var reportingShare: Double
    /// Whether documents that overlap with training text are left out.
    public var excludeOverlapping: Bool

    public init(
        evaluations: [String]? = nil, pool: String? = nil, evaluationSet: String? = nil,
        label: String? = nil, estimator: Estimator? = nil, method: MergeMethod? = nil, precision: Precision? = nil,
        objective: ObjectiveName = .macro, domain: String? = nil, seed: UInt64 = 0,
        resamples: Int = PairedBootstrap.defaultResamples, part: DocumentSide = .all,
        splitSeed: UInt64 = 0,
        reportingShare: Double = 0.5, excludeOverlapping: Bool = false
    ) {
        self.evaluations = evaluations
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.label = label
        (self.estimator, self.method, self.precision) = (estimator, method, precision)
        self.objective = objective
        self.domain = domain
        self.seed = seed
        self.resamples = resamples
        self.part = part
        self.splitSeed = splitSeed
        self.reportingShare = reportingShare
        self.excludeOverlapping = excludeOverlapping
    }

    /// Most resamples of one comparison.
    public static let resamplesLimit = 20_000
    static let seeds = 0...(1 << 53) - 1
}

extension ComparisonCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["evaluations", "pool"])
        let evaluations = fields.optional(
            "evaluations", as: [String].self, check: .items(1...Comparison.candidateLimit).and(.distinct),
            "by their ids, each once")
        let pool = fields.optional(
            "pool", as: String.self, check: .reference(.pool),
            "all of its evaluations on `evaluation_set` that have a score")
        let set = fields.optional(
            "evaluation_set", as: String.self, check: .reference(.evaluationSet), "with `pool` only")
        let label = fields.optional(
            "label", as: String.self, "with `pool`: only those asked under this label")
        let estimator = fields.optional(
            "estimator", as: Estimator.self, "with `pool`: only those by this estimator; models on their own stay")
        let method = fields.optional("method", as: MergeMethod.self, "with `pool`: only merges by this method")
        let precision = fields.optional(
            "precision", as: Precision.self, "with `pool`: only those computed in this precision")
        let objective = fields.optional("objective", as: ObjectiveName.self, else: .macro)
        let domain = fields.optional(
            "domain", as: String.self, "with the objective `domain`, and only with it")
        let seed = fields.optional(
            "seed", as: Int.self, else: 0, check: .within(Self.seeds), "of the resamples")
        let resamples =
            fields.optional(
                "resamples", as: Int.self, else: PairedBootstrap.defaultResamples,
                check: .within(PairedBootstrap.allowedResamples.lowerBound...Self.resamplesLimit))
        let part = fields.optional(
            "part", as: DocumentSide.self, else: .all, "a side of a seeded split of the documents")
        let splitSeed = fields.optional("split_seed", as: Int.self, else: 0, check: .within(Self.seeds))
        let share = fields.optional(
            "reporting_share", as: Double.self, else: 0.5, check: .within(0.01...0.99))
        let excludes = fields.optional(
            "exclude_overlapping", as: Bool.self, else: false,
            "leave out documents that overlap with training text")
        if pool != nil, set == nil {
            fields.refuse("evaluation_set", "is missing; a pool's evaluations are of many sets")
        }
        for (name, value) in [
            ("evaluation_set", set), ("label", label), ("estimator", estimator?.rawValue),
            ("method", method?.rawValue), ("precision", precision?.rawValue),
        ]
        where evaluations != nil && value != nil {
            fields.refuse(name, "stands beside evaluations, which say all; expected with pool only")
        }
        if (objective == .domain) != (domain != nil) {
            fields.refuse("domain", "goes with the objective \"domain\", and only with it")
        }
        self.init(
            evaluations: evaluations, pool: pool, evaluationSet: set, label: label, estimator: estimator,
            method: method, precision: precision, objective: objective, domain: domain,
            seed: UInt64(seed), resamples: resamples, part: part, splitSeed: UInt64(splitSeed),
            reportingShare: share,
            excludeOverlapping: excludes)
    }
}
