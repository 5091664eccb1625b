import Storage
public import Words

/// What can happen to a job.
public enum JobOccurrence: String, Hashable, Sendable, CaseIterable {
    /// A worker took it.
    case leased
    /// The worker has begun.
    case began
    /// The worker has finished.
    case succeeded
    /// It failed for good.
    case failed
    /// Its attempt ended without a result and another may follow: a cause that a retry can cure, a lost worker, a lease
    /// that was given back.
    case interrupted
    /// Somebody wants it stopped.
    case cancelRequested
    /// It ran longer than it may.
    case overran
    /// A job that it waits for ended without success.
    case needEnded
    /// Somebody wants it tried again.
    case retried
}

extension JobState {
    /// The state that follows an occurrence; `nil` if it cannot happen in this state, or changes nothing.
    ///
    /// A job whose cancellation was asked for never succeeds: whatever its worker still reports, it ends as cancelled.
    public func after(_ occurrence: JobOccurrence) -> JobState? {
        switch (self, occurrence) {
        case (.queued, .leased): .scheduled
        case (.queued, .cancelRequested): .cancelled
        case (.queued, .needEnded): .failed
        case (.scheduled, .began): .running
        // Work that has not begun needs no time to stop: the worker's lease is simply gone.
        case (.scheduled, .cancelRequested): .cancelled
        case (.running, .cancelRequested): .cancelling
        case (.scheduled, .succeeded), (.running, .succeeded): .succeeded
        case (.scheduled, .failed), (.running, .failed): .failed
        case (.scheduled, .interrupted), (.running, .interrupted): .queued
        case (.running, .overran): .expired
        case (.cancelling, .succeeded), (.cancelling, .failed), (.cancelling, .interrupted), (.cancelling, .overran):
            .cancelled
        case (.failed, .retried), (.cancelled, .retried), (.expired, .retried): .queued
        default: nil
        }
    }
}
