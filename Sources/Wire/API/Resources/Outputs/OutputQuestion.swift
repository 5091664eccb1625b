public import Mixtures
package import StrictJSON
public import Words

/// What outputs that rest on scores of many mixtures are asked about: one mixture, and how its relatives are scored.
public struct OutputQuestion: Hashable, Sendable {
    /// The evaluation set's id or name.
    public var evaluationSet: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    /// How the score is obtained.
    public var estimator: Estimator
    /// How they are scored besides: on all documents.
    public var scoring: ScoringOptions

    public init(
        evaluationSet: String, mixture: [String: Double], normalize: Bool = false,
        estimator: Estimator = .merge,
        scoring: ScoringOptions = ScoringOptions()
    ) {
        self.evaluationSet = evaluationSet
        self.mixture = mixture
        self.normalize = normalize
        self.estimator = estimator
        self.scoring = scoring
    }
}

extension OutputQuestion: Codable {
    private enum CodingKeys: String, CodingKey {
        case evaluationSet, mixture, normalize, estimator
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            evaluationSet: try container.decode(String.self, forKey: .evaluationSet),
            mixture: try container.decode([String: Double].self, forKey: .mixture),
            normalize: try container.decode(Bool.self, forKey: .normalize),
            estimator: try container.decode(Estimator.self, forKey: .estimator),
            scoring: try ScoringOptions(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try scoring.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(evaluationSet, forKey: .evaluationSet)
        try container.encode(mixture, forKey: .mixture)
        try container.encode(normalize, forKey: .normalize)
        try container.encode(estimator, forKey: .estimator)
    }
}

extension OutputQuestion {
    /// Reads the fields that all such questions have.
    init?(reading fields: ObjectReader) {
        let set = fields.required("evaluation_set", as: String.self, check: .reference(.evaluationSet))
        let mixture = fields.required("mixture", as: [String: Double].self, check: .weights)
        let normalize = fields.optional(
            "normalize", as: Bool.self, else: false, "divide the weights by their sum")
        let estimator = fields.optional("estimator", as: Estimator.self, else: .merge)
        let scoring = ScoringOptions(reading: fields, takesParts: false)
        guard let set, let mixture else { return nil }
        self.init(
            evaluationSet: set, mixture: mixture, normalize: normalize, estimator: estimator,
            scoring: scoring)
    }
}

/// A score that an output still lacks.
public struct LackingScore: Codable, Hashable, Sendable {
    /// `nil` for the base model.
    public var mixture: [String: Double]?
    /// The evaluation that finds it; missing where nobody has asked for it.
    public var evaluation: String?
    /// Where the work stands.
    public var state: JobState?
    /// Why it failed; missing unless it did.
    public var error: WorkError?

    public init(mixture: [String: Double]?, evaluation: String?, state: JobState?, error: WorkError?) {
        self.mixture = mixture
        self.evaluation = evaluation
        self.state = state
        self.error = error
    }
}

extension LackingScore: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights("missing for the base model"),
            .evaluation: .id(.evaluation, "missing where nobody asked"),
        ])
    }
}
