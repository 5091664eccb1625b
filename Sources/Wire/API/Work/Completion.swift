public import StrictJSON
import Words

/// The body of `POST /v1/workers/{id}:complete`.
public struct CompletionRequest: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// What came of the task.
    public var result: TaskResult

    public init(job: String, attempt: Int, leaseToken: String, result: TaskResult) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.result = result
    }
}

extension CompletionRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let job = fields.required("job", as: String.self)
        let attempt = fields.required("attempt", as: Int.self, check: .within(1...1_000_000))
        let token = fields.required("lease_token", as: String.self)
        let result = fields.required("result", as: TaskResult.self)
        guard let job, let attempt, let token, let result else { return nil }
        self.init(job: job, attempt: attempt, leaseToken: token, result: result)
    }
}

/// What came of a task: `{"type": "evaluation", …}`, and so for every kind of job.
public enum TaskResult: Codable, Hashable, Sendable {
    case evaluation(EvaluationResult)
    case training(TrainingResult)
    case validity(ValidityResult)
    case study(StudyResult)
    case contamination(ContaminationResult)
    case logProbabilities(LogProbabilitiesResult)

    private enum CodingKeys: String, CodingKey { case type }

    public init(from decoder: any Decoder) throws {
        switch try decoder.container(keyedBy: CodingKeys.self).decode(JobKind.self, forKey: .type) {
        case .evaluation: self = .evaluation(try EvaluationResult(from: decoder))
        case .training: self = .training(try TrainingResult(from: decoder))
        case .validity: self = .validity(try ValidityResult(from: decoder))
        case .study: self = .study(try StudyResult(from: decoder))
        case .contamination: self = .contamination(try ContaminationResult(from: decoder))
        case .logProbabilities: self = .logProbabilities(try LogProbabilitiesResult(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .evaluation(let result):
            try container.encode(JobKind.evaluation, forKey: .type)
            try result.encode(to: encoder)
        case .training(let result):
            try container.encode(JobKind.training, forKey: .type)
            try result.encode(to: encoder)
        case .validity(let result):
            try container.encode(JobKind.validity, forKey: .type)
            try result.encode(to: encoder)
        case .study(let result):
            try container.encode(JobKind.study, forKey: .type)
            try result.encode(to: encoder)
        case .contamination(let result):
            try container.encode(JobKind.contamination, forKey: .type)
            try result.encode(to: encoder)
        case .logProbabilities(let result):
            try container.encode(JobKind.logProbabilities, forKey: .type)
            try result.encode(to: encoder)
        }
    }
}

extension TaskResult: JSONObjectReadable {
    /// Every kind of job, in the order of ``JobKind``.
    static var variants: [ObjectVariant<TaskResult>] {
        [
            ObjectVariant(JobKind.evaluation, EvaluationResult.self, as: Self.evaluation),
            ObjectVariant(JobKind.training, TrainingResult.self, as: Self.training),
            ObjectVariant(JobKind.validity, ValidityResult.self, as: Self.validity),
            ObjectVariant(JobKind.study, StudyResult.self, as: Self.study),
            ObjectVariant(JobKind.contamination, ContaminationResult.self, as: Self.contamination),
            ObjectVariant(
                JobKind.logProbabilities, LogProbabilitiesResult.self, as: Self.logProbabilities),
        ]
    }

    public init?(reading fields: ObjectReader) {
        guard let result = fields.variant("type", of: Self.variants) else { return nil }
        self = result
    }
}

/// Sums over one domain's documents.
public struct DomainSums: Codable, Hashable, Sendable {
    /// The domain's name.
    public var domain: String
    /// How many documents.
    public var documents: Int
    /// How many tokens.
    public var tokens: Int
    /// How many words.
    public var words: Int
    /// How many characters: Unicode scalars of the text.
    public var characters: Int
    /// How many bytes.
    public var bytes: Int
    /// Negative log-likelihood in nats, summed in f64 in document order.
    public var nll: Double

    public init(
        domain: String, documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int,
        nll: Double
    ) {
        self.domain = domain
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
    }
}

extension DomainSums: JSONObjectReadable {
    /// Far above any corpus, and low enough that sums over domains cannot overflow.
    private static let mostOfOneDomain = 1 << 40

    public init?(reading fields: ObjectReader) {
        let count = FieldCheck<Int>.within(0...Self.mostOfOneDomain)
        let domain = fields.required("domain", as: String.self)
        let documents = fields.required(
            "documents", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let tokens = fields.required("tokens", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let words = fields.required("words", as: Int.self, check: count)
        let characters = fields.required("characters", as: Int.self, check: count)
        let bytes = fields.required("bytes", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let nll = fields.required("nll", as: Double.self, check: .atLeast(0))
        guard let domain, let documents, let tokens, let words, let characters, let bytes, let nll
        else { return nil }
        self.init(
            domain: domain, documents: documents, tokens: tokens, words: words, characters: characters,
            bytes: bytes,
            nll: nll)
    }
}

/// What came of an evaluation.
public struct EvaluationResult: Codable, Hashable, Sendable {
    /// In order of name.
    public var domains: [DomainSums]
    /// SHA-256 of an uploaded blob: each document's score, one JSON object a line.
    public var documentsBlob: String
    /// SHA-256 of an uploaded blob, where the task asks for it: each document's tokens and what each costs, one JSON
    /// object a line.
    public var tokensBlob: String?
    /// The library versions and processor type that computed it.
    public var kernelPath: String

    public init(
        domains: [DomainSums], documentsBlob: String, tokensBlob: String? = nil, kernelPath: String
    ) {
        self.domains = domains
        self.documentsBlob = documentsBlob
        self.tokensBlob = tokensBlob
        self.kernelPath = kernelPath
    }
}

extension EvaluationResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let domains = fields.required("domains", as: [DomainSums].self, check: .items(1...1_000_000))
        let blob = fields.required("documents_blob", as: String.self, check: .sha256)
        let tokens = fields.optional(
            "tokens_blob", as: String.self, check: .sha256, "where the task asks for the tokens")
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
        guard let domains, let blob, let kernelPath else { return nil }
        self.init(domains: domains, documentsBlob: blob, tokensBlob: tokens, kernelPath: kernelPath)
    }
}

/// What came of a training run.
public struct TrainingResult: Codable, Hashable, Sendable {
    /// File name → SHA-256 of an uploaded blob: the checkpoint that it made.
    public var files: [String: String]
    /// Tokens trained on.
    public var tokens: Int
    /// Points of the loss curve, in order.
    public var losses: [LossPoint]
    /// The library versions and processor type that computed it.
    public var kernelPath: String

    public init(files: [String: String], tokens: Int, losses: [LossPoint], kernelPath: String) {
        self.files = files
        self.tokens = tokens
        self.losses = losses
        self.kernelPath = kernelPath
    }
}

extension TrainingResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let files = fields.required("files", as: [String: String].self, check: .notEmpty.and(.hashes))
        let tokens = fields.required("tokens", as: Int.self, check: .atLeast(0))
        let losses = fields.required("losses", as: [LossPoint].self)
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
        for (file, hash) in (files ?? [:]).sorted(by: { $0.key < $1.key }) {
            let place = fields.pointer.appending("files").appending(file)
            if let complaint = FieldCheck.sha256.complaint(hash) { fields.findings.add(place, complaint) }
            if let complaint = CheckpointFileName.complaint(about: file) {
                fields.findings.add(place, complaint)
            }
        }
        guard let files, let tokens, let losses, let kernelPath else { return nil }
        self.init(files: files, tokens: tokens, losses: losses, kernelPath: kernelPath)
    }
}

/// The body of `POST /v1/workers/{id}:fail`.
public struct FailureRequest: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// Why it failed; missing unless it did.
    public var error: WorkError

    public init(job: String, attempt: Int, leaseToken: String, error: WorkError) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.error = error
    }
}

extension FailureRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let job = fields.required("job", as: String.self)
        let attempt = fields.required("attempt", as: Int.self, check: .within(1...1_000_000))
        let token = fields.required("lease_token", as: String.self)
        let error = fields.required("error", as: WorkError.self)
        guard let job, let attempt, let token, let error else { return nil }
        self.init(job: job, attempt: attempt, leaseToken: token, error: error)
    }
}
