import GRDB
import Synchronization

/// Writes that wait at the same time share one commit, for a commit costs a sync of the disk.
///
/// Each runs in a savepoint, so that one that fails is undone alone. None is answered before the commit is on disk.
final class GroupCommit: Sendable {
    /// A write that waits: what it does, and what is done with its outcome.
    private struct Write: Sendable {
        /// Runs the write and keeps its result.
        var run: @Sendable (Transaction) throws -> Void
        /// Answers, with the error that undid the write or `nil`.
        var answer: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Write] = []
        var isScheduled = false
        var times = WriterTimes()
    }

    private let pool: DatabasePool
    private let removedBlobs: RemovedBlobs
    private let writesPerCommit: Int
    private let state = Mutex(State())

    /// How long transactions held the writer since the store was opened, or since they were last taken.
    var times: WriterTimes { state.withLock { $0.times } }

    /// Gives the times so far, and begins anew.
    func takeTimes() -> WriterTimes {
        state.withLock { state in
            defer { state.times = WriterTimes() }
            return state.times
        }
    }

    init(pool: DatabasePool, removedBlobs: RemovedBlobs, writesPerCommit: Int) {
        self.pool = pool
        self.removedBlobs = removedBlobs
        self.writesPerCommit = max(1, writesPerCommit)
    }

    /// Adds a write; `answer` is called once, on the writer's queue.
    func enqueue<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result,
        answer: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        let result = Pending<Result>()
        let write = Write(
            run: { try result.fulfil(body($0)) },
            answer: { error in
                if let error { return answer(.failure(error)) }
                guard let value = result.value else {
                    return answer(.failure(StorageError(.failed, subject: "write", message: "did not run")))
                }
                answer(.success(value))
            })
        let mustSchedule = state.withLock { state in
            state.waiting.append(write)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { schedule() }
    }

    private func schedule() {
        pool.asyncWriteWithoutTransaction { database in self.commitNext(database) }
    }

    /// Commits what waits, up to the limit, and comes back for the rest.
    private func commitNext(_ database: Database) {
        let writes = state.withLock { state in
            let taken = Array(state.waiting.prefix(writesPerCommit))
            state.waiting.removeFirst(taken.count)
            return taken
        }
        commit(writes, database)
        let mustSchedule = state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
        if mustSchedule { schedule() }
    }

    private func commit(_ writes: [Write], _ database: Database) {
        var outcomes: [(any Error)?] = []
        var actions: [@Sendable () -> Void] = []
        var held = Duration.zero
        do {
            try database.inTransaction(.immediate) {
                let start = ContinuousClock.now
                defer { held = ContinuousClock.now - start }
                for write in writes {
                    let transaction = Transaction(database, removedBlobs: removedBlobs)
                    let error = try Self.run(write, transaction, database)
                    outcomes.append(error)
                    if error == nil { actions += transaction.commitActions }
                }
                return .commit
            }
        } catch {
            // The commit failed, or SQLite undid the whole transaction: none of the writes happened. A write that
            // failed by itself keeps its own error.
            let failure = (error as? DatabaseError).map(StorageError.init) ?? error
            for (index, write) in writes.enumerated() {
                write.answer((index < outcomes.count ? outcomes[index] : nil) ?? failure)
            }
            return
        }
        state.withLock { [held] in $0.times.add(held) }
        for action in actions { action() }
        for (write, outcome) in zip(writes, outcomes) { write.answer(outcome) }
    }

    /// Runs one write in a savepoint.
    ///
    /// - Returns: the error that undid it, if one did.
    /// - Throws: if the whole transaction is gone, as after an I/O error or a full disk.
    private static func run(_ write: Write, _ transaction: Transaction, _ database: Database) throws -> (any Error)? {
        do {
            try database.inSavepoint {
                try write.run(transaction)
                return .commit
            }
            return nil
        } catch {
            guard database.isInsideTransaction else { throw error }
            return (error as? DatabaseError).map(StorageError.init) ?? error
        }
    }
}

/// How long transactions held the one writer, their commits not counted: what others had to wait for.
public struct WriterTimes: Hashable, Sendable {
    /// How many transactions were committed.
    public private(set) var commits = 0
    /// The longest time that one of them held the writer.
    public private(set) var longest = Duration.zero
    /// The time of all of them together.
    public private(set) var total = Duration.zero

    mutating func add(_ held: Duration) {
        commits += 1
        longest = max(longest, held)
        total += held
    }
}

/// Holds a result until the commit that makes it true.
private final class Pending<Result: Sendable>: Sendable {
    private let storage = Mutex<Result?>(nil)

    var value: Result? { storage.withLock { $0 } }

    func fulfil(_ result: Result) {
        storage.withLock { $0 = result }
    }
}
