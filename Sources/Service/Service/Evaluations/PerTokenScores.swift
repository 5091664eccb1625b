import Jobs
import Storage
import Words

/// The negative log-likelihood of every token of an evaluation, where it was asked for.
struct PerTokenScores: Sendable {
    let jobs: JobQueue
    let attempts: Int
    var admission: Admission
}

extension PerTokenScores {
    /// Sees to it that the tokens of an evaluation are found and kept.
    ///
    /// The score does not depend on whether its tokens are kept, so that is no part of an evaluation's key, and a score
    /// that is known may lack them: then the evaluation is scored again by a job of its own, which leaves the score as
    /// it is. An evaluation that no worker has begun finds them by its own job.
    func requestTokens(of evaluation: Identifier, in transaction: Transaction) throws {
        if let known = try transaction.tokens(of: evaluation) {
            if let job = try transaction.job(known.job), job.state.isFinal, job.state != .succeeded {
                try jobs.retry(job.id, in: transaction)
            }
            return
        }
        guard let record = try transaction.evaluation(evaluation), let own = try transaction.job(record.job) else {
            throw TaskFault(subject: evaluation)
        }
        // What a worker is to do is put together when it leases the job: one that waits can still be told.
        var job = own.id
        if own.state != .queued {
            try admission.admit(1, in: transaction)
            job = try jobs.enqueue(
                NewJob(
                    kind: .evaluation, subject: evaluation, owner: own.owner, maximumFailures: attempts),
                in: transaction
            ).id
        }
        try transaction.insert(TokensRecord(evaluation: evaluation, job: job))
    }
}
