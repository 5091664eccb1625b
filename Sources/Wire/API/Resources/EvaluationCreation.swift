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
@dynamicMemberLookup
public struct EvaluationCreation: Hashable, Sendable {
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
    /// How it is scored besides.
    public var scoring: ScoringOptions
    /// Whether the negative log-likelihood of every token is kept.
    public var perToken: Bool
    /// What a client calls it, to find it again.
    public var label: String?

    public init(
        pool: String, evaluationSet: String, subject: EvaluationSubject, normalize: Bool = false,
        method: MergeMethod = .linear, parameters: MergeParameters? = nil,
        estimator: EstimatorChoice = .merge,
        scoring: ScoringOptions = ScoringOptions(), perToken: Bool = false, label: String? = nil
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
        self.scoring = scoring
        self.perToken = perToken
        self.label = label
    }

    /// What is scored: exactly one of mixture, weighting, reference run and checkpoint; `nil` if none is there.
    public var subject: EvaluationSubject? {
        mixture.map(EvaluationSubject.mixture) ?? weighting.map(EvaluationSubject.weighting)
            ?? referenceRun.map(EvaluationSubject.referenceRun)
            ?? checkpoint.map(EvaluationSubject.checkpoint)
    }

    public subscript<Value>(dynamicMember path: WritableKeyPath<ScoringOptions, Value>) -> Value {
        get { scoring[keyPath: path] }
        set { scoring[keyPath: path] = newValue }
    }
}

extension EvaluationCreation: Codable {
    private enum CodingKeys: String, CodingKey {
        case pool, evaluationSet, mixture, weighting, referenceRun, checkpoint, normalize, method, parameters, estimator
        case perToken, label
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pool = try container.decode(String.self, forKey: .pool)
        evaluationSet = try container.decode(String.self, forKey: .evaluationSet)
        mixture = try container.decodeIfPresent([String: Double].self, forKey: .mixture)
        weighting = try container.decodeIfPresent(Weighting.self, forKey: .weighting)
        referenceRun = try container.decodeIfPresent(String.self, forKey: .referenceRun)
        checkpoint = try container.decodeIfPresent(String.self, forKey: .checkpoint)
        normalize = try container.decode(Bool.self, forKey: .normalize)
        method = try container.decode(MergeMethod.self, forKey: .method)
        parameters = try container.decodeIfPresent(MergeParameters.self, forKey: .parameters)
        estimator = try container.decode(EstimatorChoice.self, forKey: .estimator)
        scoring = try ScoringOptions(from: decoder)
        perToken = try container.decode(Bool.self, forKey: .perToken)
        label = try container.decodeIfPresent(String.self, forKey: .label)
    }

    public func encode(to encoder: any Encoder) throws {
        try scoring.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(pool, forKey: .pool)
        try container.encode(evaluationSet, forKey: .evaluationSet)
        try container.encodeIfPresent(mixture, forKey: .mixture)
        try container.encodeIfPresent(weighting, forKey: .weighting)
        try container.encodeIfPresent(referenceRun, forKey: .referenceRun)
        try container.encodeIfPresent(checkpoint, forKey: .checkpoint)
        try container.encode(normalize, forKey: .normalize)
        try container.encode(method, forKey: .method)
        try container.encodeIfPresent(parameters, forKey: .parameters)
        try container.encode(estimator, forKey: .estimator)
        try container.encode(perToken, forKey: .perToken)
        try container.encodeIfPresent(label, forKey: .label)
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
        let scoring = ScoringOptions(reading: fields, takesParts: true)
        let perToken = fields.optional(
            "per_token", as: Bool.self, else: false, "keep the negative log-likelihood of every token")
        let label = fields.optional("label", as: String.self, check: .label)
        let subject =
            mixture.map(EvaluationSubject.mixture) ?? weighting.map(EvaluationSubject.weighting)
            ?? referenceRun.map(EvaluationSubject.referenceRun)
            ?? checkpoint.map(EvaluationSubject.checkpoint)
        guard let pool, let set, let subject else { return nil }
        self.init(
            pool: pool, evaluationSet: set, subject: subject, normalize: normalize, method: method,
            parameters: parameters, estimator: estimator, scoring: scoring, perToken: perToken, label: label)
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
        if case .array = value {
            findings.add(
                pointer, "is an array; expected an object: many at once are asked for as {\"evaluations\": […]}")
            return nil
        }
        if value["evaluations"] != nil {
            return EvaluationBatchCreation.read(value, at: pointer, findings: findings).map(Self.batch)
        }
        return EvaluationCreation.read(value, at: pointer, findings: findings).map(Self.one)
    }
}
