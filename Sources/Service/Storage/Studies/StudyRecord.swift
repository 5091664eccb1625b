public import Foundation
public import Words

/// A search over the mixtures of a pool.
public struct StudyRecord: Hashable, Sendable {
    public var id: Identifier
    /// Unique.
    public var name: String
    /// The pool whose mixtures are searched.
    public var pool: Identifier
    /// The documents that candidates are scored on.
    public var evaluationSet: Identifier
    /// What is searched for, and how, as JSON: opaque here.
    public var definition: Data
    /// Whether it is still searching, and how it ended.
    public var state: StudyState
    /// Counts what was decided.
    public var version: Int
    /// Whether something has happened that it has not decided on yet.
    public var isDue: Bool
    /// What came of it, as JSON: opaque here.
    public var outcome: Data?
    /// Why it failed, if it did.
    public var failure: JobFailure?
    public var createdAt: Timestamp
    public var finishedAt: Timestamp?

    public init(
        id: Identifier, name: String, pool: Identifier, evaluationSet: Identifier, definition: Data,
        state: StudyState = .running, version: Int = 0, isDue: Bool = true, outcome: Data? = nil,
        failure: JobFailure? = nil,
        createdAt: Timestamp, finishedAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.definition = definition
        self.state = state
        self.version = version
        self.isDue = isDue
        self.outcome = outcome
        self.failure = failure
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// One candidate that a study tried.
public struct StudyTrialRecord: Hashable, Sendable {
    public var study: Identifier
    /// From 1, in the order in which the study asked.
    public var number: Int
    /// Mixture, origin, estimator, round and losses as JSON: opaque here.
    public var trial: Data
    /// The evaluation that scores it; `nil` where the score was told, or is still to be.
    public var evaluation: Identifier?
    /// What the study has taken in of it, which may lag behind its evaluation.
    public var state: TrialState
    /// Why it failed, if it did.
    public var failure: JobFailure?
    public var createdAt: Timestamp
    public var finishedAt: Timestamp?

    public init(
        study: Identifier, number: Int, trial: Data, evaluation: Identifier? = nil, state: TrialState = .waiting,
        failure: JobFailure? = nil, createdAt: Timestamp, finishedAt: Timestamp? = nil
    ) {
        self.study = study
        self.number = number
        self.trial = trial
        self.evaluation = evaluation
        self.state = state
        self.failure = failure
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// Something that a study had a worker compute.
public struct StudyStepRecord: Hashable, Sendable {
    public var study: Identifier
    /// From 1.
    public var number: Int
    /// What is to be computed, as JSON: opaque here.
    ///
    /// What it is computed from is not read with it.
    public var step: Data
    /// The job that computes it.
    public var job: Identifier
    /// What came of it, as JSON: opaque here.
    public var result: Data?
    /// Whether the study has gone on from it.
    public var isTaken: Bool
    public var createdAt: Timestamp

    public init(
        study: Identifier, number: Int, step: Data, job: Identifier, result: Data? = nil, isTaken: Bool = false,
        createdAt: Timestamp
    ) {
        self.study = study
        self.number = number
        self.step = step
        self.job = job
        self.result = result
        self.isTaken = isTaken
        self.createdAt = createdAt
    }
}

/// What a list of studies is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct StudyFilter: Hashable, Sendable {
    /// The pool whose mixtures are searched.
    public var pool: Identifier?
    /// Where the study stands.
    public var state: StudyState?
    /// Only what was created later than this moment.
    public var createdAfter: Timestamp?

    public init(pool: Identifier? = nil, state: StudyState? = nil, createdAfter: Timestamp? = nil) {
        self.pool = pool
        self.state = state
        self.createdAfter = createdAfter
    }
}
