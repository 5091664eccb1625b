extension Transaction {
    /// The work that stands behind a pool's answers.
    ///
    /// What several pools share, such as a base model or a score that both asked for, stands in the ledger of each.
    public func ledger(of pool: Identifier) throws -> LedgerRecord {
        LedgerRecord(
            baseTraining: try training("checkpoint IN (SELECT base FROM pool WHERE id = ?1)", pool),
            partitionTraining: try training(
                "checkpoint IN (SELECT checkpoint FROM pool_member WHERE pool = ?1)", pool),
            referenceTraining: try training(
                """
                id IN (SELECT training_run FROM reference_run WHERE pool = ?1)
                OR checkpoint IN (SELECT checkpoint FROM reference_run WHERE pool = ?1)
                """, pool),
            scoring: try scoring(pool), other: try other(pool), candidates: try candidates(pool))
    }

    private func training(_ condition: String, _ pool: Identifier) throws -> LedgerRecord.Work {
        let runs = "training_run WHERE (\(condition))"
        return LedgerRecord.Work(
            count: try integer("SELECT count(*) FROM \(runs) AND state = 'succeeded'", [pool.text]) ?? 0,
            tokens: try integer("SELECT sum(tokens) FROM \(runs)", [pool.text]) ?? 0,
            spans: try spans(ofJobs: "SELECT job FROM \(runs)", pool))
    }

    private static let asked = "SELECT evaluation FROM evaluation_request WHERE pool = ?1"

    private func scoring(_ pool: Identifier) throws -> LedgerRecord.Work {
        LedgerRecord.Work(
            count: try integer(
                "SELECT count(*) FROM evaluation WHERE id IN (\(Self.asked)) AND documents_blob IS NOT NULL",
                [pool.text]) ?? 0,
            tokens: try integer(
                "SELECT sum(tokens) FROM evaluation_domain WHERE evaluation IN (\(Self.asked))", [pool.text]) ?? 0,
            spans: try spans(
                ofJobs: """
                    SELECT job FROM evaluation WHERE id IN (\(Self.asked))
                    UNION SELECT job FROM evaluation_tokens WHERE evaluation IN (\(Self.asked))
                    """, pool))
    }

    /// Jobs whose subject is the pool itself.
    private func other(_ pool: Identifier) throws -> LedgerRecord.Work {
        LedgerRecord.Work(
            count: try integer("SELECT count(*) FROM job WHERE subject = ?1 AND state = 'succeeded'", [pool.text]) ?? 0,
            tokens: 0, spans: try spans(ofJobs: "SELECT id FROM job WHERE subject = ?1", pool))
    }

    /// Counted by the models and weights that are merged: the same mixture on another evaluation set, or merged by another method,
    /// would be trained once.
    private func candidates(_ pool: Identifier) throws -> Int {
        try integer(
            """
            SELECT count(DISTINCT json_extract(CAST(candidate AS TEXT), '$.members')) FROM evaluation
            WHERE id IN (\(Self.asked)) AND documents_blob IS NOT NULL
                AND json_type(CAST(candidate AS TEXT), '$.mixture') = 'object'
                AND json_array_length(CAST(candidate AS TEXT), '$.members') > 1
            """, [pool.text]) ?? 0
    }

    private func spans(ofJobs jobs: String, _ pool: Identifier) throws -> [LedgerRecord.Span] {
        try rows(
            """
            SELECT worker, coalesce(started_at, leased_at) AS began_at, finished_at FROM attempt
            WHERE finished_at IS NOT NULL AND job IN (\(jobs)) ORDER BY worker, began_at
            """, [pool.text], of: AttemptRecord.table
        ) { columns in
            LedgerRecord.Span(
                worker: try columns.identifier("worker"), start: try columns.time("began_at"),
                end: try columns.time("finished_at"))
        }
    }
}
