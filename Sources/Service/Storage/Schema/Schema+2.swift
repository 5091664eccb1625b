extension Schema {
    /// Version 2: jobs that measure a pool's validity, jobs that are done together, and negative log-likelihoods by
    /// token.
    static let version2 = jobTable2 + validityTables + tokenTables + shownStates

    /// The kind of a job is checked as it is read, so that a new kind needs no new table.
    private static let jobTable2 = """
        CREATE TABLE next_job (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            owner TEXT NOT NULL,
            -- Equal for jobs that cost less together than one by one.
            batch TEXT,
            priority INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'scheduled', 'running', 'cancelling', 'succeeded',
                'failed', 'cancelled', 'expired')),
            attempts INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            maximum_failures INTEGER NOT NULL,
            not_before INTEGER NOT NULL,
            time_limit_seconds INTEGER,
            progress REAL,
            failure_code TEXT,
            failure_detail TEXT,
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            finished_at INTEGER,
            cancel_requested_at INTEGER
        ) STRICT, WITHOUT ROWID;
        INSERT INTO next_job SELECT id, kind, subject, owner, NULL, priority, turn, state, attempts, failures,
            maximum_failures, not_before, time_limit_seconds, progress, failure_code, failure_detail, created_at,
            started_at, finished_at, cancel_requested_at FROM job;
        DROP TABLE job;
        ALTER TABLE next_job RENAME TO job;
        CREATE INDEX job_queue ON job (priority DESC, turn, id) WHERE state = 'queued';
        CREATE INDEX job_queue_by_owner ON job (owner, priority, turn) WHERE state = 'queued';
        CREATE INDEX job_queue_waiting ON job (not_before) WHERE state = 'queued';
        CREATE INDEX job_by_state ON job (state, id);
        CREATE INDEX job_by_owner ON job (owner, id);
        CREATE INDEX job_by_kind ON job (kind, id);

        """

    private static let validityTables = """
        CREATE TABLE validity (
            pool TEXT NOT NULL PRIMARY KEY REFERENCES pool (id),
            job TEXT NOT NULL UNIQUE REFERENCES job (id),
            state TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE validity_member (
            pool TEXT NOT NULL REFERENCES validity (pool),
            name TEXT NOT NULL,
            delta REAL NOT NULL,
            PRIMARY KEY (pool, name)
        ) STRICT, WITHOUT ROWID;
        -- A pair stands once, in order of name; the cosine is null where one of the two has not moved.
        CREATE TABLE validity_cosine (
            pool TEXT NOT NULL REFERENCES validity (pool),
            first TEXT NOT NULL,
            second TEXT NOT NULL,
            cosine REAL,
            PRIMARY KEY (pool, first, second)
        ) STRICT, WITHOUT ROWID;

        """

    private static let tokenTables = """
        -- The job is the evaluation's own, or another that scores it again for the tokens alone.
        CREATE TABLE evaluation_tokens (
            evaluation TEXT NOT NULL PRIMARY KEY REFERENCES evaluation (id),
            job TEXT NOT NULL UNIQUE REFERENCES job (id),
            blob BLOB CHECK (length(blob) = 32),
            kernel_path TEXT
        ) STRICT, WITHOUT ROWID;

        """

    private static let shownStates = """
        CREATE TRIGGER job_state_is_shown AFTER UPDATE OF state ON job BEGIN
            UPDATE evaluation SET state = NEW.state WHERE job = NEW.id;
            UPDATE training_run SET state = NEW.state WHERE job = NEW.id;
            UPDATE validity SET state = NEW.state WHERE job = NEW.id;
        END;
        """
}
