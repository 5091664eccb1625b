import Storage

/// The turns that jobs get when they are queued: start-time fair queueing, a job being one unit of work.
struct FairSharing {
    private struct Line: Hashable {
        var owner: String
        var priority: Int
    }

    /// The last turn given in each line so far.
    private var last: [Line: Int] = [:]

    /// The turn of a job that is about to be queued: one after its owner's last, but not before the turn that is up
    /// now.
    mutating func nextTurn(of job: NewJob, in transaction: Transaction) throws -> Int {
        let line = Line(owner: job.owner, priority: job.priority)
        let turn: Int
        if let last = last[line] {
            turn = last + 1
        } else {
            let current = try transaction.firstTurn(priority: job.priority) ?? 0
            let own = try transaction.lastTurn(owner: job.owner, priority: job.priority).map { $0 + 1 }
            turn = max(current, own ?? current)
        }
        last[line] = turn
        return turn
    }
}
