import Storage
import Synchronization
import Words

/// Who was heard of when, and how far each lease's work has come: what is worth no write of the store, and no sync of
/// the disk.
///
/// The store says who holds which lease. A deadline is extended here, and in the store only past a third of a lease, so
/// the stored deadline is never later than this one. All of it may be lost with the process, for the leases are too
/// (``JobQueue/recover()``); what is not known here is asked of the store.
final class Liveness: Sendable {
    /// A lease that is under way, as the last commit left it.
    private struct Held {
        var key: LeaseKey
        var state: JobState
        var deadline: Timestamp
        /// When the deadline was last stored.
        var storedAt: Timestamp
        var progress: Double?
    }

    /// A worker that was heard of.
    private struct Sighting {
        var at: Timestamp
        var storedAt: Timestamp
    }

    private struct State {
        var leases: [Identifier: Held] = [:]
        var workers: [Identifier: Sighting] = [:]
    }

    private let state = Mutex(State())
    let leaseDuration: Duration

    init(leaseDuration: Duration) {
        self.leaseDuration = leaseDuration
    }

    /// Whether what was stored at a moment is to be stored anew.
    private func isStale(_ storedAt: Timestamp, at now: Timestamp) -> Bool {
        storedAt.duration(to: now) * 3 >= leaseDuration
    }
}

/// Leases.
extension Liveness {
    /// Takes in a lease that has just been stored, or changed by a commit.
    func recordStored(_ key: LeaseKey, _ job: JobState, deadline: Timestamp, progress: Double?, at now: Timestamp) {
        state.withLock { state in
            state.leases[key.job] = Held(
                key: key, state: job, deadline: deadline, storedAt: now, progress: progress)
        }
    }

    /// Takes in that a job's lease has another state, such as that it is to be cancelled.
    func recordState(_ job: Identifier, _ changed: JobState) {
        state.withLock { $0.leases[job]?.state = changed }
    }

    /// Takes in that a job's lease has ended.
    func remove(_ job: Identifier) {
        state.withLock { $0.leases[job] = nil }
    }

    /// Extends leases in memory alone.
    ///
    /// - Returns: the answer, and the jobs whose progress has changed; `nil`, and nothing has happened, if the store
    ///   must be asked or told of any of it: a lease that is not known here, one that begins, a report, or a deadline
    ///   or sighting that was stored too long ago.
    func extend(
        _ heartbeats: [Heartbeat], of worker: Identifier, at now: Timestamp
    ) -> (answer: HeartbeatAnswer, changed: [Identifier])? {
        state.withLock { state in
            guard let seen = state.workers[worker], !isStale(seen.storedAt, at: now) else { return nil }
            for heartbeat in heartbeats {
                guard !heartbeat.hasReport, let held = state.leases[heartbeat.lease.job],
                    held.key == heartbeat.lease, !isStale(held.storedAt, at: now),
                    held.state != .scheduled || heartbeat.progress == nil
                else { return nil }
            }
            var answer = HeartbeatAnswer()
            var changed: [Identifier] = []
            for heartbeat in heartbeats {
                let job = heartbeat.lease.job
                state.leases[job]?.deadline = now.advanced(by: leaseDuration)
                if let progress = heartbeat.share, progress != state.leases[job]?.progress {
                    state.leases[job]?.progress = progress
                    changed.append(job)
                }
                if state.leases[job]?.state == .cancelling { answer.cancel.append(job) }
            }
            state.workers[worker]?.at = now
            return (answer, changed)
        }
    }

    /// Whether the lease of an attempt whose stored deadline has passed is over; if so it is forgotten here, so that a
    /// heartbeat that comes now waits for the store.
    func isOver(job: Identifier, attempt: Int, at now: Timestamp) -> Bool {
        state.withLock { state in
            guard let held = state.leases[job], held.key.attempt == attempt else { return true }
            guard held.deadline <= now else { return false }
            state.leases[job] = nil
            return true
        }
    }

    /// The share of a job that is done, if its worker has told of it since the process began.
    func progress(of job: Identifier) -> Double? {
        state.withLock { $0.leases[job]?.progress }
    }
}

/// Workers.
extension Liveness {
    /// Takes in that a worker was heard of.
    ///
    /// - Returns: whether that is to be stored: it was not for a third of a lease.
    func mustStore(sightingOf worker: Identifier, at now: Timestamp) -> Bool {
        state.withLock { state in
            state.workers[worker]?.at = now
            guard let seen = state.workers[worker] else { return true }
            return isStale(seen.storedAt, at: now)
        }
    }

    /// Takes in that it has been stored that a worker was heard of.
    func recordStored(_ worker: Identifier, at now: Timestamp) {
        state.withLock { $0.workers[worker] = Sighting(at: now, storedAt: now) }
    }

    /// Takes in that a worker is gone.
    func remove(worker: Identifier) {
        state.withLock { $0.workers[worker] = nil }
    }

    /// When a worker was last heard of: as is stored, or later.
    func lastSeen(_ worker: Identifier, stored: Timestamp) -> Timestamp {
        state.withLock { max(stored, $0.workers[worker]?.at ?? stored) }
    }
}
