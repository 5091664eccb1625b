import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Every query on a hot path is answered as it is meant to be at 100,000 rows of each table, without statistics.
@Suite struct HotQueryTests {
    static let rows = 100_000

    /// `INSERT INTO table (columns) SELECT …` for `i` from 1 to ``rows``.
    private static func fill(_ table: String, _ columns: String, _ values: String) -> String {
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
        INSERT INTO \(table) (\(columns)) SELECT \(values) FROM n;
        """
    }

    private static let jobs =
        "id, kind, subject, owner, priority, turn, state, not_before, attempts, failures, "
        + "maximum_failures, created_at"

    private static let tables = [
        fill(
            "job", jobs, "'job_' || i, 'evaluation', 'eval_' || i, 'owner', 0, i, 'queued', 0, 0, 0, 5, i"),
        fill("job", jobs, "'old_' || i, 'evaluation', 'eval_' || i, 'owner', 0, i, 'succeeded', 0, 1, 0, 5, i"),
        fill("job_need", "job, needs", "'job_' || i, 'old_' || i"),
        fill(
            "attempt", "job, number, worker, lease_token, leased_at, deadline, outcome",
            "'old_' || i, 1, 'work_1', 't', 0, 0, 'succeeded'"),
        fill("transition", "job, sequence, to_state, at", "'job_' || i, 1, 'queued', 0"),
        fill(
            "worker", "id, name, host, pid, threads, kernel_path, registered_at, last_seen_at",
            "'work_' || i, 'w' || i, 'h', 1, 1, 'k', 0, i"),
        fill(
            "evaluation", "id, key, evaluation_set, candidate, job, state, created_at",
            "'eval_' || i, CAST(printf('%032d', i) AS BLOB), 'eset_' || (i % 3), x'7b7d', 'job_' || i, 'queued', i"),
        fill(
            "evaluation_request", "evaluation, pool, label, evaluation_set, state",
            "'eval_' || i, 'pool_' || (i % 2), '', 'eset_' || (i % 3), 'queued'"),
        fill(
            "evaluation_domain", "evaluation, domain, documents, tokens, words, characters, bytes, nll",
            "'eval_' || i, 'law', 1, 1, 1, 1, 1, 1.0"),
        fill("evaluation_tokens", "evaluation, job", "'eval_' || i, 'job_' || i"),
        fill(
            "document", "corpus, hash, owner, role, line",
            "'default', CAST(printf('%032d', i) AS BLOB), 'part_1', 'partition', i"),
        fill(
            "study", "id, name, pool, evaluation_set, definition, state, version, due, created_at",
            "'study_' || i, 'study ' || i, 'pool_1', 'eset_1', x'7b7d', 'succeeded', 1, 0, i"),
        fill(
            "study_trial", "study, number, trial, evaluation, state, created_at",
            "'study_' || (i % 10), i, x'7b7d', 'eval_' || i, 'scored', i"),
        fill(
            "study_step", "study, number, input, job, taken, created_at",
            "'study_' || (i % 10), i, x'7b7d', 'old_' || i, 1, i"),
    ]

    private static func database() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { database in
            try Schema.migrate(database, file: "memory")
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            try database.inTransaction {
                try database.execute(sql: tables.joined())
                return .commit
            }
        }
        return queue
    }

    @Test func eachIsAnsweredAsItIsMeantToBe() throws {
        try Self.database().read { database in
            #expect(
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") == 0)
            for query in HotQuery.all {
                let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + query.sql)
                statement.setUncheckedArguments([])
                let steps = try Row.fetchAll(statement).map { row in String(row["detail"] ?? "") }
                #expect(steps.count == query.plan.count, "\(query.name): \(steps)")
                for (step, expected) in zip(steps, query.plan) {
                    #expect(step.contains(expected), "\(query.name): \(steps)")
                }
            }
        }
    }

    /// D1: the head of the queue sorted all 100,000 queued jobs, because another index matched too.
    @Test func theHeadOfTheQueueSortsNothing() throws {
        try Self.database().read { database in
            let statement = try database.makeStatement(sql: HotQuery.queueHead.sql)
            let rows = try Row.fetchAll(statement, arguments: [0, 32])
            let turns = rows.map { row in Int(row["turn"] ?? 0) }
            #expect(turns == Array(1...32))
        }
    }

    /// D17: a list that nothing matched read the table's row of all that one of its conditions matched.
    @Test func aListReadsOneIndexWhateverItIsNarrowedTo() {
        let evaluations = EvaluationFilter.everyKind.map { $0.query(PageRequest()).query }
        let jobs = JobFilter.everyKind.map { $0.query(PageRequest()).query }
        #expect(evaluations.count == 16 && jobs.count == 8)
        // The first of each is the list of everything, which walks the table by its key.
        for query in evaluations.dropFirst() + jobs.dropFirst() {
            #expect(query.plan[1].contains("USING COVERING INDEX"), "\(query.sql)")
        }
    }
}
