public import Mixtures
package import StrictJSON

/// What outputs that rest on scores of many mixtures are asked about: one mixture, and how its relatives are scored.
public struct OutputQuestion: Codable, Hashable, Sendable {
    /// The evaluation set's id or name.
    public var evaluationSet: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    /// How the score is obtained.
    public var estimator: Estimator
    /// The number format that scores are computed in.
    public var precision: Precision
    /// Tokens of context; the models' own when missing.
    public var context: Int?

    public init(
        evaluationSet: String, mixture: [String: Double], normalize: Bool = false,
        estimator: Estimator = .merge,
        precision: Precision = .f32, context: Int? = nil
    ) {
        self.evaluationSet = evaluationSet
        self.mixture = mixture
        self.normalize = normalize
        self.estimator = estimator
        self.precision = precision
        self.context = context
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
        let precision = fields.optional("precision", as: Precision.self, else: .f32)
        let context = fields.optional(
            "context", as: Int.self, check: .within(1...1_048_576), "tokens; the models' own when missing"
        )
        guard let set, let mixture else { return nil }
        self.init(
            evaluationSet: set, mixture: mixture, normalize: normalize, estimator: estimator,
            precision: precision,
            context: context)
    }
}

/// A score that an output still lacks.
public struct LackingScore: Codable, Hashable, Sendable {
    /// `nil` for the base model.
    public var mixture: [String: Double]?
    /// The evaluation that finds it; missing where nobody has asked for it.
    public var evaluation: String?
    /// Where the work stands.
    public var state: WorkState?
    /// Why it failed; missing unless it did.
    public var error: WorkError?

    public init(mixture: [String: Double]?, evaluation: String?, state: WorkState?, error: WorkError?) {
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
