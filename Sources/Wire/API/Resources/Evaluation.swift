public import Foundation
public import Mixtures
import Statistics

/// One candidate scored on one evaluation set.
public struct EvaluationResource: Codable, Hashable, Sendable {
    public var id: String
    public var state: WorkState
    /// Hash of everything that the score depends on: equal keys have equal scores.
    public var key: String
    public var pool: String
    public var evaluationSet: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]?
    public var referenceRun: String?
    public var checkpoint: String?
    public var method: MergeMethod
    /// A value for each parameter that the method has; missing when it has none.
    public var parameters: MergeParameters?
    /// The base's checkpoint, when the method uses it.
    public var base: String?
    public var estimator: Estimator
    public var precision: Precision
    /// What identifies the tokenizer that documents are read with.
    public var tokenizer: String
    public var context: Int
    public var `protocol`: ScoringProtocol
    /// The documents of the set that are scored; all when missing.
    public var part: DocumentPart?
    public var label: String?
    /// The job that computes the score; the same for all evaluations of one key.
    public var job: String?
    public var score: ScoreResource?
    /// How many documents the score leaves out because they overlap with training text, where that was asked for.
    public var excludedDocuments: Int?
    /// SHA-256 of the blob with each document's score, one JSON object a line.
    public var documentsBlob: String?
    /// The negative log-likelihood of every token, where somebody asked for it.
    public var tokens: TokensResource?
    /// The library versions and processor type that computed the score.
    public var kernelPath: String?
    /// What makes the score of a merge doubtful as a forecast of training.
    public var warnings: [ValidityWarning]
    public var error: WorkError?
    public var createdAt: Date
    public var finishedAt: Date?

    public init(
        id: String, state: WorkState, key: String, pool: String, evaluationSet: String, mixture: [String: Double]?,
        referenceRun: String?, checkpoint: String?, method: MergeMethod, parameters: MergeParameters?, base: String?,
        estimator: Estimator, precision: Precision, tokenizer: String, context: Int, protocol: ScoringProtocol,
        part: DocumentPart? = nil, label: String?, job: String?, score: ScoreResource?, documentsBlob: String?,
        tokens: TokensResource? = nil, kernelPath: String?, warnings: [ValidityWarning] = [], error: WorkError?,
        createdAt: Date, finishedAt: Date?
    ) {
        self.id = id
        self.state = state
        self.key = key
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.mixture = mixture
        self.referenceRun = referenceRun
        self.checkpoint = checkpoint
        self.method = method
        self.parameters = parameters
        self.base = base
        self.estimator = estimator
        self.precision = precision
        self.tokenizer = tokenizer
        self.context = context
        self.protocol = `protocol`
        self.part = part
        self.label = label
        self.job = job
        self.score = score
        self.documentsBlob = documentsBlob
        self.tokens = tokens
        self.kernelPath = kernelPath
        self.warnings = warnings
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// What a batch answers: its evaluations in the order given.
public struct EvaluationBatchResource: Codable, Hashable, Sendable {
    public var evaluations: [EvaluationResource]

    public init(evaluations: [EvaluationResource]) {
        self.evaluations = evaluations
    }
}

extension EvaluationBatchResource: TableConvertible {
    public var tableRecords: [EvaluationResource] { evaluations }
}
