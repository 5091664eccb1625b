public import Mixtures
import StrictJSON

/// What outputs that rest on scores of many mixtures are asked about: one mixture, and how its relatives are scored.
public struct OutputQuestion: Codable, Hashable, Sendable {
    public var evaluationSet: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    public var estimator: Estimator
    public var precision: Precision
    /// Tokens of context; the models' own when missing.
    public var context: Int?

    public init(
        evaluationSet: String, mixture: [String: Double], normalize: Bool = false, estimator: Estimator = .merge,
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
        let set = fields.required("evaluation_set", as: String.self)
        let mixture = fields.required("mixture", as: [String: Double].self)
        let normalize = fields.optional("normalize", as: Bool.self) ?? false
        let estimator = fields.optional("estimator", as: Estimator.self) ?? .merge
        let precision = fields.optional("precision", as: Precision.self) ?? .f32
        let context = fields.optional("context", as: Int.self, check: Check.within(1...1_048_576))
        guard let set, let mixture else { return nil }
        self.init(
            evaluationSet: set, mixture: mixture, normalize: normalize, estimator: estimator, precision: precision,
            context: context)
    }
}

/// A score that an output still lacks.
public struct LackingScore: Codable, Hashable, Sendable {
    /// `nil` for the base model.
    public var mixture: [String: Double]?
    /// The evaluation that finds it; missing where nobody has asked for it.
    public var evaluation: String?
    public var state: WorkState?
    public var error: WorkError?

    public init(mixture: [String: Double]?, evaluation: String?, state: WorkState?, error: WorkError?) {
        self.mixture = mixture
        self.evaluation = evaluation
        self.state = state
        self.error = error
    }
}
