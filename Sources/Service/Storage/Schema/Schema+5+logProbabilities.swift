extension Schema {
    /// What each model gives the tokens of an evaluation set: made once, and every ensemble's material.
    static let logProbabilitiesTables = """
        CREATE TABLE log_probabilities (
            id TEXT NOT NULL PRIMARY KEY,
            -- That of the model's own evaluation: it depends on the same, and on nothing else.
            key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
            checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
            candidate BLOB NOT NULL,
            job TEXT NOT NULL UNIQUE REFERENCES job (id),
            state TEXT NOT NULL,
            blob BLOB CHECK (length(blob) = 32),
            tokens INTEGER,
            kernel_path TEXT,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER job_state_of_log_probabilities AFTER UPDATE OF state ON job BEGIN
            UPDATE log_probabilities SET state = NEW.state WHERE job = NEW.id;
        END;

        """
}
