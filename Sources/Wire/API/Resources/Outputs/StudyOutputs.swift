public import Mixtures
package import StrictJSON
public import Studies

/// What `GET /v1/studies/{id}/pareto` answers: the candidates that no other beats in every domain at once.
public struct ParetoResource: Codable, Hashable, Sendable {
    /// A scored candidate.
    public struct Point: Codable, Hashable, Sendable {
        /// The trial's number, from 1.
        public var trial: Int
        /// Partition name → weight; missing for the base model itself.
        public var mixture: [String: Double]?
        /// How the models become one; missing for linear merges, ensembles and the base model itself.
        public var recipe: MergeRecipe?
        /// What forward passes are computed in; missing for `f32`.
        public var precision: Precision?
        /// Where the candidate comes from.
        public var origin: TrialOrigin
        /// Bits per byte of the selecting documents by domain.
        public var losses: [String: Double]
        /// Whether no other candidate is as good everywhere and better somewhere.
        public var onFront: Bool
        /// Of one that is not on the front: a trial on it that beats it.
        public var beatenBy: Int?

        public init(
            trial: Int, mixture: [String: Double]?, recipe: MergeRecipe? = nil, precision: Precision? = nil,
            origin: TrialOrigin, losses: [String: Double], onFront: Bool, beatenBy: Int?
        ) {
            self.trial = trial
            self.mixture = mixture
            self.recipe = recipe
            self.precision = precision
            self.origin = origin
            self.losses = losses
            self.onFront = onFront
            self.beatenBy = beatenBy
        }
    }

    /// The study's id.
    public var study: String
    /// How the score is obtained.
    public var estimator: Estimator
    /// Sorted.
    public var domains: [String]
    /// How many stand on the front.
    public var front: Int
    /// In order of the trials: each candidate once.
    public var points: [Point]

    public init(study: String, estimator: Estimator, domains: [String], points: [Point]) {
        self.study = study
        self.estimator = estimator
        self.domains = domains
        self.points = points
        front = points.count(where: \.onFront)
    }
}

extension ParetoResource: TableConvertible {
    public var tableRecords: [Point] { points }
}

/// A mixture to train on: nothing but `{partition: weight}`, in every form.
public struct ProposalResource: Codable, Hashable, Sendable, TableConvertible, YAMLConvertible {
    /// Partition name → weight; the weights sum to 1.
    public let mixture: Mixture

    public init(_ mixture: Mixture) {
        self.mixture = mixture
    }

    public init(from decoder: any Decoder) throws {
        mixture = try Mixture(from: decoder)
    }

    /// The partitions with a weight above 0 alone.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(mixture.weights.filter { $0.value > 0 })
    }

    /// One partition and its weight.
    public struct Record: Codable, Hashable, Sendable {
        /// The partition's name.
        public var partition: String
        /// Its share of the mixture: 0 to 1.
        public var weight: Double
    }

    public var tableRecords: [Record] {
        mixture.support.map { Record(partition: $0, weight: mixture[$0]) }
    }

    public var yaml: String { mixture.yaml }
}

extension ParetoResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.study: .id(.study),
            .front: "how many stand on it",
        ])
    }
}

extension ParetoResource.Point: Annotated, SchemaNamed {
    package static var schemaName: String { "ParetoPoint" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights("missing for the base model"),
            .recipe: "missing for linear merges, ensembles and the base",
            .precision: "of forward passes; `f32` when missing",
            .losses: "domain → bits per byte of the selecting documents",
            .beatenBy: "a trial on the front that beats it",
        ])
    }
}
