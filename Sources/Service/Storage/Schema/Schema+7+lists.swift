extension Schema {
    /// Indexes from which the identifiers of a page are read without a look at the tables, whatever a list is narrowed
    /// to.
    ///
    /// A request holds the evaluation's set and state too, so that "of this pool, in this state" is one range of one
    /// index.
    static let listIndexes = """
        CREATE TABLE next_evaluation_request (
            evaluation TEXT NOT NULL REFERENCES evaluation (id),
            pool TEXT NOT NULL,
            label TEXT NOT NULL,
            -- Those of the evaluation; the state is kept in step by a trigger.
            evaluation_set TEXT NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (evaluation, pool, label)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO next_evaluation_request SELECT r.evaluation, r.pool, r.label, e.evaluation_set, e.state
            FROM evaluation_request r CROSS JOIN evaluation e ON e.id = r.evaluation;
        DROP TABLE evaluation_request;
        ALTER TABLE next_evaluation_request RENAME TO evaluation_request;
        CREATE INDEX evaluation_request_by_pool ON evaluation_request (pool, evaluation, label);
        CREATE INDEX evaluation_request_by_pool_and_set ON evaluation_request (pool, evaluation_set, evaluation);
        CREATE INDEX evaluation_request_by_pool_and_state
            ON evaluation_request (pool, state, evaluation, evaluation_set);
        CREATE INDEX evaluation_request_by_label ON evaluation_request (label, evaluation, pool, evaluation_set);
        CREATE INDEX evaluation_request_by_label_and_state
            ON evaluation_request (label, state, evaluation, pool, evaluation_set);
        CREATE TRIGGER evaluation_request_state_follows_evaluation AFTER UPDATE OF state ON evaluation
        WHEN NEW.state IS NOT OLD.state BEGIN
            UPDATE evaluation_request SET state = NEW.state WHERE evaluation = NEW.id;
        END;
        CREATE INDEX evaluation_by_set_and_state ON evaluation (evaluation_set, state, id);
        CREATE INDEX evaluation_set_by_corpus ON evaluation_set (corpus, id);
        DROP INDEX job_by_state;
        DROP INDEX job_by_owner;
        CREATE INDEX job_by_state ON job (state, id, kind);
        CREATE INDEX job_by_owner ON job (owner, id, state, kind);

        """
}
