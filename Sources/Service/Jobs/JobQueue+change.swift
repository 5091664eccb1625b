import Retrying
import Storage
import Words

/// How an attempt ends.
struct AttemptEnd {
    var outcome: AttemptOutcome
    var failure: JobFailure?
}

extension JobQueue {
    /// Moves a job by an occurrence and ends its attempt, if it stands as it was read.
    ///
    /// Every change of a job that exists goes through here, whoever asks for it.
    /// - Parameters:
    ///   - amend: what else becomes of the job; its state is set already.
    ///   - end: how the attempt under way ends, if it does.
    /// - Returns: the job as it is now.
    /// - Throws: ``JobRefusal`` if the occurrence is not possible; ``LeaseLost`` if the job or attempt has changed.
    @discardableResult
    func change(
        _ job: JobRecord, by occurrence: JobOccurrence, attempt: AttemptRecord? = nil, end: AttemptEnd? = nil,
        reason: String? = nil, in transaction: Transaction, amend: (inout JobRecord) -> Void = { _ in }
    ) throws -> JobRecord {
        guard let state = job.state.after(occurrence) else {
            throw JobRefusal(job: job.id, state: job.state, occurrence: occurrence)
        }
        let now = time.now()
        var changed = job
        changed.state = state
        changed.finishedAt = state.isFinal ? now : nil
        if end != nil { changed.progress = liveness.progress(of: job.id) ?? job.progress }
        amend(&changed)
        let lost = LeaseLost(job: job.id, attempt: attempt?.number ?? job.attempts)
        if var attempt, let end {
            attempt.outcome = end.outcome
            attempt.failure = end.failure
            attempt.finishedAt = now
            guard try transaction.update(attempt) || guarding == .none else { throw lost }
        }
        guard try transaction.update(changed, ifState: job.state, attempts: job.attempts) else { throw lost }
        try transaction.appendTransition(
            job: job.id, from: job.state, to: state, at: now, attempt: attempt?.number, reason: reason)
        let isOver = end != nil
        transaction.onCommit { [notifier, liveness] in
            if isOver { liveness.remove(job.id) } else { liveness.recordState(job.id, state) }
            notifier.publishChange(of: job.id)
            if state == .queued { notifier.publishQueued() }
            if state.isFinal { notifier.publishEnding() }
        }
        try notifyDependents(of: changed, in: transaction)
        return changed
    }

    /// Why a job has failed for good; of one that its workers were lost with, how often that was.
    private static func failure(_ end: AttemptEnd, afterLosses losses: Int) -> JobFailure? {
        guard losses > 0, let failure = end.failure else { return end.failure }
        return JobFailure(
            code: failure.code,
            detail: "its worker was lost \(losses) times with no state stored between; it is likely what ends them, so "
                + "look at their memory and the log. The last time: \(failure.detail)")
    }

    /// What follows an attempt that ended without a result: another one, or none.
    ///
    /// - Parameter countsAsFailure: no for a lease that was given back unharmed.
    func interrupt(
        _ job: JobRecord, _ attempt: AttemptRecord, end: AttemptEnd, countsAsFailure: Bool, reason: String,
        in transaction: Transaction
    ) throws {
        let isLost = end.outcome == .lost
        let failures = job.failures + (countsAsFailure && !isLost ? 1 : 0)
        let losses = job.losses + (countsAsFailure && isLost ? 1 : 0)
        let isExhausted =
            countsAsFailure
            && (isLost ? losses >= configuration.maximumLosses : failures >= job.maximumFailures)
        // A lost worker says nothing against the job the first time: it is tried again at once.
        let counted = isLost ? losses - 1 : failures
        let delay =
            countsAsFailure ? configuration.retry.delay(afterFailures: counted, random: entropy.uniform()) : .zero
        let notBefore = time.now().advanced(by: delay)
        try change(
            job, by: isExhausted ? .failed : .interrupted, attempt: attempt, end: end, reason: reason, in: transaction
        ) { changed in
            changed.failures = failures
            changed.losses = losses
            changed.failure = changed.state == .failed ? Self.failure(end, afterLosses: isLost ? losses : 0) : nil
            changed.notBefore = notBefore
            if changed.state == .queued {
                changed.startedAt = nil
                changed.progress = nil
            }
        }
    }
}
