public import Foundation
public import StrictJSON
public import Words

/// Why work failed.
public struct WorkError: Codable, Hashable, Sendable {
    /// Stable, for programs: `checkpoint-malformed`.
    public var code: String
    /// For people: what to mend.
    public var detail: String
    /// Whether another attempt may succeed.
    public var retryable: Bool

    public init(code: String, detail: String, retryable: Bool) {
        self.code = code
        self.detail = detail
        self.retryable = retryable
    }
}

extension WorkError: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let code = fields.required("code", as: String.self, check: .name)
        let detail = fields.required("detail", as: String.self, check: .noLongerThan(10_000))
        let retryable = fields.required("retryable", as: Bool.self)
        guard let code, let detail, let retryable else { return nil }
        self.init(code: code, detail: detail, retryable: retryable)
    }
}

/// How far an attempt has come.
public struct JobProgress: Codable, Hashable, Sendable {
    /// Documents scored, steps trained, or parameters measured.
    public var completed: Int
    /// How many there will be.
    public var total: Int
    /// For a training run: points of the loss curve since the last heartbeat.
    public var losses: [LossPoint]?
    /// For a training run: tokens trained on so far.
    public var tokens: Int?

    public init(completed: Int, total: Int, losses: [LossPoint]? = nil, tokens: Int? = nil) {
        self.completed = completed
        self.total = total
        self.losses = losses
        self.tokens = tokens
    }
}

extension JobProgress: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let completed = fields.required("completed", as: Int.self, check: .atLeast(0))
        let total = fields.required("total", as: Int.self, check: .atLeast(0))
        let losses = fields.optional("losses", as: [LossPoint].self)
        let tokens = fields.optional("tokens", as: Int.self, check: .atLeast(0))
        guard let completed, let total else { return nil }
        self.init(completed: completed, total: total, losses: losses, tokens: tokens)
    }
}

/// One try at a job.
public struct AttemptResource: Codable, Hashable, Sendable {
    /// From 1.
    public var number: Int
    /// The worker's id.
    public var worker: String
    /// `running`, or how it ended: `succeeded`, `failed`, `cancelled`, `expired`, `lost`, `returned`.
    public var state: String
    /// When a worker began; missing until then.
    public var startedAt: Date
    /// When it ended; missing until then.
    public var endedAt: Date?
    /// Why it failed; missing unless it did.
    public var error: WorkError?

    public init(
        number: Int, worker: String, state: String, startedAt: Date, endedAt: Date?, error: WorkError?
    ) {
        self.number = number
        self.worker = worker
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.error = error
    }
}

/// Queued work.
public struct JobResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What it is.
    public var kind: JobKind
    /// Where the work stands.
    public var state: JobState
    /// The evaluation, training run, pool or contamination that it is for.
    public var subject: String
    /// Higher goes first.
    public var priority: Int
    /// The share that is done, 0 to 1, as its worker last told.
    public var progress: Double?
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// Every try, in order.
    public var attempts: [AttemptResource]
    /// Jobs that it had to wait for when it was queued, if there were any; missing in lists.
    public var needs: [String]?
    /// When it was made.
    public var createdAt: Date
    /// When a worker was given it; missing until then.
    public var scheduledAt: Date?
    /// When a worker began; missing until then.
    public var startedAt: Date?
    /// When it ended; missing until then.
    public var finishedAt: Date?

    public init(
        id: String, kind: JobKind, state: JobState, subject: String, priority: Int, progress: Double?,
        error: WorkError?, attempts: [AttemptResource], needs: [String]? = nil, createdAt: Date,
        scheduledAt: Date?,
        startedAt: Date?, finishedAt: Date?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.subject = subject
        self.priority = priority
        self.progress = progress
        self.error = error
        self.attempts = attempts
        self.needs = needs
        self.createdAt = createdAt
        self.scheduledAt = scheduledAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// What `GET /v1/jobs/{id}/events` sends as `data`.
public struct JobEventResource: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// Where the work stands.
    public var state: JobState
    /// The share that is done, 0 to 1, as its worker last told.
    public var progress: Double?
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it happened.
    public var at: Date

    public init(job: String, state: JobState, progress: Double?, error: WorkError?, at: Date) {
        self.job = job
        self.state = state
        self.progress = progress
        self.error = error
        self.at = at
    }
}

extension AttemptResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.worker: .id(.worker)
        ])
    }
}

extension JobResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.job),
            .subject: "the evaluation, training run, pool or contamination that it is for",
            .priority: .integer(),
            .progress: .share(0...1),
            .needs: .ids(.job, "what it had to wait for; missing in lists"),
        ])
    }
}
