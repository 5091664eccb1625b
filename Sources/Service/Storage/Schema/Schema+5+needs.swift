extension Schema {
    /// Jobs that wait for other jobs.
    ///
    /// `open_needs` counts the needed jobs that have not succeeded, so that the head of the queue is found by one walk
    /// of an index, however many wait.
    static let jobNeedTables = """
        CREATE TABLE job_need (
            job TEXT NOT NULL REFERENCES job (id),
            needs TEXT NOT NULL REFERENCES job (id),
            PRIMARY KEY (job, needs)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_need_by_needed ON job_need (needs, job);
        ALTER TABLE job ADD COLUMN open_needs INTEGER NOT NULL DEFAULT 0;
        DROP INDEX job_queue;
        DROP INDEX job_queue_waiting;
        CREATE INDEX job_queue ON job (priority DESC, turn, id) WHERE state = 'queued' AND open_needs = 0;
        CREATE INDEX job_queue_waiting ON job (not_before) WHERE state = 'queued' AND open_needs = 0;

        """
}
