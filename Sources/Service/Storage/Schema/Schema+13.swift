extension Schema {
    /// Version 13: which evaluations a comparison compares, and indexes by which whatever refers to a record or a blob
    /// is found before either is removed.
    ///
    /// Comparisons of before that named their evaluations are linked to them; those of a pool keep what they found, and
    /// depend on nothing.
    static let version13 = """
        CREATE TABLE comparison_evaluation (
            comparison TEXT NOT NULL REFERENCES comparison (id),
            evaluation TEXT NOT NULL REFERENCES evaluation (id),
            PRIMARY KEY (comparison, evaluation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX comparison_evaluation_by_evaluation ON comparison_evaluation (evaluation);
        INSERT INTO comparison_evaluation (comparison, evaluation)
            SELECT DISTINCT c.id, e.id FROM comparison c,
                json_each(CAST(c.question AS TEXT), '$.evaluations') named JOIN evaluation e ON e.id = named.value
            WHERE json_valid(CAST(c.question AS TEXT));

        CREATE INDEX study_trial_by_evaluation ON study_trial (evaluation) WHERE evaluation IS NOT NULL;
        CREATE INDEX evaluation_by_checkpoint ON evaluation (checkpoint) WHERE checkpoint IS NOT NULL;
        CREATE INDEX evaluation_by_reference_run ON evaluation (reference_run) WHERE reference_run IS NOT NULL;
        CREATE INDEX evaluation_by_documents_blob ON evaluation (documents_blob) WHERE documents_blob IS NOT NULL;
        CREATE INDEX evaluation_tokens_by_blob ON evaluation_tokens (blob) WHERE blob IS NOT NULL;
        CREATE INDEX comparison_by_answer ON comparison (answer);
        CREATE INDEX checkpoint_file_by_blob ON checkpoint_file (sha256);
        CREATE INDEX log_probabilities_by_checkpoint ON log_probabilities (checkpoint);
        CREATE INDEX log_probabilities_by_set ON log_probabilities (evaluation_set);
        CREATE INDEX log_probabilities_by_blob ON log_probabilities (blob) WHERE blob IS NOT NULL;
        CREATE INDEX training_share_by_partition ON training_share (partition);
        CREATE INDEX pool_member_by_partition ON pool_member (partition);
        CREATE INDEX pool_member_by_checkpoint ON pool_member (checkpoint);
        """
}
