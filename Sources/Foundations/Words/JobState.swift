/// Where queued work stands: a job, and with it the evaluation, training run or study step that it is for.
///
/// Raw values are what stands on the wire and in the database.
public enum JobState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Waits for a worker, or for the moment of its next attempt.
    case queued
    /// Leased to a worker that has not begun it.
    case scheduled
    /// A worker has begun it.
    case running
    /// A worker has begun it and is to stop.
    case cancelling
    case succeeded
    case failed
    case cancelled
    /// Ran longer than it may.
    case expired

    /// Whether nothing but a retry by hand changes it any more.
    public var isFinal: Bool {
        switch self {
        case .queued, .scheduled, .running, .cancelling: false
        case .succeeded, .failed, .cancelled, .expired: true
        }
    }

    /// Whether a worker holds a lease on the job.
    public var isLeased: Bool {
        switch self {
        case .scheduled, .running, .cancelling: true
        case .queued, .succeeded, .failed, .cancelled, .expired: false
        }
    }
}
