public import Mixtures
public import Statistics
public import StrictJSON

/// The body of `POST /v1/pools/{id}/attribution`.
public struct AttributionCreation: Codable, Hashable, Sendable {
    /// What is asked about.
    public var question: OutputQuestion
    /// How many orders of joining are drawn, for mixtures of more than ten partitions.
    public var permutations: Int
    /// Of those draws; below 2^53.
    public var seed: Int

    public init(
        _ question: OutputQuestion, permutations: Int = AttributionPlan.defaultPermutations,
        seed: Int = 0
    ) {
        self.question = question
        self.permutations = permutations
        self.seed = seed
    }

    private enum CodingKeys: String, CodingKey {
        case permutations, seed
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try OutputQuestion(from: decoder),
            permutations: try container.decode(Int.self, forKey: .permutations),
            seed: try container.decode(Int.self, forKey: .seed))
    }

    public func encode(to encoder: any Encoder) throws {
        try question.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(permutations, forKey: .permutations)
        try container.encode(seed, forKey: .seed)
    }
}

extension AttributionCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let question = OutputQuestion(reading: fields)
        let permutations = fields.optional(
            "permutations", as: Int.self, check: .within(0...1_000_000),
            "orders drawn, for mixtures of more than ten partitions")
        let seed = fields.optional(
            "seed", as: Int.self, check: .within(0...(1 << 53) - 1), "of those draws")
        guard let question else { return nil }
        self.init(
            question, permutations: permutations ?? AttributionPlan.defaultPermutations, seed: seed ?? 0)
    }
}

/// What each partition of a mixture does to its score, once every score that it takes is known.
public struct AttributionResource: Codable, Hashable, Sendable {
    /// How Shapley values are found.
    public enum Method: String, Codable, Hashable, Sendable, CaseIterable {
        /// From the scores of every coalition: up to ten partitions.
        case exact
        /// From those that random orders of joining pass through.
        case sampled
    }

    /// One partition's part in one number of the score.
    public struct Share: Codable, Hashable, Sendable {
        /// The partition's name.
        public var partition: String
        /// Its share of the mixture: 0 to 1.
        public var weight: Double
        /// Bits per byte of the mixture less those of the mixture without this partition, renormalised.
        public var leaveOneOut: Double
        /// Bits per byte; these sum to `whole − base`.
        public var shapley: Double
        /// Of a sampled value.
        public var standardError: Double?
    }

    /// One number of the score: macro, micro, or a domain.
    public struct Row: Codable, Hashable, Sendable {
        /// What it is.
        public var kind: ScoreNumber
        /// The domain's name, else the kind's.
        public var name: String
        /// Bits per byte of the base model.
        public var base: Double
        /// Bits per byte of the mixture.
        public var whole: Double
        /// In order of name.
        public var partitions: [Share]
    }

    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]
    /// How the score is obtained.
    public var estimator: Estimator
    /// How models are merged.
    public var method: Method
    /// Of sampled values.
    public var permutations: Int?
    /// Of sampled values.
    public var seed: Int?
    /// How many scores it takes.
    public var scores: Int
    /// Those that are not known; ``rows`` is empty while there are any.
    public var lacking: [LackingScore]
    /// One number of the score each: macro, micro, then domains; empty until every score is known.
    public var rows: [Row]
    /// What makes scores of the pool's merges doubtful.
    public var warnings: [ValidityWarning]

    public init(
        pool: String, evaluationSet: String, plan: AttributionPlan, estimator: Estimator,
        lacking: [LackingScore],
        attribution: Attribution?,
        warnings: [ValidityWarning]
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        mixture = plan.mixture.weights
        self.estimator = estimator
        switch plan.method {
        case .exact: method = .exact
        case .sampled(let permutations, let seed):
            method = .sampled
            self.permutations = permutations
            self.seed = Int(seed)
        }
        scores = plan.coalitions.count + 1
        self.lacking = lacking
        self.warnings = warnings
        rows = (attribution?.rows ?? []).map { row in
            Row(
                kind: ScoreNumber(row.view), name: row.view.name, base: row.base, whole: row.whole,
                partitions: row.shares.map { share in
                    Share(
                        partition: share.partition, weight: share.weight, leaveOneOut: share.leaveOneOut,
                        shapley: share.shapley, standardError: share.standardError)
                })
        }
    }
}

extension AttributionResource: TableConvertible {
    /// One partition's part in one number of the score.
    public struct Record: Codable, Hashable, Sendable {
        /// What it is.
        public var kind: ScoreNumber
        /// What people call it.
        public var name: String
        /// The base model's checkpoint, by id.
        public var base: Double
        public var whole: Double
        /// The partition's name.
        public var partition: String
        /// Its share of the mixture: 0 to 1.
        public var weight: Double
        public var leaveOneOut: Double
        /// In bits per byte.
        public var shapley: Double
        public var standardError: Double?
    }

    public var tableRecords: [Record] {
        rows.flatMap { row in
            row.partitions.map { share in
                Record(
                    kind: row.kind, name: row.name, base: row.base, whole: row.whole,
                    partition: share.partition,
                    weight: share.weight, leaveOneOut: share.leaveOneOut, shapley: share.shapley,
                    standardError: share.standardError)
            }
        }
    }
}

extension AttributionResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .mixture: .weights(),
            .scores: "how many scores it takes",
            .lacking: "scores that are not known; `rows` is empty while there are any",
        ])
    }
}

extension AttributionResource.Row: Annotated, SchemaNamed {
    package static var schemaName: String { "AttributionRow" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.name: "the domain's, else the kind",
            .base: "bits per byte of the base model",
            .whole: "bits per byte of the mixture",
        ])
    }
}

extension AttributionResource.Share: Annotated, SchemaNamed {
    package static var schemaName: String { "AttributionShare" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.leaveOneOut: "bits per byte of the mixture less those without the partition",
            .shapley: "bits per byte; these sum to whole − base",
            .standardError: "of a sampled value",
        ])
    }
}
