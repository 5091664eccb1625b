import Storage
import Words

extension JobQueue {
    /// Does for the jobs that need a job what its end means for them.
    ///
    /// Those that need one that succeeded have one fewer to wait for. Those that need one that ended otherwise can
    /// never begin, so they fail, and say by name what they lacked.
    func notifyDependents(of job: JobRecord, in transaction: Transaction) throws {
        guard job.state.isFinal else { return }
        if job.state == .succeeded {
            if try transaction.closeNeeds(on: job.id) > 0 {
                transaction.onCommit { [notifier] in notifier.publishQueued() }
            }
            return
        }
        let failure = JobFailure(code: "need-\(job.state.rawValue)", detail: job.causeOfNeed)
        for id in try transaction.jobsWaiting(for: job.id) {
            // One that waits for two may have failed by the other meanwhile.
            let waiting = try existing(id, in: transaction)
            guard waiting.state == .queued else { continue }
            try change(waiting, by: .needEnded, reason: failure.code, in: transaction) { $0.failure = failure }
        }
    }

    /// Which of the jobs that a job is to wait for have not succeeded; those that ended otherwise are queued again.
    ///
    /// - Throws: ``StorageError`` with code `missing` if one is not there.
    func openNeeds(_ needs: [Identifier], in transaction: Transaction) throws -> [Identifier] {
        try needs.filter { id in
            let needed = try existing(id, in: transaction)
            if needed.state.isFinal, needed.state != .succeeded { try retry(id, in: transaction) }
            return needed.state != .succeeded
        }
    }
}

extension JobRecord {
    /// What became of a job, as one that needs it says it.
    fileprivate var causeOfNeed: String {
        let what = "job \(id.text) (\(kind.rawValue)), which it needs, "
        switch state {
        case .cancelled: return what + "was cancelled"
        case .expired: return what + "expired: \(failure?.detail ?? "it ran longer than it may")"
        default: return what + "failed: \(failure.map { "\($0.code): \($0.detail)" } ?? "without a word")"
        }
    }
}
