public import Words

/// How an attempt ended.
public enum AttemptOutcome: String, Hashable, Sendable, CaseIterable {
    case succeeded
    case failed
    case cancelled
    /// Ran longer than it may.
    case expired
    /// The worker died, or was not heard of until the deadline.
    case lost
    /// Given back unharmed: the worker or the service stopped.
    case returned
}

/// One worker's go at a job.
///
/// Every one is kept.
public struct AttemptRecord: Hashable, Sendable {
    public var job: Identifier
    /// From 1.
    public var number: Int
    /// The worker that leased the job.
    public var worker: Identifier
    /// Known to the worker alone: proves that it holds the lease.
    public var leaseToken: String
    /// When the worker leased it.
    public var leasedAt: Timestamp
    /// When the worker began.
    public var startedAt: Timestamp?
    /// Unless the worker is heard of before, its lease ends here.
    public var deadline: Timestamp
    /// When it ended, if it has.
    public var finishedAt: Timestamp?
    /// `nil` while it is under way.
    public var outcome: AttemptOutcome?
    /// Why it failed, if it did.
    public var failure: JobFailure?

    public init(
        job: Identifier, number: Int, worker: Identifier, leaseToken: String, leasedAt: Timestamp,
        startedAt: Timestamp? = nil, deadline: Timestamp, finishedAt: Timestamp? = nil,
        outcome: AttemptOutcome? = nil, failure: JobFailure? = nil
    ) {
        self.job = job
        self.number = number
        self.worker = worker
        self.leaseToken = leaseToken
        self.leasedAt = leasedAt
        self.startedAt = startedAt
        self.deadline = deadline
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.failure = failure
    }
}

/// A change of a job's state: the log that event streams read.
public struct TransitionRecord: Hashable, Sendable {
    public var job: Identifier
    /// From 1, without gaps within a job: an event's id.
    public var sequence: Int
    /// `nil` for the first.
    public var from: JobState?
    /// The state from then on.
    public var to: JobState
    /// When the state changed.
    public var at: Timestamp
    /// The attempt it belongs to, if one.
    public var attempt: Int?
    /// Why, where that is not plain from the states.
    public var reason: String?

    public init(
        job: Identifier, sequence: Int, from: JobState?, to: JobState, at: Timestamp, attempt: Int? = nil,
        reason: String? = nil
    ) {
        self.job = job
        self.sequence = sequence
        self.from = from
        self.to = to
        self.at = at
        self.attempt = attempt
        self.reason = reason
    }
}
