extension Schema {
    /// Reference runs that are scores, and what is known of how they were trained; the share of general data; the
    /// barriers that were asked for; forecasts.
    static let referenceTables = """
        CREATE TABLE next_reference_run (
            id TEXT NOT NULL PRIMARY KEY,
            pool TEXT NOT NULL REFERENCES pool (id),
            training_run TEXT REFERENCES training_run (id),
            checkpoint TEXT REFERENCES checkpoint (id),
            -- Of scores that were brought: what they are of.
            evaluation_set TEXT REFERENCES evaluation_set (id),
            trained_tokens INTEGER,
            schedule TEXT,
            base TEXT,
            seed INTEGER,
            created_at INTEGER NOT NULL,
            CHECK ((training_run IS NOT NULL) + (checkpoint IS NOT NULL) + (evaluation_set IS NOT NULL) = 1)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO next_reference_run
            SELECT id, pool, training_run, checkpoint, NULL, NULL, NULL, NULL, NULL, created_at FROM reference_run;
        DROP TABLE reference_run;
        ALTER TABLE next_reference_run RENAME TO reference_run;
        CREATE INDEX reference_run_by_pool ON reference_run (pool, id);
        CREATE TABLE reference_domain (
            reference_run TEXT NOT NULL REFERENCES reference_run (id),
            domain TEXT NOT NULL,
            documents INTEGER NOT NULL,
            tokens INTEGER NOT NULL,
            words INTEGER NOT NULL,
            characters INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            nll REAL NOT NULL,
            PRIMARY KEY (reference_run, domain)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE pool ADD COLUMN general_share REAL;
        CREATE TABLE barrier_request (
            pool TEXT NOT NULL REFERENCES pool (id),
            evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (pool, evaluation_set)
        ) STRICT, WITHOUT ROWID;
        -- The content is what was said, byte for byte; it is never changed.
        CREATE TABLE forecast (
            id TEXT NOT NULL PRIMARY KEY,
            pool TEXT NOT NULL REFERENCES pool (id),
            evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
            content BLOB NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forecast_by_pool ON forecast (pool, id);
        CREATE TRIGGER forecast_is_kept BEFORE UPDATE ON forecast BEGIN
            SELECT RAISE(ABORT, 'a forecast is never changed');
        END;

        """
}
