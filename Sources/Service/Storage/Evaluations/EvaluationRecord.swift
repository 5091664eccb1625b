public import Foundation
public import Hashing
public import Words

/// One candidate scored on one evaluation set.
///
/// There is one for each key: equal questions share their answer.
public struct EvaluationRecord: Hashable, Sendable {
    /// Sums over the documents of one domain.
    public struct DomainScore: Hashable, Sendable {
        public var domain: String
        /// Documents that were scored.
        public var documents: Int
        /// Tokens that were predicted.
        public var tokens: Int
        /// Words of the documents.
        public var words: Int
        /// Unicode scalars of the documents.
        public var characters: Int
        /// Bytes of the documents in UTF-8.
        public var bytes: Int
        /// Negative log-likelihood in nats, summed over tokens.
        public var nll: Double

        public init(
            domain: String, documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double
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

    /// What a worker found.
    public struct Result: Hashable, Sendable {
        /// In order of name.
        public var domains: [DomainScore]
        /// One line of JSON for each document.
        public var documentsBlob: SHA256Digest
        /// The processor path and library versions that gave these bits.
        public var kernelPath: String

        public init(domains: [DomainScore], documentsBlob: SHA256Digest, kernelPath: String) {
            self.domains = domains
            self.documentsBlob = documentsBlob
            self.kernelPath = kernelPath
        }
    }

    public var id: Identifier
    /// Stands for everything that the score depends on; unique.
    public var key: SHA256Digest
    /// The pool that first asked, if one did.
    public var pool: Identifier?
    /// The documents that are scored.
    public var evaluationSet: Identifier
    /// The reference run whose model is scored, if it is one.
    public var referenceRun: Identifier?
    /// The checkpoint that is scored as it is, if it is one.
    public var checkpoint: Identifier?
    /// The candidate (mixture, method, estimator, precision, context) as JSON: opaque here.
    public var candidate: Data
    /// The label that it was first asked under.
    public var label: String?
    /// The job that scores it.
    public var job: Identifier
    /// The job's state: written by the trigger `evaluation_state_follows_job` (`Schema+7+jobStates.swift`), never by
    /// Swift.
    public var state: JobState
    /// What was found, once the job has succeeded.
    public var result: Result?
    public var createdAt: Timestamp

    public init(
        id: Identifier, key: SHA256Digest, pool: Identifier?, evaluationSet: Identifier,
        referenceRun: Identifier? = nil, checkpoint: Identifier? = nil, candidate: Data, label: String? = nil,
        job: Identifier, state: JobState = .queued, result: Result? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.referenceRun = referenceRun
        self.checkpoint = checkpoint
        self.candidate = candidate
        self.label = label
        self.job = job
        self.state = state
        self.result = result
        self.createdAt = createdAt
    }
}
