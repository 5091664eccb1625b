public import Storage
import Words

extension JobQueue {
    /// Gives a worker jobs to do.
    ///
    /// A training run, or a job whose attempt was lost before, is leased alone: should it bring its worker down, no
    /// other job is blamed with it. A measurement is leased alone too. Evaluations are leased many at a time.
    /// - Parameters:
    ///   - maximum: no more than this many, whatever they are.
    ///   - together: no more than this many of the batch that is next, from further down the line too; and no more than
    ///     the worker's share of what waits, so that no other has nothing to do.
    ///   - wait: how long to wait for the first, if there is none.
    ///   - held: the jobs that the worker says that it holds; what else it was leased never reached it, as when its
    ///     connection was lost, and is queued again, unharmed. `nil`: it does not say.
    /// - Returns: leases in the order in which to do them; empty if there is nothing to do.
    /// - Throws: ``WorkerGone`` if the worker is not there or was seen to end.
    public func lease(
        worker: Identifier, maximum: Int, together: Int = 1, wait: Duration = .zero, held: Set<Identifier>? = nil
    ) async throws -> [Lease] {
        if let held { try await giveBackLeases(of: worker, except: held) }
        let end = time.now().advanced(by: wait)
        let subscription = notifier.queued()
        while true {
            let leases = try await leaseNow(worker: worker, maximum: max(1, maximum), together: together)
            // Whoever asked may be gone: then nobody would do what is leased until the deadline.
            if Task.isCancelled {
                try await giveBack(leases.map(\.key))
                return []
            }
            guard leases.isEmpty else { return leases }
            let now = time.now()
            guard now < end, !isDraining else { return [] }
            let next = try await store.read { try $0.nextQueuedMoment(after: now) } ?? end
            // A worker that waits is heard of each time.
            let wait = min(now.duration(to: min(next, end)), configuration.leaseDuration / 3)
            await nextSignal(of: subscription, within: wait)
        }
    }

    /// Gives back what a worker was leased and does not know of.
    private func giveBackLeases(of worker: Identifier, except held: Set<Identifier>) async throws {
        let unknown = try await store.read { transaction in
            try transaction.attemptsUnderWay(of: worker).filter { !held.contains($0.job) }
        }
        guard !unknown.isEmpty else { return }
        try await giveBack(unknown.map { LeaseKey(job: $0.job, attempt: $0.number, token: $0.leaseToken) })
    }

    /// Leases what there is to do at this moment.
    ///
    /// What finds nothing writes nothing, but for a third of a lease having passed since the worker was last stored as
    /// seen.
    private func leaseNow(worker: Identifier, maximum: Int, together: Int) async throws -> [Lease] {
        let now = time.now()
        let isIdle = try await store.read { transaction in
            guard let known = try transaction.worker(worker), known.goneAt == nil else {
                throw WorkerGone(worker: worker.text)
            }
            return try self.isDraining || transaction.queueHead(limit: 1, now: now).isEmpty
        }
        if !liveness.mustStore(sightingOf: worker, at: now), isIdle { return [] }
        return try await store.write { transaction in
            let now = self.time.now()
            try self.recordSighting(worker, at: now, in: transaction)
            guard !self.isDraining else { return [] }
            let workers = max(1, try self.livingWorkers(at: now, in: transaction))
            let head = try transaction.queueHead(limit: max(maximum, together * workers), now: now)
            let share = (head.count + workers - 1) / workers
            return try Self.choice(of: head, maximum: maximum, together: min(together, share))
                .map { try self.lease($0, to: worker, in: transaction) }
        }
    }

    /// Which of the jobs at the head of the queue go to one worker: the first few, and the batch of the very first.
    static func choice(of head: [JobRecord], maximum: Int, together: Int) -> [JobRecord] {
        guard let first = head.first else { return [] }
        guard first.isLeasedWithOthers else { return [first] }
        var ofBatch = 0
        return head.enumerated().filter { place, job in
            guard job.isLeasedWithOthers else { return false }
            let isOfBatch = first.batch != nil && job.batch == first.batch
            if isOfBatch { ofBatch += 1 }
            return place < maximum || (isOfBatch && ofBatch <= together)
        }.map(\.element)
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
        transaction.onCommit { [liveness] in
            liveness.recordStored(key, leased.state, deadline: attempt.deadline, progress: leased.progress, at: now)
        }
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
    fileprivate var isLeasedWithOthers: Bool {
        (kind == .evaluation || kind == .logProbabilities) && failures == 0 && losses == 0
    }
}
