/// The rows that a record consists of: what is removed with it, and in which order.
enum RemovedRows {
    /// The kinds that can be removed; none refers to one that stands before it.
    static let order: [Identifier.Kind] = [
        .comparison, .study, .forecast, .evaluation, .referenceRun, .logProbabilities, .contamination, .pool,
        .trainingRun, .evaluationSet, .checkpoint, .partition,
    ]

    /// The tables whose records have a name.
    static let namedTables: [Identifier.Kind: String] = [
        .partition: "partition", .evaluationSet: "evaluation_set", .checkpoint: "checkpoint", .pool: "pool",
        .trainingRun: "training_run", .study: "study", .worker: "worker",
    ]

    static func table(of kind: Identifier.Kind) -> String {
        switch kind {
        case .partition, .evaluationSet, .checkpoint, .pool, .trainingRun, .study, .worker: namedTables[kind] ?? ""
        case .referenceRun: "reference_run"
        case .evaluation: "evaluation"
        case .comparison: "comparison"
        case .logProbabilities: "log_probabilities"
        case .job: "job"
        case .contamination: "contamination"
        case .forecast: "forecast"
        }
    }

    /// The jobs that worked for a record, as `id`; they go with it.
    static let jobs: [Identifier.Kind: [String]] = [
        .evaluation: [
            "SELECT job AS id FROM evaluation WHERE id = ?1",
            "SELECT job AS id FROM evaluation_tokens WHERE evaluation = ?1",
        ],
        .logProbabilities: ["SELECT job AS id FROM log_probabilities WHERE id = ?1"],
        .contamination: ["SELECT job AS id FROM contamination WHERE id = ?1"],
        .trainingRun: ["SELECT job AS id FROM training_run WHERE id = ?1"],
        .pool: ["SELECT job AS id FROM validity WHERE pool = ?1"],
        .study: ["SELECT job AS id FROM study_step WHERE study = ?1"],
    ]

    /// The jobs of others that wait for a record's, as `id`; it stays until they have ended.
    static let waiting: [Identifier.Kind: [String]] = [
        .logProbabilities: [
            "SELECT job AS id FROM job_need WHERE needs = (SELECT job FROM log_probabilities WHERE id = ?1)"
        ]
    ]

    /// The statements that remove a record, in order.
    static func deletions(of kind: Identifier.Kind) -> [String] {
        (before[kind] ?? []) + (parts[kind] ?? []).map { "DELETE FROM \($0) = ?1" }
            + ["DELETE FROM \(table(of: kind)) WHERE id = ?1"]
    }

    /// The statements that remove a job, once nothing refers to it.
    static let jobDeletions = [
        "DELETE FROM job_need WHERE job = ?1", "DELETE FROM job_need WHERE needs = ?1",
        "DELETE FROM transition WHERE job = ?1", "DELETE FROM attempt WHERE job = ?1", "DELETE FROM job WHERE id = ?1",
    ]

    /// What a record leaves to others.
    private static let before: [Identifier.Kind: [String]] = [
        // Evaluations of its model stay, as those of a checkpoint.
        .referenceRun: [
            """
            UPDATE evaluation SET reference_run = NULL, checkpoint = coalesce(checkpoint, (
                SELECT coalesce(r.checkpoint, t.checkpoint) FROM reference_run r
                LEFT JOIN training_run t ON t.id = r.training_run WHERE r.id = ?1))
            WHERE reference_run = ?1
            """
        ],
        // Evaluations that another pool has asked for too are that pool's now.
        .pool: [
            """
            UPDATE evaluation SET (pool, label) = (
                SELECT r.pool, nullif(r.label, '') FROM evaluation_request r
                WHERE r.evaluation = evaluation.id AND r.pool NOT IN ('', ?1) ORDER BY r.pool, r.label LIMIT 1)
            WHERE id IN (SELECT evaluation FROM evaluation_request WHERE pool = ?1) AND pool = ?1
            """
        ],
    ]

    /// The tables that hold parts of a record, with the column that names it.
    private static let parts: [Identifier.Kind: [String]] = [
        .comparison: ["comparison_evaluation WHERE comparison"],
        .study: ["study_trial WHERE study", "study_step WHERE study"],
        .evaluation: [
            "evaluation_tokens WHERE evaluation", "evaluation_domain WHERE evaluation",
            "evaluation_request WHERE evaluation",
        ],
        .referenceRun: ["reference_weight WHERE reference_run", "reference_domain WHERE reference_run"],
        .contamination: [
            "contamination_domain WHERE contamination", "contamination_overlap WHERE contamination",
            "contamination_text WHERE contamination",
        ],
        .pool: [
            "evaluation_request WHERE pool", "barrier_request WHERE pool", "validity_cosine WHERE pool",
            "validity_member WHERE pool", "validity WHERE pool", "pool_member WHERE pool",
        ],
        .trainingRun: ["training_loss WHERE training_run", "training_share WHERE training_run"],
        .evaluationSet: ["barrier_request WHERE evaluation_set", "evaluation_set_domain WHERE evaluation_set"],
        .checkpoint: ["checkpoint_file WHERE checkpoint"],
    ]
}
