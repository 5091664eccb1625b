public import Foundation
public import Hashing
public import Words

/// What one model gives each token of an evaluation set: the material of ensembles.
///
/// There is one for each key, whoever asked for it and for how many ensembles.
public struct LogProbabilitiesRecord: Hashable, Sendable {
    /// What a worker found.
    public struct Result: Hashable, Sendable {
        /// f32, little-endian: the natural log-probability of every scored token, documents in order.
        public var blob: SHA256Digest
        /// How many there are.
        public var tokens: Int
        /// The processor path and library versions that gave these bits.
        public var kernelPath: String

        public init(blob: SHA256Digest, tokens: Int, kernelPath: String) {
            self.blob = blob
            self.tokens = tokens
            self.kernelPath = kernelPath
        }
    }

    public var id: Identifier
    /// The key of the model's own evaluation; unique.
    public var key: SHA256Digest
    /// Whose tokens they are of.
    public var evaluationSet: Identifier
    /// A checkpoint that holds the model.
    public var checkpoint: Identifier
    /// The model as a candidate of its own (precision, context, tokenizer) as JSON: opaque here.
    public var candidate: Data
    /// The job that finds them.
    public var job: Identifier
    /// The job's state: written by the trigger `log_probabilities_state_follows_job` (`Schema+7+jobStates.swift`),
    /// never by Swift.
    public var state: JobState
    /// What was found, once the job has succeeded.
    public var result: Result?
    public var createdAt: Timestamp

    public init(
        id: Identifier, key: SHA256Digest, evaluationSet: Identifier, checkpoint: Identifier, candidate: Data,
        job: Identifier, state: JobState = .queued, result: Result? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.evaluationSet = evaluationSet
        self.checkpoint = checkpoint
        self.candidate = candidate
        self.job = job
        self.state = state
        self.result = result
        self.createdAt = createdAt
    }
}
