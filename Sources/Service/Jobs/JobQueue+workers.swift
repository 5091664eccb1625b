import Retrying
public import Storage
import Words

/// What a worker says of itself.
public struct WorkerDescription: Hashable, Sendable {
    /// Its own among all that ever were.
    public var name: String
    public var host: String
    public var pid: Int
    public var threads: Int
    /// The processor path and library versions that its scores come from.
    public var kernelPath: String

    public init(name: String, host: String, pid: Int, threads: Int, kernelPath: String) {
        self.name = name
        self.host = host
        self.pid = pid
        self.threads = threads
        self.kernelPath = kernelPath
    }
}

/// Why a worker is gone.
public enum WorkerEnd: Hashable, Sendable {
    /// It died: whatever it had leased counts as a failed attempt, for one of those jobs may be the cause.
    case died
    /// It left, or was stopped: its jobs are unharmed.
    case stopped
}

extension JobQueue {
    /// Takes in a worker, or what one that is expected says of itself.
    ///
    /// - Throws: ``WorkerGone`` if a worker of that name was seen to end.
    public func register(_ worker: WorkerDescription) async throws -> WorkerRecord {
        try await store.write { transaction in
            let now = self.time.now()
            if let known = try transaction.worker(named: worker.name) {
                guard known.goneAt == nil else { throw WorkerGone(worker: worker.name) }
                var changed = known
                changed.host = worker.host
                changed.pid = worker.pid
                changed.threads = worker.threads
                changed.kernelPath = worker.kernelPath
                changed.lastSeenAt = now
                try transaction.update(changed)
                transaction.onCommit { [liveness = self.liveness] in liveness.recordStored(known.id, at: now) }
                return changed
            }
            let record = WorkerRecord(
                id: self.identifiers.next(.worker), name: worker.name, host: worker.host, pid: worker.pid,
                threads: worker.threads, kernelPath: worker.kernelPath, registeredAt: now, lastSeenAt: now)
            try transaction.insert(record)
            transaction.onCommit { [liveness = self.liveness] in liveness.recordStored(record.id, at: now) }
            return record
        }
    }

    /// Takes in that a worker is gone: its leases end at once, and it gets no more.
    public func workerEnded(_ id: Identifier, _ end: WorkerEnd) async throws {
        try await store.write { transaction in
            guard let worker = try transaction.worker(id) else { throw WorkerGone(worker: id.text) }
            try self.end(worker, end, in: transaction)
        }
    }

    /// Takes in that a worker is gone, by its name.
    public func workerEnded(named name: String, _ end: WorkerEnd) async throws {
        try await store.write { transaction in
            guard let worker = try transaction.worker(named: name) else { throw WorkerGone(worker: name) }
            try self.end(worker, end, in: transaction)
        }
    }

    /// Takes back what workers of the process before had leased.
    ///
    /// To be called once, before the first worker comes.
    ///
    /// Their jobs are queued again at once, unharmed; those that were to stop are cancelled.
    public func recover() async throws {
        try await store.write { transaction in
            let page = PageRequest(limit: .max - 1, order: .oldestFirst)
            for worker in try transaction.workers(living: true, page: page).items {
                try self.end(worker, .stopped, in: transaction)
            }
            // The wall clock may have been set back since: nothing waits longer than a retry does.
            let latest = self.time.now().advanced(by: self.configuration.retry.longest)
            try transaction.bringForward(queuedAfter: latest, to: self.time.now())
        }
    }

    /// A worker with the moment at which it was last heard of, which may be later than what is stored.
    public func latest(_ worker: WorkerRecord) -> WorkerRecord {
        var worker = worker
        worker.lastSeenAt = liveness.lastSeen(worker.id, stored: worker.lastSeenAt)
        return worker
    }

    /// Whether a worker is there: it has not ended, and was heard of within a lease.
    public func isAlive(_ worker: WorkerRecord) -> Bool {
        worker.goneAt == nil && latest(worker).lastSeenAt.duration(to: time.now()) <= configuration.leaseDuration
    }

    /// Stores that a worker was heard of.
    ///
    /// - Throws: ``WorkerGone`` if it is not there or was seen to end.
    func recordSighting(_ worker: Identifier, at now: Timestamp, in transaction: Transaction) throws {
        guard try transaction.recordSighting(worker: worker, at: now) else { throw WorkerGone(worker: worker.text) }
        transaction.onCommit { [liveness] in liveness.recordStored(worker, at: now) }
    }

    /// How many workers are there: those that were heard of within a lease.
    func livingWorkers(at now: Timestamp, in transaction: Transaction) throws -> Int {
        let lease = configuration.leaseDuration
        // What is stored may be older than what is known by a third of a lease, or a little more.
        return try transaction.workersSeen(after: now.advanced(by: .zero - lease * 2)).count { worker in
            liveness.lastSeen(worker.id, stored: worker.at).duration(to: now) <= lease
        }
    }

    private func end(_ worker: WorkerRecord, _ end: WorkerEnd, in transaction: Transaction) throws {
        try transaction.recordEnd(worker: worker.id, at: time.now())
        transaction.onCommit { [liveness] in liveness.remove(worker: worker.id) }
        for attempt in try transaction.attemptsUnderWay(of: worker.id) {
            let job = try existing(attempt.job, in: transaction)
            switch end {
            case .died: try lose(job, attempt, "worker \(worker.name) died", in: transaction)
            case .stopped: try giveBack(job, attempt, reason: "worker-stopped", in: transaction)
            }
        }
    }

    /// Ends an attempt whose worker will not be heard of again.
    func lose(_ job: JobRecord, _ attempt: AttemptRecord, _ detail: String, in transaction: Transaction) throws {
        let isCancelled = job.state == .cancelling
        let failure = isCancelled ? nil : JobFailure(code: "worker-lost", detail: detail)
        try interrupt(
            job, attempt, end: AttemptEnd(outcome: isCancelled ? .cancelled : .lost, failure: failure),
            countsAsFailure: !isCancelled, reason: "worker-lost", in: transaction)
    }
}
