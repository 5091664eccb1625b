public import Storage
import Words

extension JobQueue {
    /// Hears of a worker: its leases last longer, and it learns which of its jobs are lost or to be stopped.
    ///
    /// A first word of progress says that the worker has begun.
    /// - Parameter effects: writes what the worker tells besides, for each lease that is still its own, in the same
    ///   transaction: losses so far, the state from which to go on.
    /// - Throws: ``WorkerGone`` if the worker is not there or was seen to end.
    public func heartbeat(
        worker: Identifier, _ heartbeats: [Heartbeat],
        effects: @escaping @Sendable (Transaction, Heartbeat, JobRecord) throws -> Void = { _, _, _ in }
    ) async throws -> HeartbeatAnswer {
        try await store.write { transaction in
            guard try transaction.noteSeen(worker: worker, at: self.time.now()) else {
                throw WorkerGone(worker: worker.text)
            }
            var answer = HeartbeatAnswer()
            for heartbeat in heartbeats {
                do {
                    let (job, attempt) = try self.guarded(heartbeat.lease, in: transaction)
                    let heard = try self.extend(job, attempt, heartbeat.progress, in: transaction)
                    if heard.state == .cancelling {
                        answer.cancel.append(job.id)
                    } else {
                        try effects(transaction, heartbeat, heard)
                    }
                } catch is LeaseLost {
                    answer.lost.append(heartbeat.lease.job)
                }
            }
            return answer
        }
    }

    private func extend(
        _ job: JobRecord, _ attempt: AttemptRecord, _ progress: Double?, in transaction: Transaction
    ) throws -> JobRecord {
        let now = time.now()
        var attempt = attempt
        let deadline = now.advanced(by: configuration.leaseDuration)
        let begins = job.state == .scheduled && progress != nil
        if begins { attempt.startedAt = now }
        let lost = LeaseLost(job: job.id, attempt: attempt.number)
        // Written past a third of the lease only; until then the reaper knows it from memory.
        if begins || Self.isDue(attempt.deadline, before: deadline, lease: configuration.leaseDuration) {
            attempt.deadline = deadline
            guard try transaction.update(attempt) || guarding == .none else { throw lost }
        }
        liveDeadlines.extend(attempt, to: deadline)
        if begins {
            return try change(job, by: .began, attempt: attempt, in: transaction) { changed in
                changed.startedAt = now
                changed.progress = progress.map(Self.share)
            }
        }
        guard let progress = progress.map(Self.share), progress != job.progress else { return job }
        var changed = job
        changed.progress = progress
        guard try transaction.update(changed, ifState: job.state, attempts: job.attempts) else { throw lost }
        transaction.onCommit { [events] in events.noteChange(of: job.id) }
        return changed
    }

    /// Whether a stored moment lags behind by more than a third of a lease.
    private static func isDue(_ stored: Timestamp, before moment: Timestamp, lease: Duration) -> Bool {
        stored.duration(to: moment) > lease / 3
    }

    /// A share is a number from 0 to 1, whatever a worker says.
    private static func share(_ progress: Double) -> Double {
        progress.isNaN ? 0 : min(max(progress, 0), 1)
    }

    /// Takes a worker's result.
    ///
    /// - Parameter effects: stores the result, in the same transaction; what it throws undoes everything.
    /// - Throws: ``LeaseLost`` if the attempt is no longer the worker's own.
    public func complete(
        _ key: LeaseKey, effects: @escaping @Sendable (Transaction, JobRecord) throws -> Void
    ) async throws -> Completion {
        try await store.write { transaction in
            let (job, attempt) = try self.guarded(key, in: transaction)
            let outcome: AttemptOutcome = job.state == .cancelling ? .cancelled : .succeeded
            let finished = try self.change(
                job, by: .succeeded, attempt: attempt, end: AttemptEnd(outcome: outcome), in: transaction
            ) { changed in
                if changed.state == .succeeded { changed.progress = 1 }
            }
            guard finished.state == .succeeded else { return .cancelled }
            try effects(transaction, finished)
            return .succeeded
        }
    }

    /// Takes a worker's word that it failed, or has stopped as it was asked to.
    ///
    /// - Parameter isRetryable: whether a retry can cure the cause. What the user must mend fails at once.
    /// - Returns: the job as it is now.
    /// - Throws: ``LeaseLost`` if the attempt is no longer the worker's own.
    @discardableResult
    public func fail(_ key: LeaseKey, _ failure: JobFailure, isRetryable: Bool) async throws -> JobRecord? {
        try await store.write { transaction in
            let (job, attempt) = try self.guarded(key, in: transaction)
            if job.state == .cancelling {
                let end = AttemptEnd(outcome: .cancelled)
                try self.change(job, by: .failed, attempt: attempt, end: end, in: transaction)
            } else {
                let end = AttemptEnd(outcome: .failed, failure: failure)
                if isRetryable {
                    try self.interrupt(
                        job, attempt, end: end, countsAsFailure: true, reason: failure.code, in: transaction)
                } else {
                    try self.change(
                        job, by: .failed, attempt: attempt, end: end, reason: failure.code, in: transaction
                    ) { $0.failure = failure }
                }
            }
            return try transaction.job(job.id)
        }
    }

    /// Takes back leases that a worker will not use, because it stops: the jobs are queued again at once, unharmed.
    ///
    /// Those that are no longer its own are passed over.
    public func giveBack(_ keys: [LeaseKey]) async throws {
        try await store.write { transaction in
            for key in keys {
                do {
                    let (job, attempt) = try self.guarded(key, in: transaction)
                    try self.giveBack(job, attempt, reason: "worker-stopped", in: transaction)
                } catch is LeaseLost {
                    continue
                }
            }
        }
    }

    func giveBack(
        _ job: JobRecord, _ attempt: AttemptRecord, reason: String, in transaction: Transaction
    ) throws {
        let outcome: AttemptOutcome = job.state == .cancelling ? .cancelled : .returned
        try interrupt(
            job, attempt, end: AttemptEnd(outcome: outcome), countsAsFailure: false, reason: reason, in: transaction)
    }
}
