public import Storage
public import Words

/// What a worker proves with that a job is its own to do.
public struct LeaseKey: Hashable, Sendable {
    public var job: Identifier
    public var attempt: Int
    /// Known to the worker alone.
    public var token: String

    public init(job: Identifier, attempt: Int, token: String) {
        self.job = job
        self.attempt = attempt
        self.token = token
    }
}

/// A job that a worker is to do, until it says more or the deadline passes.
public struct Lease: Hashable, Sendable {
    public var key: LeaseKey
    /// The job as it is once leased.
    public var job: JobRecord
    public var deadline: Timestamp
}

/// A worker's word that it is still at a job.
public struct Heartbeat: Hashable, Sendable {
    public var lease: LeaseKey
    /// The share that is done, 0 to 1; `nil` while it has not begun.
    public var progress: Double?
    /// Whether the worker tells more than its progress, which is to be stored.
    public var hasReport: Bool
    /// Whether the report holds a state from which another attempt goes on.
    public var storesState: Bool

    public init(lease: LeaseKey, progress: Double? = nil, hasReport: Bool = false, storesState: Bool = false) {
        self.lease = lease
        self.progress = progress
        self.hasReport = hasReport || storesState
        self.storesState = storesState
    }

    /// The progress as a number from 0 to 1, whatever a worker says.
    var share: Double? {
        progress.map { $0.isNaN ? 0 : min(max($0, 0), 1) }
    }
}

/// What a worker is told when it is heard of.
public struct HeartbeatAnswer: Hashable, Sendable {
    /// Jobs that are no longer its own: it drops them and says no more of them.
    public var lost: [Identifier] = []
    /// Jobs that it is to stop; it then reports that they failed.
    public var cancel: [Identifier] = []

    public init(lost: [Identifier] = [], cancel: [Identifier] = []) {
        self.lost = lost
        self.cancel = cancel
    }

    /// Whether the worker goes on as it is.
    var isEmpty: Bool { lost.isEmpty && cancel.isEmpty }
}

/// How a worker's report of success was taken.
public enum Completion: Hashable, Sendable {
    /// The result is stored.
    case succeeded
    /// The job had been asked to stop: it is cancelled, and nothing of the result is stored.
    case cancelled
}

/// What a worker reports is about an attempt that is no longer its own.
///
/// The job was leased again, cancelled, expired or finished meanwhile. The worker drops its work.
public struct LeaseLost: Error, Hashable, Sendable {
    public var job: Identifier
    public var attempt: Int
}

extension LeaseLost: CustomStringConvertible {
    public var description: String { "attempt \(attempt) at \(job) is no longer this worker's" }
}

/// A worker that the queue does not know, or has seen the end of, asks for something.
public struct WorkerGone: Error, Hashable, Sendable {
    /// Its identifier or name.
    public var worker: String
}

extension WorkerGone: CustomStringConvertible {
    public var description: String { "\(worker) is not a worker that lives; register again under another name" }
}

/// A job cannot do what is asked, in the state that it is in.
public struct JobRefusal: Error, Hashable, Sendable {
    public var job: Identifier
    public var state: JobState
    public var occurrence: JobOccurrence

    public init(job: Identifier, state: JobState, occurrence: JobOccurrence) {
        self.job = job
        self.state = state
        self.occurrence = occurrence
    }
}

extension JobRefusal: CustomStringConvertible {
    public var description: String { "\(job) is \(state.rawValue): \(occurrence.rawValue) is not possible" }
}
