import API
import Synchronization

/// The assignments that this worker holds, shared by its loop and its heartbeat.
final class HeldAssignments: Sendable {
    private let assignments = Mutex<[String: Assignment]>([:])

    /// Takes a lease on; it is in every heartbeat from now on.
    func add(_ lease: LeaseResource) -> Assignment {
        let assignment = Assignment(lease: lease)
        assignments.withLock { $0[lease.job] = assignment }
        return assignment
    }

    func remove(_ assignment: Assignment) {
        assignments.withLock { held in
            if held[assignment.lease.job] === assignment { held[assignment.lease.job] = nil }
        }
    }

    /// The jobs that are held.
    var jobs: [String] { all.map(\.lease.job) }

    /// What to send now, or `nil` when nothing is held.
    ///
    /// - Parameter wait: how long the service may wait before it answers that nothing has changed.
    func heartbeat(waiting wait: Duration) -> HeartbeatRequest? {
        let leases = all.map { $0.heldLease() }
        return leases.isEmpty ? nil : HeartbeatRequest(leases: leases, waitSeconds: wait / .seconds(1))
    }

    /// Carries out what the service answered to a heartbeat.
    func apply(_ response: HeartbeatResponse, to request: HeartbeatRequest) {
        let held = assignments.withLock { $0 }
        for lease in request.leases {
            guard let assignment = held[lease.job], assignment.lease.leaseToken == lease.leaseToken else { continue }
            assignment.confirm(lease)
            if response.lost.contains(lease.job) {
                assignment.cancellation.cancel(.lost)
            } else if response.cancel.contains(lease.job) {
                assignment.cancellation.cancel(.cancelled)
            }
        }
    }

    /// Stops everything that is under way.
    func cancelAll(_ reason: Cancellation.Reason) {
        for assignment in all { assignment.cancellation.cancel(reason) }
    }

    private var all: [Assignment] {
        assignments.withLock { $0.values.sorted { $0.lease.job < $1.lease.job } }
    }
}
