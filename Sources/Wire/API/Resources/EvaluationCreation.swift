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
    public var pool: String
    public var evaluationSet: String
    public var mixture: [String: Double]?
    public var weighting: Weighting?
    public var referenceRun: String?
    public var checkpoint: String?
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    public var method: MergeMethod
    /// The method's parameters that do not have their defaults.
    public var parameters: MergeParameters?
    /// `both` is answered as a batch of two: by merge, then by ensemble.
    public var estimator: EstimatorChoice
    public var precision: Precision
    /// Tokens of context; the models' own when missing.
    public var context: Int?
    /// Whether the negative log-likelihood of every token is kept.
    public var perToken: Bool
    /// Which documents of the set are scored; all when missing.
    public var part: DocumentPart?
    public var label: String?

    public init(
        pool: String, evaluationSet: String, subject: EvaluationSubject, normalize: Bool = false,
        method: MergeMethod = .linear, parameters: MergeParameters? = nil, estimator: EstimatorChoice = .merge,
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
            ?? referenceRun.map(EvaluationSubject.referenceRun) ?? checkpoint.map(EvaluationSubject.checkpoint)
    }
}

extension EvaluationCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let pool = fields.required("pool", as: String.self)
        let set = fields.required("evaluation_set", as: String.self)
        fields.exactlyOne(of: ["mixture", "weighting", "reference_run", "checkpoint"])
        let mixture = fields.optional("mixture", as: [String: Double].self)
        let weighting = fields.optional("weighting", as: Weighting.self)
        let referenceRun = fields.optional("reference_run", as: String.self)
        let checkpoint = fields.optional("checkpoint", as: String.self)
        let normalize = fields.optional("normalize", as: Bool.self) ?? false
        let method = fields.optional("method", as: MergeMethod.self) ?? .linear
        let parameters = fields.optional("parameters", as: MergeParameters.self)
        let estimator = fields.optional("estimator", as: EstimatorChoice.self) ?? .merge
        let precision = fields.optional("precision", as: Precision.self) ?? .f32
        let context = fields.optional("context", as: Int.self, check: Check.within(1...1_048_576))
        let perToken = fields.optional("per_token", as: Bool.self) ?? false
        let part = fields.optional("part", as: DocumentPart.self)
        let label = fields.optional("label", as: String.self, check: Check.name)
        let subject =
            mixture.map(EvaluationSubject.mixture) ?? weighting.map(EvaluationSubject.weighting)
            ?? referenceRun.map(EvaluationSubject.referenceRun) ?? checkpoint.map(EvaluationSubject.checkpoint)
        guard let pool, let set, let subject else { return nil }
        self.init(
            pool: pool, evaluationSet: set, subject: subject, normalize: normalize, method: method,
            parameters: parameters, estimator: estimator, precision: precision, context: context, perToken: perToken,
            part: part, label: label)
    }
}

/// Many evaluations at once, all or nothing.
public struct EvaluationBatchCreation: Codable, Hashable, Sendable {
    /// Most evaluations in one batch.
    public static let limit = 10_000

    public var evaluations: [EvaluationCreation]

    public init(evaluations: [EvaluationCreation]) {
        self.evaluations = evaluations
    }
}

extension EvaluationBatchCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let evaluations = fields.required("evaluations", as: [EvaluationCreation].self) { list in
            (1...Self.limit).contains(list.count) ? nil : "has \(list.count) items; expected 1 to \(Self.limit)"
        }
        guard let evaluations else { return nil }
        self.init(evaluations: evaluations)
    }
}

/// The body of `POST /v1/evaluations`: one, or many under `evaluations`.
public enum EvaluationSubmission: Hashable, Sendable, JSONReadable {
    case one(EvaluationCreation)
    case batch(EvaluationBatchCreation)

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        if value["evaluations"] != nil {
            return EvaluationBatchCreation.read(value, at: pointer, findings: findings).map(Self.batch)
        }
        return EvaluationCreation.read(value, at: pointer, findings: findings).map(Self.one)
    }
}
