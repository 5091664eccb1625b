public import Mixtures
public import Statistics
public import StrictJSON

/// The body of `POST /v1/pools/{id}/interactions`.
public struct InteractionsCreation: Codable, Hashable, Sendable {
    /// What is asked about.
    public var question: OutputQuestion
    /// Of the differences, as a share of the weight that is moved.
    public var step: Double

    public init(_ question: OutputQuestion, step: Double = InteractionPlan.defaultStep) {
        self.question = question
        self.step = step
    }

    private enum CodingKeys: String, CodingKey {
        case step
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try OutputQuestion(from: decoder), step: try container.decode(Double.self, forKey: .step))
    }

    public func encode(to encoder: any Encoder) throws {
        try question.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step, forKey: .step)
    }
}

extension InteractionsCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let question = OutputQuestion(reading: fields)
        let step = fields.optional(
            "step", as: Double.self, check: .positive(upTo: InteractionPlan.largestStep),
            "of the differences; 0.05 when missing")
        guard let question else { return nil }
        self.init(question, step: step ?? InteractionPlan.defaultStep)
    }
}

/// How each number of a score changes as weight moves to each partition, once every score that it takes is known.
public struct InteractionsResource: Codable, Hashable, Sendable {
    /// The change of one number of the score towards one partition.
    public struct Derivative: Codable, Hashable, Sendable {
        /// The partition's name.
        public var partition: String
        /// Its share of the mixture: 0 to 1.
        public var weight: Double
        /// On which side of the present weight the difference was taken.
        public var side: InteractionPlan.Side
        /// Bits per byte along e − w, as the slope at w says it: below 0 where more of the partition makes the score
        /// better.
        public var derivative: Double
    }

    /// One number of the score: macro, micro, or a domain.
    public struct Row: Codable, Hashable, Sendable {
        /// What it is.
        public var kind: ScoreNumber
        /// The domain's name, else the kind's.
        public var name: String
        /// Bits per byte of the mixture.
        public var value: Double
        /// The derivatives' sum weighted by the mixture, which is 0 but for the error of the differences.
        public var residual: Double
        /// In order of name.
        public var partitions: [Derivative]
    }

    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]
    /// How the score is obtained.
    public var estimator: Estimator
    /// Steps done, from 1.
    public var step: Double
    /// How many scores it takes.
    public var scores: Int
    /// Those that are not known; ``rows`` is empty while there are any.
    public var lacking: [LackingScore]
    /// One number of the score each: macro, micro, then domains; empty until every score is known.
    public var rows: [Row]
    /// What makes scores of the pool's merges doubtful.
    public var warnings: [ValidityWarning]

    public init(
        pool: String, evaluationSet: String, plan: InteractionPlan, estimator: Estimator,
        lacking: [LackingScore],
        interactions: Interactions?,
        warnings: [ValidityWarning]
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        mixture = plan.mixture.weights
        self.estimator = estimator
        step = plan.step
        scores = plan.mixtures.count
        self.lacking = lacking
        self.warnings = warnings
        rows = (interactions?.rows ?? []).map { row in
            Row(
                kind: ScoreNumber(row.view), name: row.view.name, value: row.value, residual: row.residual,
                partitions: zip(plan.directions, row.derivatives).map { direction, derivative in
                    Derivative(
                        partition: direction.partition, weight: direction.weight, side: direction.side,
                        derivative: derivative)
                })
        }
    }
}

extension InteractionsResource: TableConvertible {
    /// One number of the score towards one partition.
    public struct Record: Codable, Hashable, Sendable {
        /// What it is.
        public var kind: ScoreNumber
        /// What people call it.
        public var name: String
        /// In bits per byte.
        public var value: Double
        /// The partition's name.
        public var partition: String
        /// Its share of the mixture: 0 to 1.
        public var weight: Double
        /// On which side of the present weight the difference was taken.
        public var side: InteractionPlan.Side
        public var derivative: Double
    }

    public var tableRecords: [Record] {
        rows.flatMap { row in
            row.partitions.map { entry in
                Record(
                    kind: row.kind, name: row.name, value: row.value, partition: entry.partition,
                    weight: entry.weight, side: entry.side, derivative: entry.derivative)
            }
        }
    }
}

extension InteractionsResource: Annotated {
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

extension InteractionsResource.Row: Annotated, SchemaNamed {
    package static var schemaName: String { "InteractionsRow" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.name: "the domain's, else the kind",
            .value: "bits per byte of the mixture",
            .residual: "Σ weight · derivative: 0 but for the error of the differences",
        ])
    }
}

extension InteractionsResource.Derivative: Annotated, SchemaNamed {
    package static var schemaName: String { "InteractionsDerivative" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.derivative: "bits per byte along e − w"
        ])
    }
}
