extension Schema {
    /// Searches over mixtures: what was asked, what was tried, what was computed.
    static let studyTables = """
        CREATE TABLE study (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            pool TEXT NOT NULL REFERENCES pool (id),
            evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
            definition BLOB NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled')),
            -- Counts what was decided: a decision is stored only on the state that it was made on.
            version INTEGER NOT NULL,
            -- Whether something has happened that it has not decided on yet.
            due INTEGER NOT NULL CHECK (due IN (0, 1)),
            outcome BLOB,
            failure_code TEXT,
            failure_detail TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX study_by_state ON study (state, id);
        CREATE INDEX study_by_pool ON study (pool, id);
        CREATE TABLE study_trial (
            study TEXT NOT NULL REFERENCES study (id),
            number INTEGER NOT NULL,
            trial BLOB NOT NULL,
            evaluation TEXT REFERENCES evaluation (id),
            -- What the study has taken in, which may lag behind the evaluation's own state.
            state TEXT NOT NULL CHECK (state IN ('suggested', 'waiting', 'racing', 'scored', 'eliminated', 'failed')),
            failure_code TEXT,
            failure_detail TEXT,
            created_at INTEGER NOT NULL,
            finished_at INTEGER,
            PRIMARY KEY (study, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX study_trial_waiting ON study_trial (study, evaluation) WHERE state = 'waiting';
        CREATE TABLE study_step (
            study TEXT NOT NULL REFERENCES study (id),
            number INTEGER NOT NULL,
            input BLOB NOT NULL,
            job TEXT NOT NULL UNIQUE REFERENCES job (id),
            result BLOB,
            -- Whether the study has gone on from it.
            taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (study, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX study_step_under_way ON study_step (study, job) WHERE taken = 0;

        """
}
