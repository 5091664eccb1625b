public import Foundation
public import Mixtures
import Statistics
import StrictJSON
public import Words

/// One candidate scored on one evaluation set.
@dynamicMemberLookup
public struct EvaluationResource: Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Where the work stands.
    public var state: JobState
    /// Hash of everything that the score depends on: equal keys have equal scores.
    public var key: String
    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]?
    /// The reference run's id.
    public var referenceRun: String?
    /// The checkpoint's id.
    public var checkpoint: String?
    /// The base's checkpoint, when the method uses it.
    public var base: String?
    /// What identifies the tokenizer that documents are read with.
    public var tokenizer: String
    /// How it is scored, layer groups by partition name.
    public var way: ScoringWay
    /// What a client calls it, to find it again.
    public var label: String?
    /// The job that computes the score; the same for all evaluations of one key.
    public var job: String?
    /// The score, once it is known.
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
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it was made.
    public var createdAt: Date
    /// When it ended; missing until then.
    public var finishedAt: Date?

    public init(
        id: String, state: JobState, key: String, pool: String, evaluationSet: String, mixture: [String: Double]?,
        referenceRun: String?, checkpoint: String?, base: String?, tokenizer: String, way: ScoringWay, label: String?,
        job: String?, score: ScoreResource?, documentsBlob: String?, tokens: TokensResource? = nil,
        kernelPath: String?, warnings: [ValidityWarning] = [], error: WorkError?, createdAt: Date, finishedAt: Date?
    ) {
        self.id = id
        self.state = state
        self.key = key
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.mixture = mixture
        self.referenceRun = referenceRun
        self.checkpoint = checkpoint
        self.base = base
        self.tokenizer = tokenizer
        self.way = way
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

    /// What ``way`` says, as the resource's own.
    public subscript<Value>(dynamicMember path: KeyPath<ScoringWay, Value>) -> Value { way[keyPath: path] }
}

/// What a batch answers: its evaluations in the order given.
public struct EvaluationBatchResource: Codable, Hashable, Sendable {
    /// In the order in which they were named.
    public var evaluations: [EvaluationResource]

    public init(evaluations: [EvaluationResource]) {
        self.evaluations = evaluations
    }
}

extension EvaluationBatchResource: TableConvertible {
    public var tableRecords: [EvaluationResource] { evaluations }
}
