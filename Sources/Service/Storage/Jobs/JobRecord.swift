public import Words

/// Why an attempt or a job failed, in words that say what to mend.
public struct JobFailure: Hashable, Sendable {
    /// A stable name of the cause, such as `worker-lost` or `tensor-mismatch`.
    public var code: String
    /// What happened, and what to mend, in words.
    public var detail: String

    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// A unit of queued work.
public struct JobRecord: Hashable, Sendable {
    public var id: Identifier
    /// What is to be done.
    public var kind: JobKind
    /// The evaluation, training run, pool or contamination that it is for.
    public var subject: Identifier
    /// Among whom the queue is fair: a pool, a study, a training run.
    public var owner: String
    /// Equal for jobs that cost less together than one by one; `nil` for a job that gains nothing so.
    public var batch: String?
    /// Higher goes first.
    public var priority: Int
    /// Its place among the jobs of its priority: lower goes first.
    public var turn: Int
    /// Where it stands; only `Jobs` changes it.
    public var state: JobState
    /// How many attempts there have been; the latest has this number.
    public var attempts: Int
    /// How many of them failed: those that were given back unharmed, or lost with their worker, do not count.
    public var failures: Int
    /// How many were lost with their worker since the job last stored a state from which it goes on.
    public var losses: Int
    /// How many failures end the job.
    public var maximumFailures: Int
    /// No attempt begins before this moment.
    public var notBefore: Timestamp
    /// How long one attempt may run, if that is limited.
    ///
    /// Liveness is another matter: see the attempt's deadline.
    public var timeLimitSeconds: Int?
    /// The share that is done, 0 to 1, as the worker last told.
    public var progress: Double?
    /// Why the last attempt failed, once the job has.
    public var failure: JobFailure?
    /// How many of the jobs that it needs have not succeeded: it is leased at 0.
    public var openNeeds: Int
    public var createdAt: Timestamp
    /// When the latest attempt began.
    public var startedAt: Timestamp?
    /// When it reached a state that is final, if it has.
    public var finishedAt: Timestamp?
    /// When it was asked to stop, if it was.
    public var cancelRequestedAt: Timestamp?

    public init(
        id: Identifier, kind: JobKind, subject: Identifier, owner: String, batch: String? = nil, priority: Int = 0,
        turn: Int = 0, state: JobState = .queued, attempts: Int = 0, failures: Int = 0, losses: Int = 0,
        maximumFailures: Int = 5, notBefore: Timestamp, timeLimitSeconds: Int? = nil, progress: Double? = nil,
        failure: JobFailure? = nil,
        openNeeds: Int = 0, createdAt: Timestamp, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil,
        cancelRequestedAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.subject = subject
        self.owner = owner
        self.batch = batch
        self.priority = priority
        self.turn = turn
        self.state = state
        self.attempts = attempts
        self.failures = failures
        self.losses = losses
        self.maximumFailures = maximumFailures
        self.notBefore = notBefore
        self.timeLimitSeconds = timeLimitSeconds
        self.progress = progress
        self.failure = failure
        self.openNeeds = openNeeds
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.cancelRequestedAt = cancelRequestedAt
    }
}
