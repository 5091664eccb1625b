public import Storage

extension JobQueue {
    /// Gives a worker jobs to do.
    ///
    /// A training run, or a job whose attempt was lost before, is leased alone: should it bring its worker down, no other
    /// job is blamed with it. Evaluations are leased many at a time.
    /// - Parameters:
    ///   - maximum: no more than this many.
    ///   - wait: how long to wait for the first, if there is none.
    /// - Returns: leases in the order in which to do them; empty if there is nothing to do.
    /// - Throws: ``WorkerGone`` if the worker is not there or was seen to end.
    public func lease(worker: Identifier, maximum: Int, wait: Duration = .zero) async throws -> [Lease] {
        let end = time.now().advanced(by: wait)
        let subscription = events.queued()
        while true {
            let leases = try await leaseNow(worker: worker, maximum: max(1, maximum))
            // Whoever asked may be gone: then nobody would do what is leased until the deadline.
            if Task.isCancelled {
                try await giveBack(leases.map(\.key))
                return []
            }
            guard leases.isEmpty else { return leases }
            let now = time.now()
            guard now < end, !isDraining else { return [] }
            let next = try await store.read { try $0.nextQueuedMoment(after: now) } ?? end
            await nextSignal(of: subscription, within: now.duration(to: min(next, end)))
        }
    }

    private func leaseNow(worker: Identifier, maximum: Int) async throws -> [Lease] {
        try await store.write { transaction in
            let now = self.time.now()
            guard try transaction.noteSeen(worker: worker, at: now) else { throw WorkerGone(worker: worker.text) }
            guard !self.isDraining else { return [] }
            let head = try transaction.queueHead(limit: maximum, now: now)
            return try Self.batch(head).map { try self.lease($0, to: worker, in: transaction) }
        }
    }

    /// Which of the jobs at the head of the queue go to one worker.
    static func batch(_ head: [JobRecord]) -> [JobRecord] {
        guard let first = head.first else { return [] }
        guard first.isLeasedWithOthers else { return [first] }
        return head.filter(\.isLeasedWithOthers)
    }

    private func lease(_ job: JobRecord, to worker: Identifier, in transaction: Transaction) throws -> Lease {
        let now = time.now()
        let attempt = AttemptRecord(
            job: job.id, number: job.attempts + 1, worker: worker, leaseToken: newToken(), leasedAt: now,
            deadline: now.advanced(by: configuration.leaseDuration))
        try transaction.insert(attempt)
        let leased = try change(job, by: .leased, attempt: attempt, in: transaction) { changed in
            changed.attempts = attempt.number
            changed.failure = nil
        }
        let key = LeaseKey(job: job.id, attempt: attempt.number, token: attempt.leaseToken)
        return Lease(key: key, job: leased, deadline: attempt.deadline)
    }

    /// 256 random bits in hexadecimal.
    private func newToken() -> String {
        (0..<4).map { _ in
            let digits = String(entropy.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}

extension JobRecord {
    fileprivate var isLeasedWithOthers: Bool { kind == .evaluation && failures == 0 }
}
