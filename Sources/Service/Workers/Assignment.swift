public import API
import Synchronization

/// A lease that this worker holds, as whoever does the work sees it: where to tell of progress, and where to hear that
/// it is not wanted any more.
public final class Assignment: Sendable {
    /// Stops the work when the service says so, or when the worker ends.
    public let cancellation = Cancellation()
    /// What was leased.
    package let lease: LeaseResource

    private struct Reports {
        var progress: JobProgress?
        /// Points that no heartbeat has carried to the service yet.
        var losses: [LossPoint] = []
        var stateBlob: String?
    }
    private let reports = Mutex(Reports())

    public init(lease: LeaseResource) {
        self.lease = lease
    }

    /// Tells how far the work has come; the next heartbeat carries it.
    ///
    /// - Parameter progress: its `losses` are the points since the last report.
    public func report(_ progress: JobProgress) {
        reports.withLock { reports in
            reports.losses += progress.losses ?? []
            reports.progress = progress
        }
    }

    /// Tells of an uploaded blob from which another attempt can go on.
    public func report(stateBlob: String) {
        reports.withLock { $0.stateBlob = stateBlob }
    }

    /// What a heartbeat says of this lease now.
    func heldLease() -> HeldLease {
        reports.withLock { reports in
            var progress = reports.progress
            progress?.losses = reports.losses.isEmpty ? nil : reports.losses
            return HeldLease(
                job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, progress: progress,
                stateBlob: reports.stateBlob)
        }
    }

    /// A heartbeat that said this has arrived: its points and its state need not be sent again.
    func confirm(_ sent: HeldLease) {
        let count = sent.progress?.losses?.count ?? 0
        reports.withLock { reports in
            reports.losses.removeFirst(min(count, reports.losses.count))
            if reports.stateBlob == sent.stateBlob { reports.stateBlob = nil }
        }
    }
}
