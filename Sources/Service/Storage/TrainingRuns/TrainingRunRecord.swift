public import Foundation
public import Hashing
public import Words

/// The training of a model on partitions, done here.
public struct TrainingRunRecord: Hashable, Sendable {
    /// What the parameters are at step 0.
    public enum Start: Hashable, Sendable {
        case checkpoint(Identifier)
        /// A model configuration as JSON; parameters are drawn from the plan's seed.
        case configuration(Data)
    }

    /// The weight of one partition in the data.
    public struct Share: Hashable, Sendable {
        public var partition: Identifier
        /// Its share of the training data, from 0 to 1.
        public var weight: Double

        public init(partition: Identifier, weight: Double) {
            self.partition = partition
            self.weight = weight
        }
    }

    /// The loss at one step.
    public struct Loss: Hashable, Sendable {
        /// From 1.
        public var step: Int
        /// Mean negative log-likelihood of a token, in nats.
        public var loss: Double

        public init(step: Int, loss: Double) {
            self.step = step
            self.loss = loss
        }
    }

    public var id: Identifier
    /// Unique.
    public var name: String
    /// What kind of model comes out.
    public var kind: TrainingKind
    /// What is trained on from.
    public var start: Start
    /// In order of partition.
    public var data: [Share]
    /// The training plan as JSON: opaque here.
    public var plan: Data
    /// The job that trains it.
    public var job: Identifier
    /// The job's state: written by the trigger `training_run_state_follows_job` (`Schema+7+jobStates.swift`), never by
    /// Swift.
    public var state: JobState
    /// What came out, once it has.
    public var checkpoint: Identifier?
    /// Tokens seen, once it has finished.
    public var tokens: Int?
    /// The optimiser's state from which an interrupted run goes on.
    public var resumeBlob: SHA256Digest?
    /// In order of step.
    ///
    /// Lists leave it empty.
    public var losses: [Loss]
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, kind: TrainingKind, start: Start, data: [Share], plan: Data, job: Identifier,
        state: JobState = .queued, checkpoint: Identifier? = nil, tokens: Int? = nil, resumeBlob: SHA256Digest? = nil,
        losses: [Loss] = [], createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.start = start
        self.data = data
        self.plan = plan
        self.job = job
        self.state = state
        self.checkpoint = checkpoint
        self.tokens = tokens
        self.resumeBlob = resumeBlob
        self.losses = losses
        self.createdAt = createdAt
    }
}
