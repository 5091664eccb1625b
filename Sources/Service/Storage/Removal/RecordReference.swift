/// What refers to what, and how it is found: the one table from which dependents are listed and removed.
struct RecordReference {
    let target: Identifier.Kind
    let dependent: Identifier.Kind
    /// Gives the dependents as `id`.
    ///
    /// Value: the target.
    let query: String

    init(_ dependent: Identifier.Kind, on target: Identifier.Kind, _ query: String) {
        self.target = target
        self.dependent = dependent
        self.query = query
    }

    static let all =
        ofPartitions + ofEvaluationSets + ofCheckpoints + ofPools + [
            RecordReference(
                .referenceRun, on: .trainingRun, "SELECT id FROM reference_run WHERE training_run = ?1"),
            RecordReference(.study, on: .evaluation, "SELECT study AS id FROM study_trial WHERE evaluation = ?1"),
            RecordReference(
                .comparison, on: .evaluation, "SELECT comparison AS id FROM comparison_evaluation WHERE evaluation = ?1"
            ),
        ]

    private static let ofPartitions = [
        RecordReference(.pool, on: .partition, "SELECT pool AS id FROM pool_member WHERE partition = ?1"),
        RecordReference(
            .trainingRun, on: .partition, "SELECT training_run AS id FROM training_share WHERE partition = ?1"),
        RecordReference(
            .contamination, on: .partition,
            """
            SELECT contamination AS id FROM contamination_text WHERE partition = ?1
            UNION SELECT contamination FROM contamination_overlap WHERE partition = ?1
            """),
    ]

    private static let ofEvaluationSets = [
        RecordReference(.evaluation, on: .evaluationSet, "SELECT id FROM evaluation WHERE evaluation_set = ?1"),
        RecordReference(
            .logProbabilities, on: .evaluationSet, "SELECT id FROM log_probabilities WHERE evaluation_set = ?1"),
        RecordReference(.contamination, on: .evaluationSet, "SELECT id FROM contamination WHERE evaluation_set = ?1"),
        RecordReference(.study, on: .evaluationSet, "SELECT id FROM study WHERE evaluation_set = ?1"),
        RecordReference(.referenceRun, on: .evaluationSet, "SELECT id FROM reference_run WHERE evaluation_set = ?1"),
        RecordReference(.forecast, on: .evaluationSet, "SELECT id FROM forecast WHERE evaluation_set = ?1"),
    ]

    private static let ofCheckpoints = [
        RecordReference(
            .pool, on: .checkpoint,
            "SELECT id FROM pool WHERE base = ?1 UNION SELECT pool FROM pool_member WHERE checkpoint = ?1"),
        RecordReference(
            .trainingRun, on: .checkpoint,
            "SELECT id FROM training_run WHERE start_checkpoint = ?1 UNION SELECT id FROM training_run WHERE checkpoint = ?1"
        ),
        RecordReference(.referenceRun, on: .checkpoint, "SELECT id FROM reference_run WHERE checkpoint = ?1"),
        RecordReference(
            .logProbabilities, on: .checkpoint, "SELECT id FROM log_probabilities WHERE checkpoint = ?1"),
        // A reference run leaves its evaluations to its checkpoint, which is the one that goes.
        RecordReference(
            .evaluation, on: .checkpoint,
            """
            SELECT id FROM evaluation WHERE checkpoint = ?1
            UNION SELECT id FROM evaluation WHERE reference_run IN (
                SELECT id FROM reference_run WHERE checkpoint = ?1
                UNION SELECT r.id FROM training_run t JOIN reference_run r ON r.training_run = t.id
                    WHERE t.checkpoint = ?1)
            """),
    ]

    /// Evaluations are not among them: see ``Transaction/evaluationsAsked(onlyBy:)``.
    private static let ofPools = [
        RecordReference(.referenceRun, on: .pool, "SELECT id FROM reference_run WHERE pool = ?1"),
        RecordReference(.study, on: .pool, "SELECT id FROM study WHERE pool = ?1"),
        RecordReference(.forecast, on: .pool, "SELECT id FROM forecast WHERE pool = ?1"),
        RecordReference(.contamination, on: .pool, "SELECT id FROM contamination WHERE pool = ?1"),
    ]
}
