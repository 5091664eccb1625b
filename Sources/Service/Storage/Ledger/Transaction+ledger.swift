extension Transaction {
    /// The work that stands behind a pool's answers, or those of one study over it.
    ///
    /// What several pools share, such as a base model or a score that both asked for, stands in the ledger of each;
    /// training stands in that of every study.
    public func ledger(of pool: Identifier, study: Identifier? = nil) throws -> LedgerRecord {
        LedgerRecord(
            baseTraining: try training("checkpoint IN (SELECT base FROM pool WHERE id = ?1)", pool),
            partitionTraining: try training(
                "checkpoint IN (SELECT checkpoint FROM pool_member WHERE pool = ?1)", pool),
            referenceTraining: try training(
                """
                id IN (SELECT training_run FROM reference_run WHERE pool = ?1)
                OR checkpoint IN (SELECT checkpoint FROM reference_run WHERE pool = ?1)
                """, pool),
            logProbabilities: try logProbabilities(pool, study), scoring: try scoring(pool, study),
            other: try other(pool, study), candidates: try candidates(pool, study))
    }

    private func training(_ condition: String, _ pool: Identifier) throws -> LedgerRecord.Work {
        try work(
            done: "SELECT count(*) FROM training_run WHERE (\(condition)) AND state = 'succeeded'",
            tokens: "SELECT sum(tokens) FROM training_run WHERE (\(condition))",
            jobs: "SELECT job FROM training_run WHERE (\(condition))", [pool.text])
    }

    /// Those that a pool asked for; a study asks under its id as the label.
    private static let asked = """
        SELECT evaluation FROM evaluation_request WHERE pool = ?1 AND (?2 IS NULL OR label = ?2)
        """

    private func scoring(_ pool: Identifier, _ study: Identifier?) throws -> LedgerRecord.Work {
        try work(
            done: "SELECT count(*) FROM evaluation WHERE id IN (\(Self.asked)) AND documents_blob IS NOT NULL",
            // A mixture of cached probabilities reads no token through a model.
            tokens: """
                SELECT sum(d.tokens) FROM evaluation_domain d JOIN evaluation e ON e.id = d.evaluation
                WHERE e.id IN (\(Self.asked)) AND json_extract(CAST(e.candidate AS TEXT), '$.estimator') <> 'ensemble'
                """,
            jobs: """
                SELECT job FROM evaluation WHERE id IN (\(Self.asked))
                UNION SELECT job FROM evaluation_tokens WHERE evaluation IN (\(Self.asked))
                """, [pool.text, study?.text])
    }

    /// Of the pool's models, on every set that something was asked on.
    private func logProbabilities(_ pool: Identifier, _ study: Identifier?) throws -> LedgerRecord.Work {
        let condition = """
            checkpoint IN (SELECT checkpoint FROM pool_member WHERE pool = ?1)
            AND evaluation_set IN (SELECT evaluation_set FROM evaluation WHERE id IN (\(Self.asked)))
            """
        return try work(
            done: "SELECT count(*) FROM log_probabilities WHERE blob IS NOT NULL AND \(condition)",
            tokens: "SELECT sum(tokens) FROM log_probabilities WHERE \(condition)",
            jobs: "SELECT job FROM log_probabilities WHERE \(condition)", [pool.text, study?.text])
    }

    /// Measurements of the pool, and the steps of studies.
    private func other(_ pool: Identifier, _ study: Identifier?) throws -> LedgerRecord.Work {
        let jobs = """
            SELECT id FROM job
            WHERE owner = ?1 AND ?2 IS NULL AND kind NOT IN ('evaluation', 'training', 'log_probabilities')
            UNION SELECT step.job FROM study_step step JOIN study ON study.id = step.study
            WHERE study.pool = ?1 AND (?2 IS NULL OR study.id = ?2)
            """
        return try work(
            done: "SELECT count(*) FROM job WHERE state = 'succeeded' AND id IN (\(jobs))", tokens: nil, jobs: jobs,
            [pool.text, study?.text])
    }

    /// Counted by the models and weights that are merged: the same mixture on another evaluation set, or merged by
    /// another method, would be trained once.
    private func candidates(_ pool: Identifier, _ study: Identifier?) throws -> Int {
        try integer(
            """
            SELECT count(DISTINCT json_extract(CAST(candidate AS TEXT), '$.members')) FROM evaluation
            WHERE id IN (\(Self.asked)) AND documents_blob IS NOT NULL
                AND json_type(CAST(candidate AS TEXT), '$.mixture') = 'object'
                AND json_array_length(CAST(candidate AS TEXT), '$.members') > 1
            """, [pool.text, study?.text]) ?? 0
    }

    private func work(
        done: String, tokens: String?, jobs: String, _ values: [Value]
    ) throws -> LedgerRecord.Work {
        LedgerRecord.Work(
            count: try integer(done, values) ?? 0, tokens: try tokens.flatMap { try integer($0, values) } ?? 0,
            spans: try rows(
                """
                SELECT worker, coalesce(started_at, leased_at) AS began_at, finished_at FROM attempt
                WHERE finished_at IS NOT NULL AND job IN (\(jobs)) ORDER BY worker, began_at
                """, values, of: AttemptRecord.table
            ) { columns in
                LedgerRecord.Span(
                    worker: try columns.identifier("worker"), start: try columns.time("began_at"),
                    end: try columns.time("finished_at"))
            })
    }
}
