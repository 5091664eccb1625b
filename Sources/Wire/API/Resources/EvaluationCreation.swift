public import Mixtures
import Statistics
public import StrictJSON

/// What an evaluation scores.
public enum EvaluationSubject: Codable, Hashable, Sendable {
    /// Partition name → weight.
    case mixture([String: Double])
    /// Micro or macro weights over partitions or groups of them.
    case weighting(Weighting)
    /// The model of a reference run, by its id.
    case referenceRun(String)
    /// A checkpoint as it is, by its id.
    case checkpoint(String)
}

/// By which estimators a candidate is scored.
public enum EstimatorChoice: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case merge, ensemble
    /// An evaluation by each.
    case both

    public init(_ estimator: Estimator) {
        switch estimator {
        case .merge: self = .merge
        case .ensemble: self = .ensemble
        }
    }

    /// In the order of the answers.
    public var estimators: [Estimator] {
        switch self {
        case .merge: [.merge]
        case .ensemble: [.ensemble]
        case .both: [.merge, .ensemble]
        }
    }
}

/// One evaluation, or one by each estimator, as `POST /v1/evaluations` takes it.
public struct EvaluationCreation: Codable, Hashable, Sendable {
    /// The pool's id or name.
    public var pool: String
    /// The evaluation set's id or name.
    public var evaluationSet: String
    /// Partition name → weight, none negative.
    public var mixture: [String: Double]?
    public var weighting: Weighting?
    /// The reference run's id.
    public var referenceRun: String?
    /// The checkpoint's id or name.
    public var checkpoint: String?
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    /// How models are merged.
    public var method: MergeMethod
    /// The method's parameters that do not have their defaults.
    public var parameters: MergeParameters?
    /// `both` is answered as a batch of two: by merge, then by ensemble.
    public var estimator: EstimatorChoice
    /// The number format that scores are computed in.
    public var precision: Precision
    /// Tokens of context; the models' own when missing.
    public var context: Int?
    /// Whether the negative log-likelihood of every token is kept.
    public var perToken: Bool
    /// Which documents of the set are scored; all when missing.
    public var part: DocumentPart?
    /// What a client calls it, to find it again.
    public var label: String?

    public init(
        pool: String, evaluationSet: String, subject: EvaluationSubject, normalize: Bool = false,
        method: MergeMethod = .linear, parameters: MergeParameters? = nil,
        estimator: EstimatorChoice = .merge,
        precision: Precision = .f32, context: Int? = nil, perToken: Bool = false,
        part: DocumentPart? = nil, label: String? = nil
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        switch subject {
        case .mixture(let mixture): self.mixture = mixture
        case .weighting(let weighting): self.weighting = weighting
        case .referenceRun(let id): self.referenceRun = id
        case .checkpoint(let id): self.checkpoint = id
        }
        self.normalize = normalize
        self.method = method
        self.parameters = parameters
        self.estimator = estimator
        self.precision = precision
        self.context = context
        self.perToken = perToken
        self.part = part
        self.label = label
    }

    /// What is scored: exactly one of mixture, weighting, reference run and checkpoint; `nil` if none is there.
    public var subject: EvaluationSubject? {
        mixture.map(EvaluationSubject.mixture) ?? weighting.map(EvaluationSubject.weighting)
            ?? referenceRun.map(EvaluationSubject.referenceRun)
            ?? checkpoint.map(EvaluationSubject.checkpoint)
    }
}

extension EvaluationCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let pool = fields.required("pool", as: String.self, check: .reference(.pool))
        let set = fields.required("evaluation_set", as: String.self, check: .reference(.evaluationSet))
        fields.exactlyOne(of: ["mixture", "weighting", "reference_run", "checkpoint"])
        let mixture = fields.optional("mixture", as: [String: Double].self, check: .weights)
        let weighting = fields.optional(
            "weighting", as: Weighting.self, "becomes the mixture when it is accepted")
        let referenceRun = fields.optional("reference_run", as: String.self, check: .id(.referenceRun))
        let checkpoint = fields.optional("checkpoint", as: String.self, check: .reference(.checkpoint))
        let normalize = fields.optional(
            "normalize", as: Bool.self, else: false, "divide the weights by their sum")
        let method = fields.optional("method", as: MergeMethod.self, else: .linear)
        let parameters = fields.optional("parameters", as: MergeParameters.self)
        let estimator = fields.optional(
            "estimator", as: EstimatorChoice.self, else: .merge, "`both` is answered as a batch of two")
        let precision = fields.optional("precision", as: Precision.self, else: .f32)
        let context = fields.optional(
            "context", as: Int.self, check: .within(1...1_048_576), "tokens; the models' own when missing"
        )
        let perToken = fields.optional(
            "per_token", as: Bool.self, else: false, "keep the negative log-likelihood of every token")
        let part = fields.optional(
            "part", as: DocumentPart.self, "score only these documents of the set")
        let label = fields.optional("label", as: String.self, check: .name)
        let subject =
            mixture.map(EvaluationSubject.mixture) ?? weighting.map(EvaluationSubject.weighting)
            ?? referenceRun.map(EvaluationSubject.referenceRun)
            ?? checkpoint.map(EvaluationSubject.checkpoint)
        guard let pool, let set, let subject else { return nil }
        self.init(
            pool: pool, evaluationSet: set, subject: subject, normalize: normalize, method: method,
            parameters: parameters, estimator: estimator, precision: precision, context: context,
            perToken: perToken,
            part: part, label: label)
    }
}

/// Many evaluations at once, all or nothing.
public struct EvaluationBatchCreation: Codable, Hashable, Sendable {
    /// Most evaluations in one batch.
    public static let limit = 10_000

    /// In the order in which they were named.
    public var evaluations: [EvaluationCreation]

    public init(evaluations: [EvaluationCreation]) {
        self.evaluations = evaluations
    }
}

extension EvaluationBatchCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let evaluations = fields.required(
            "evaluations", as: [EvaluationCreation].self, check: .items(1...Self.limit))
        guard let evaluations else { return nil }
        self.init(evaluations: evaluations)
    }
}

/// The body of `POST /v1/evaluations`: one, or many under `evaluations`.
public enum EvaluationSubmission: Hashable, Sendable, JSONReadable {
    case one(EvaluationCreation)
    case batch(EvaluationBatchCreation)

    public static func schema(in book: SchemaBook) -> JSONSchema {
        book.reference("EvaluationSubmission", for: Self.self) {
            .either([EvaluationCreation.schema(in: book), EvaluationBatchCreation.schema(in: book)])
        }
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        if value["evaluations"] != nil {
            return EvaluationBatchCreation.read(value, at: pointer, findings: findings).map(Self.batch)
        }
        return EvaluationCreation.read(value, at: pointer, findings: findings).map(Self.one)
    }
}
