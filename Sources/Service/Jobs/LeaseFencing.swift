import Storage
import Words

/// Lease fencing: a report of a worker counts only as long as its lease is the job's latest.
///
/// A lease has a token of its own and an attempt number that grows. A worker that was taken for dead and goes on all
/// the same reports with those of its own lease, which the job has left behind, so whatever it reports is refused.
extension JobQueue {
    /// Whether reports of workers are held against their leases: always, but in the test that shows what that is for.
    enum Guarding: Hashable, Sendable {
        case full
        case none
    }

    /// The job and attempt that a worker's report is about, if they are still its own.
    ///
    /// - Throws: ``LeaseLost`` unless job, attempt, token and state all agree.
    func guarded(_ key: LeaseKey, in transaction: Transaction) throws -> (JobRecord, AttemptRecord) {
        let lost = LeaseLost(job: key.job, attempt: key.attempt)
        guard let job = try transaction.job(key.job) else { throw lost }
        if guarding == .none {
            guard let attempt = try transaction.attempts(of: key.job).first(where: { $0.number == key.attempt })
            else { throw lost }
            return (job, attempt)
        }
        guard job.state.isLeased, job.attempts == key.attempt,
            let attempt = try transaction.attempt(job: key.job, number: key.attempt, leaseToken: key.token)
        else { throw lost }
        return (job, attempt)
    }
}
