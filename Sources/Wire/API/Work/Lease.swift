public import Foundation
public import StrictJSON

/// The body of `POST /v1/workers/{id}:lease`.
public struct LeaseRequest: Codable, Hashable, Sendable {
    /// Most jobs to hand out, whatever they are.
    public var max: Int
    /// Most jobs of one batch to hand out, where more of them wait than would keep every worker busy.
    public var together: Int
    /// How long to wait for work when there is none.
    public var waitSeconds: Double
    /// The jobs that the worker still holds; missing where it does not say.
    ///
    /// Whatever else it was leased never reached it, and is given back at once.
    public var held: [String]?

    public init(max: Int, together: Int = 1, waitSeconds: Double = 0, held: [String]? = nil) {
        self.max = max
        self.together = together
        self.waitSeconds = waitSeconds
        self.held = held
    }
}

extension LeaseRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let max = fields.required(
            "max", as: Int.self, check: .within(1...1_000), "most jobs, whatever they are")
        let together = fields.optional(
            "together", as: Int.self, else: 1, check: .within(1...1_000), "most jobs of one batch")
        let wait = fields.optional("wait_seconds", as: Double.self, else: 0, check: .within(0...300))
        let held = fields.optional(
            "held", as: [String].self, "the jobs that it still holds: whatever else it was leased is given back")
        guard let max else { return nil }
        self.init(max: max, together: together, waitSeconds: wait, held: held)
    }
}

/// A job that a worker holds until the deadline.
public struct LeaseResource: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// When the job is given to another unless a heartbeat came.
    public var deadline: Date
    /// Equal for jobs that cost less together than one by one; missing where nothing is to be gained so.
    ///
    /// Such are evaluations that merge the models of one pool and score the same documents in the same way.
    public var batch: String?
    /// What is to be done.
    public var task: JobTask

    public init(
        job: String, attempt: Int, leaseToken: String, deadline: Date, batch: String? = nil,
        task: JobTask
    ) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.deadline = deadline
        self.batch = batch
        self.task = task
    }
}

/// What a lease request answers; empty when there was no work within the wait.
public struct LeaseResponse: Codable, Hashable, Sendable {
    /// One each for a job.
    public var leases: [LeaseResource]
    /// How long a lease lasts without a heartbeat.
    public var leaseSeconds: Double

    public init(leases: [LeaseResource], leaseSeconds: Double) {
        self.leases = leases
        self.leaseSeconds = leaseSeconds
    }
}

/// A lease that a worker still holds, as a heartbeat names it.
public struct HeldLease: Codable, Hashable, Sendable {
    /// The job's id.
    public var job: String
    /// The attempt's number, from 1.
    public var attempt: Int
    /// Proof of the lease; every write of the worker carries it.
    public var leaseToken: String
    /// How far it has come; missing until it has told.
    public var progress: JobProgress?
    /// SHA-256 of an uploaded blob from which another attempt can go on.
    public var stateBlob: String?

    public init(
        job: String, attempt: Int, leaseToken: String, progress: JobProgress? = nil,
        stateBlob: String? = nil
    ) {
        self.job = job
        self.attempt = attempt
        self.leaseToken = leaseToken
        self.progress = progress
        self.stateBlob = stateBlob
    }
}

extension HeldLease: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let job = fields.required("job", as: String.self)
        let attempt = fields.required("attempt", as: Int.self, check: .within(1...1_000_000))
        let token = fields.required("lease_token", as: String.self)
        let progress = fields.optional("progress", as: JobProgress.self)
        let state = fields.optional("state_blob", as: String.self, check: .sha256)
        guard let job, let attempt, let token else { return nil }
        self.init(job: job, attempt: attempt, leaseToken: token, progress: progress, stateBlob: state)
    }
}

/// The body of `POST /v1/workers/{id}:heartbeat`.
public struct HeartbeatRequest: Codable, Hashable, Sendable {
    /// One each for a job.
    public var leases: [HeldLease]
    /// How long to wait for something to be lost or cancelled when nothing is; the service may answer sooner.
    public var waitSeconds: Double

    public init(leases: [HeldLease], waitSeconds: Double = 0) {
        self.leases = leases
        self.waitSeconds = waitSeconds
    }
}

extension HeartbeatRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let leases = fields.required("leases", as: [HeldLease].self)
        let wait = fields.optional(
            "wait_seconds", as: Double.self, else: 0, check: .within(0...300),
            "how long the answer may wait for something to be lost or cancelled")
        guard let leases else { return nil }
        self.init(leases: leases, waitSeconds: wait)
    }
}

/// What a heartbeat answers.
public struct HeartbeatResponse: Codable, Hashable, Sendable {
    /// Jobs whose lease is lost: drop the work.
    public var lost: [String]
    /// Jobs to cancel: stop, then report by `:fail` with the code `cancelled`.
    public var cancel: [String]

    public init(lost: [String], cancel: [String]) {
        self.lost = lost
        self.cancel = cancel
    }

    /// Whether the worker goes on as it is.
    public var isEmpty: Bool { lost.isEmpty && cancel.isEmpty }
}

extension LeaseResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.job: .id(.job),
            .batch: "equal for jobs that cost less together than one by one",
        ])
    }
}
