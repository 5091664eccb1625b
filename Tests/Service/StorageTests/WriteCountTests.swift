import GRDB
import TestSupport
import Testing
import Words

@testable import Storage

/// How many rows a write changes.
@Suite struct WriteCountTests {
    /// D8: whatever became of a job was written into the row of what it is for, and looked for in four tables, though
    /// its state had not changed.
    @Test func progressChangesTheRowOfTheJobAlone() async throws {
        let bench = try await RecordsBench()
        let (evaluation, job) = bench.evaluation("one")
        let changes = try await bench.store.write { transaction in
            try transaction.insert(job)
            try transaction.insert(evaluation)
            var running = job
            running.state = .running
            let counts = [
                try transaction.changes { _ = try transaction.update(running, ifState: .queued, attempts: 0) },
                try transaction.changes { _ = try transaction.update(running, ifState: .running, attempts: 0) },
                try transaction.changes { _ = try transaction.update(progress: 0.5, of: running) },
            ]
            #expect(try transaction.job(job.id)?.progress == 0.5)
            #expect(try transaction.evaluation(evaluation.id)?.state == .running)
            return counts
        }
        // The job, its evaluation, and who asked for that; then the job alone.
        #expect(changes == [3, 1, 1])
    }
}

extension Transaction {
    /// How many rows a write changes, those that triggers change included.
    fileprivate func changes(by write: () throws -> Void) rethrows -> Int {
        let before = database.totalChangesCount
        try write()
        return database.totalChangesCount - before
    }
}
