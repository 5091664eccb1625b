public import Storage
import Words

extension JobQueue {
    /// Queues a job within the transaction that stores what it is for.
    @discardableResult
    public func enqueue(_ job: NewJob, in transaction: Transaction) throws -> JobRecord {
        let records = try enqueue([job], in: transaction)
        return records[0]
    }

    /// Queues jobs within the transaction that stores what they are for, in their order.
    ///
    /// Each gets a turn: one after its owner's last, but not before the turn that is up now. So an owner with ten jobs
    /// waits behind ten of another's ten thousand, not behind all of them.
    public func enqueue(_ jobs: [NewJob], in transaction: Transaction) throws -> [JobRecord] {
        let now = time.now()
        var sharing = FairSharing()
        // Many wait for the same few.
        let all = Set(jobs.flatMap(\.needs)).sorted()
        let open = Set(try openNeeds(all, in: transaction))
        let records = try jobs.map { job in
            let needs = open.intersection(job.needs)
            let record = JobRecord(
                id: identifiers.next(.job), kind: job.kind, subject: job.subject, owner: job.owner,
                batch: job.batch, priority: job.priority, turn: try sharing.nextTurn(of: job, in: transaction),
                maximumFailures: job.maximumFailures, notBefore: now, timeLimitSeconds: job.timeLimitSeconds,
                openNeeds: needs.count, createdAt: now)
            try transaction.insert(record)
            for needed in needs { try transaction.insertNeed(of: record.id, on: needed) }
            try transaction.insertFirstTransition(of: record.id, at: now)
            return record
        }
        if !records.isEmpty {
            transaction.onCommit { [notifier] in notifier.publishQueued() }
        }
        return records
    }
}
