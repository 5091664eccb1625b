extension HotQuery {
    /// What the queue asks at each lease, heartbeat and end of a job.
    static let queueQueries = [
        queueHead, nextQueuedMoment, firstTurn, lastTurn, attemptUnderWay, attemptsOfWorker, attemptsOverdue,
        jobsOverTime,
        workersSeen, jobsWaiting,
    ]

    /// The jobs that are to be leased next.
    ///
    /// Values: now, limit.
    static let queueHead = HotQuery(
        "the head of the queue",
        """
        SELECT * FROM job INDEXED BY job_queue WHERE state = 'queued' AND open_needs = 0 AND not_before <= ?
        ORDER BY priority DESC, turn, id LIMIT ?
        """, plan: "SCAN job USING INDEX job_queue")

    /// When the next job that waits for a later moment may be leased.
    ///
    /// Values: now.
    static let nextQueuedMoment = HotQuery(
        "the next moment of a job that waits",
        """
        SELECT min(not_before) FROM job INDEXED BY job_queue_waiting
        WHERE state = 'queued' AND open_needs = 0 AND not_before > ?
        """, plan: "SEARCH job USING INDEX job_queue_waiting (not_before>?)")

    /// The turn that is up among the jobs of a priority.
    ///
    /// Values: priority.
    static let firstTurn = HotQuery(
        "the turn that is up",
        "SELECT min(turn) FROM job INDEXED BY job_queue WHERE state = 'queued' AND open_needs = 0 AND priority = ?",
        plan: "SEARCH job USING INDEX job_queue (priority=?)")

    /// The turn of an owner's last job among those of a priority.
    ///
    /// Values: owner, priority.
    static let lastTurn = HotQuery(
        "an owner's last turn",
        """
        SELECT max(turn) FROM job INDEXED BY job_queue_by_owner WHERE state = 'queued' AND owner = ? AND priority = ?
        """, plan: "SEARCH job USING INDEX job_queue_by_owner (owner=? AND priority=?)")

    /// The attempt at a job that is under way.
    ///
    /// Values: job.
    static let attemptUnderWay = HotQuery(
        "the attempt under way at a job",
        "SELECT * FROM attempt WHERE job = ? AND outcome IS NULL ORDER BY number DESC LIMIT 1",
        plan: "SEARCH attempt USING PRIMARY KEY (job=?)")

    /// The attempts of a worker that are under way.
    ///
    /// Values: worker.
    static let attemptsOfWorker = HotQuery(
        "a worker's attempts under way",
        """
        SELECT * FROM attempt INDEXED BY attempt_under_way_by_worker WHERE worker = ? AND outcome IS NULL ORDER BY job
        """, plan: "SEARCH attempt USING INDEX attempt_under_way_by_worker (worker=?)")

    /// The attempts whose deadline has passed.
    ///
    /// Values: now.
    static let attemptsOverdue = HotQuery(
        "attempts overdue",
        """
        SELECT * FROM attempt INDEXED BY attempt_under_way_by_deadline WHERE outcome IS NULL AND deadline <= ?
        ORDER BY deadline, job
        """, plan: "SEARCH attempt USING INDEX attempt_under_way_by_deadline (deadline<?)")

    /// The jobs that have run longer than they may.
    ///
    /// Values: now.
    static let jobsOverTime = HotQuery(
        "jobs over their time limit",
        """
        SELECT * FROM job INDEXED BY job_by_state WHERE state IN ('running', 'cancelling')
        AND time_limit_seconds IS NOT NULL AND started_at + 1000 * time_limit_seconds <= ?
        """, plan: "SEARCH job USING INDEX job_by_state (state=?)")

    /// The workers that were heard of since a moment.
    ///
    /// Values: the moment.
    static let workersSeen = HotQuery(
        "workers heard of lately",
        "SELECT id, last_seen_at FROM worker INDEXED BY worker_by_sighting WHERE gone_at IS NULL AND last_seen_at > ?",
        plan: "SEARCH worker USING INDEX worker_by_sighting (last_seen_at>?)")

    /// The jobs that wait for a job.
    ///
    /// Values: the job that is needed.
    static let jobsWaiting = HotQuery(
        "jobs that need a job",
        """
        SELECT n.job AS job FROM job_need n INDEXED BY job_need_by_needed CROSS JOIN job j ON j.id = n.job
        WHERE n.needs = ? AND +j.state = 'queued' ORDER BY n.job
        """,
        plan: "SEARCH n USING COVERING INDEX job_need_by_needed (needs=?)", "SEARCH j USING PRIMARY KEY (id=?)")
}
