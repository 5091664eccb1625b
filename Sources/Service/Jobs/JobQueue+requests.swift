public import Storage
import Words

extension JobQueue {
    /// Stops a job: at once if no worker has begun it, else as soon as its worker yields or is ended.
    ///
    /// Asking again changes nothing.
    /// - Returns: the job as it is now.
    /// - Throws: ``StorageError`` with code `missing` if it is not there; ``JobRefusal`` if it has finished otherwise.
    @discardableResult
    public func cancel(_ id: Identifier) async throws -> JobRecord {
        try await store.write { try self.cancel(id, in: $0) }
    }

    /// Stops a job within a transaction, as ``cancel(_:)-(Identifier)`` does.
    @discardableResult
    public func cancel(_ id: Identifier, in transaction: Transaction) throws -> JobRecord {
        let job = try existing(id, in: transaction)
        if job.state == .cancelling || job.state == .cancelled { return job }
        let attempt = try transaction.attemptUnderWay(at: id)
        let isImmediate = job.state.after(.cancelRequested) == .cancelled
        let end = isImmediate ? AttemptEnd(outcome: .cancelled) : nil
        let now = time.now()
        let changed = try change(
            job, by: .cancelRequested, attempt: attempt, end: end, reason: "cancel-requested", in: transaction
        ) { $0.cancelRequestedAt = now }
        if let attempt, !isImmediate { requestStop(of: attempt, cause: .cancelled, in: transaction) }
        return changed
    }

    /// Stops a job, and what it waits for that nothing else waits for.
    public func cancelWithNeeds(_ id: Identifier, in transaction: Transaction) throws {
        try cancel(id, in: transaction)
        for needed in try transaction.needs(of: id) where try transaction.jobsWaiting(for: needed).isEmpty {
            if try !existing(needed, in: transaction).state.isFinal { try cancel(needed, in: transaction) }
        }
    }

    /// Queues a job again that failed, was cancelled, or expired.
    ///
    /// Its count of failures begins anew; its attempts are kept. Jobs that it needs and that ended without success are
    /// queued again too.
    ///
    /// - Returns: the job as it is now.
    /// - Throws: ``StorageError`` with code `missing` if it is not there; ``JobRefusal`` if it has not ended so.
    @discardableResult
    public func retry(_ id: Identifier) async throws -> JobRecord {
        try await store.write { try self.retry(id, in: $0) }
    }

    /// Queues a job again within a transaction, as ``retry(_:)-(Identifier)`` does.
    @discardableResult
    public func retry(_ id: Identifier, in transaction: Transaction) throws -> JobRecord {
        let now = time.now()
        let job = try existing(id, in: transaction)
        let changed = try change(job, by: .retried, reason: "retry-requested", in: transaction) {
            $0.failures = 0
            $0.losses = 0
            $0.failure = nil
            $0.progress = nil
            $0.notBefore = now
            $0.startedAt = nil
            $0.cancelRequestedAt = nil
        }
        if job.openNeeds > 0 { _ = try openNeeds(transaction.needs(of: id), in: transaction) }
        return changed
    }

    /// A job, once it has ended or the time is up.
    ///
    /// - Returns: `nil` if it is not there.
    public func job(_ id: Identifier, waitingForEnd wait: Duration) async throws -> JobRecord? {
        try await value(of: id, wait: wait) {
            try $0.job(id)
        } isFinal: {
            $0?.state.isFinal ?? true
        }
    }

    /// What is read of a resource whose changes ``ChangeNotifier/publishChange(of:)`` tells of, once it is final, the
    /// time is up, or the queue drains.
    public func value<Value: Sendable>(
        of id: Identifier, wait: Duration, _ read: @escaping @Sendable (Transaction) throws -> Value,
        isFinal: (Value) -> Bool
    ) async throws -> Value {
        let end = time.now().advanced(by: wait)
        let subscription = notifier.changes(of: id)
        while true {
            let value = try await store.read(read)
            let now = time.now()
            if isFinal(value) || now >= end || isDraining || Task.isCancelled { return value }
            await nextSignal(of: subscription, within: now.duration(to: end))
        }
    }

    /// A job with the progress that its worker last told of, which may be later than what is stored.
    public func latest(_ job: JobRecord) -> JobRecord {
        guard job.state.isLeased, let progress = liveness.progress(of: job.id) else { return job }
        var job = job
        job.progress = progress
        return job
    }

    func existing(_ id: Identifier, in transaction: Transaction) throws -> JobRecord {
        guard let job = try transaction.job(id) else {
            throw StorageError(.missing, subject: "job \(id.text)", message: "is not there")
        }
        return job
    }

    func requestStop(of attempt: AttemptRecord, cause: StopRequest.Cause, in transaction: Transaction) {
        let request = StopRequest(job: attempt.job, attempt: attempt.number, worker: attempt.worker, cause: cause)
        transaction.onCommit { [notifier] in notifier.publishStopRequest(request) }
    }

    /// Waits for a signal, but no longer than a duration.
    public func nextSignal(of subscription: ChangeNotifier.Subscription, within duration: Duration) async {
        await withTaskGroup(of: Void.self) { [clock] group in
            group.addTask { await subscription.next() }
            group.addTask {
                // Ends early when the other task was first: that is what cancellation is for.
                try? await clock.sleep(for: duration)
            }
            await group.next()
            group.cancelAll()
        }
    }
}
