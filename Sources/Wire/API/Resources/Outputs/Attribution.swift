public import Mixtures
public import Statistics
public import StrictJSON

/// The body of `POST /v1/pools/{id}/attribution`.
public struct AttributionCreation: Codable, Hashable, Sendable {
    public var question: OutputQuestion
    /// How many orders of joining are drawn, for mixtures of more than ten partitions.
    public var permutations: Int
    /// Of those draws; below 2^53.
    public var seed: Int

    public init(
        _ question: OutputQuestion, permutations: Int = AttributionPlan.defaultPermutations, seed: Int = 0
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
            try OutputQuestion(from: decoder), permutations: try container.decode(Int.self, forKey: .permutations),
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
        let permutations = fields.optional("permutations", as: Int.self, check: Check.within(0...1_000_000))
        let seed = fields.optional("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1))
        guard let question else { return nil }
        self.init(question, permutations: permutations ?? AttributionPlan.defaultPermutations, seed: seed ?? 0)
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
        public var partition: String
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
        public var kind: ScoreView.Kind
        /// The domain's name, else the kind's.
        public var name: String
        /// Bits per byte of the base model.
        public var base: Double
        /// Bits per byte of the mixture.
        public var whole: Double
        public var partitions: [Share]
    }

    public var pool: String
    public var evaluationSet: String
    public var mixture: [String: Double]
    public var estimator: Estimator
    public var method: Method
    /// Of sampled values.
    public var permutations: Int?
    /// Of sampled values.
    public var seed: Int?
    /// How many scores it takes.
    public var scores: Int
    /// Those that are not known; ``rows`` is empty while there are any.
    public var lacking: [LackingScore]
    public var rows: [Row]
    /// What makes scores of the pool's merges doubtful.
    public var warnings: [ValidityWarning]

    public init(
        pool: String, evaluationSet: String, plan: AttributionPlan, estimator: Estimator, lacking: [LackingScore],
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
                kind: row.view.kind, name: row.view.name, base: row.base, whole: row.whole,
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
        public var kind: ScoreView.Kind
        public var name: String
        public var base: Double
        public var whole: Double
        public var partition: String
        public var weight: Double
        public var leaveOneOut: Double
        public var shapley: Double
        public var standardError: Double?
    }

    public var tableRecords: [Record] {
        rows.flatMap { row in
            row.partitions.map { share in
                Record(
                    kind: row.kind, name: row.name, base: row.base, whole: row.whole, partition: share.partition,
                    weight: share.weight, leaveOneOut: share.leaveOneOut, shapley: share.shapley,
                    standardError: share.standardError)
            }
        }
    }
}
