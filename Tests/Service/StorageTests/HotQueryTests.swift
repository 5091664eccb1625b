import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Every query on a hot path is answered by its index at 100,000 rows, without statistics.
@Suite struct HotQueryTests {
    static let rows = 100_000

    private static func database() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { database in
            try Schema.migrate(database, file: "memory")
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))"
            try database.execute(
                sql: """
                    \(numbers) INSERT INTO job (id, kind, subject, owner, priority, turn, state, not_before, attempts,
                        failures, maximum_failures, created_at)
                    SELECT 'job_' || i, 'evaluation', 'eval_' || i, 'owner', 0, i, 'queued', 0, 0, 0, 5, i FROM n;
                    \(numbers) INSERT INTO job (id, kind, subject, owner, priority, turn, state, not_before, attempts,
                        failures, maximum_failures, created_at)
                    SELECT 'old_' || i, 'evaluation', 'eval_' || i, 'owner', 0, i, 'succeeded', 0, 1, 0, 5, i FROM n;
                    \(numbers) INSERT INTO attempt (job, number, worker, lease_token, leased_at, deadline, outcome)
                    SELECT 'old_' || i, 1, 'work_1', 't', 0, 0, 'succeeded' FROM n;
                    """)
        }
        return queue
    }

    @Test func eachIsAnsweredByItsIndex() throws {
        try Self.database().read { database in
            #expect(
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") == 0)
            for query in HotQuery.all {
                let parameters = query.sql.filter { $0 == "?" }.count
                let plan = try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN " + query.sql,
                    arguments: StatementArguments(Array(repeating: 0, count: parameters)))
                let details = plan.map { row in String(row["detail"] ?? "") }
                for index in query.indexes {
                    #expect(details.contains { $0.contains("INDEX \(index)") }, "\(query.name): \(details)")
                }
                #expect(
                    !details.contains { $0.hasPrefix("SCAN") && !$0.contains("INDEX") }, "\(query.name): \(details)")
                #expect(!details.contains { $0.contains("TEMP B-TREE") }, "\(query.name): \(details)")
            }
        }
    }

    /// D1 of the service's review: the head of the queue sorted all 100,000 queued jobs, because another index matched too.
    @Test func theHeadOfTheQueueSortsNothing() throws {
        try Self.database().read { database in
            let statement = try database.makeStatement(sql: HotQuery.queueHead.sql)
            let rows = try Row.fetchAll(statement, arguments: [0, 32])
            let turns = rows.map { row in Int(row["turn"] ?? 0) }
            #expect(turns == Array(1...32))
        }
    }
}
