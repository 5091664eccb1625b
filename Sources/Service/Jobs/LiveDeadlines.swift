import Storage
import Synchronization

/// The deadlines that heartbeats have moved since they were last written.
///
/// Liveness is not persistence: a deadline is written past a third of a lease, and this memory holds until when the worker was
/// really heard of. A restart gives every lease back, so nothing that is kept here alone is missed after a crash.
final class LiveDeadlines: Sendable {
    private struct Key: Hashable {
        let job: Identifier
        let attempt: Int
    }

    private let deadlines = Mutex<[Key: Timestamp]>([:])

    /// Until when an attempt's worker was heard of; `nil` if what is written says so.
    func deadline(of attempt: AttemptRecord) -> Timestamp? {
        deadlines.withLock { $0[Key(job: attempt.job, attempt: attempt.number)] }
    }

    /// Notes a deadline that is not written.
    func extend(_ attempt: AttemptRecord, to deadline: Timestamp) {
        deadlines.withLock { $0[Key(job: attempt.job, attempt: attempt.number)] = deadline }
    }

    /// Forgets deadlines that have passed: of attempts that have ended, or that are ended now.
    func forget(before moment: Timestamp) {
        deadlines.withLock { deadlines in deadlines = deadlines.filter { $0.value > moment } }
    }
}
