public import Storage
import Words

extension JobQueue {
    /// Hears of a worker: its leases last longer, and it learns which of its jobs are lost or to be stopped.
    ///
    /// A first word of progress says that the worker has begun. Otherwise nothing is written but past a third of a
    /// lease, or for a report: until then memory holds how long the leases last and how far the work is.
    /// - Parameters:
    ///   - wait: how long to wait for something to be lost or stopped when nothing is: at most a third of a lease.
    ///   - effects: writes what the worker reports besides, for each lease with a report that is still its own, in the
    ///     same transaction: losses so far, the state from which to go on.
    /// - Throws: ``WorkerGone`` if the worker is not there or was seen to end.
    public func heartbeat(
        worker: Identifier, _ heartbeats: [Heartbeat], wait: Duration = .zero,
        effects: @escaping @Sendable (Transaction, Heartbeat, JobRecord) throws -> Void = { _, _, _ in }
    ) async throws -> HeartbeatAnswer {
        let end = time.now().advanced(by: min(wait, configuration.leaseDuration / 3))
        // Subscribed first, so that nothing falls between the answer and the wait.
        let subscription = notifier.changes(ofAny: heartbeats.map(\.lease.job))
        var answer = try await apply(heartbeats, of: worker, effects)
        // What was reported is reported once.
        let leases = heartbeats.map { Heartbeat(lease: $0.lease) }
        while answer.isEmpty, !isDraining, !Task.isCancelled, time.now() < end {
            await nextSignal(of: subscription, within: time.now().duration(to: end))
            answer = try await apply(leases, of: worker) { _, _, _ in }
        }
        return answer
    }

    private func apply(
        _ heartbeats: [Heartbeat], of worker: Identifier,
        _ effects: @escaping @Sendable (Transaction, Heartbeat, JobRecord) throws -> Void
    ) async throws -> HeartbeatAnswer {
        if guarding == .full, let (answer, changed) = liveness.extend(heartbeats, of: worker, at: time.now()) {
            for job in changed { notifier.publishChange(of: job) }
            return answer
        }
        return try await store.write { transaction in
            try self.recordSighting(worker, at: self.time.now(), in: transaction)
            var answer = HeartbeatAnswer()
            for heartbeat in heartbeats {
                do {
                    let (job, attempt) = try self.guarded(heartbeat.lease, in: transaction)
                    let heard = try self.extend(job, attempt, heartbeat, in: transaction)
                    if heard.state == .cancelling {
                        answer.cancel.append(job.id)
                    } else if heartbeat.hasReport {
                        try effects(transaction, heartbeat, heard)
                        // What is stored is not done again: the job advances, however often its workers die.
                        if heartbeat.storesState { _ = try transaction.forgetLosses(of: heard) }
                    }
                } catch is LeaseLost {
                    answer.lost.append(heartbeat.lease.job)
                }
            }
            return answer
        }
    }

    /// Stores a lease's deadline and the progress of its job.
    private func extend(
        _ job: JobRecord, _ attempt: AttemptRecord, _ heartbeat: Heartbeat, in transaction: Transaction
    ) throws -> JobRecord {
        let now = time.now()
        var attempt = attempt
        attempt.deadline = now.advanced(by: configuration.leaseDuration)
        let share = heartbeat.share ?? liveness.progress(of: job.id)
        let begins = job.state == .scheduled && heartbeat.progress != nil
        if begins { attempt.startedAt = now }
        let lost = LeaseLost(job: job.id, attempt: attempt.number)
        guard try transaction.update(attempt) || guarding == .none else { throw lost }
        var changed = job
        if begins {
            changed = try change(job, by: .began, attempt: attempt, in: transaction) { changed in
                changed.startedAt = now
                changed.progress = share
            }
        } else if let share, share != job.progress {
            guard try transaction.update(progress: share, of: job) else { throw lost }
            changed.progress = share
            transaction.onCommit { [notifier] in notifier.publishChange(of: job.id) }
        }
        let (state, progress, deadline) = (changed.state, changed.progress, attempt.deadline)
        transaction.onCommit { [liveness] in
            liveness.recordStored(heartbeat.lease, state, deadline: deadline, progress: progress, at: now)
        }
        return changed
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
