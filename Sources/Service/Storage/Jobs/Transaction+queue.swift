package import Words

/// What the queue reads and writes within its guarded transactions: only `Jobs` decides on it.
extension Transaction {
    /// The jobs that are to be leased next, by priority, then turn; those that wait for others are passed over.
    package func queueHead(limit: Int, now: Timestamp) throws -> [JobRecord] {
        try rows(
            .queueHead, [now.milliseconds, limit], of: JobRecord.table, JobRecord.init)
    }

    /// The workers that are not known to have ended and were heard of after a moment, with when that was.
    package func workersSeen(after moment: Timestamp) throws -> [(id: Identifier, at: Timestamp)] {
        try rows(.workersSeen, [moment.milliseconds], of: WorkerRecord.table) {
            (try $0.identifier("id"), try $0.time("last_seen_at"))
        }
    }

    /// When the next job that waits for a later moment may be leased.
    package func nextQueuedMoment(after now: Timestamp) throws -> Timestamp? {
        try integer(.nextQueuedMoment, [now.milliseconds]).map { Timestamp(milliseconds: Int64($0)) }
    }

    /// The turn of the job that is next among those of a priority; `nil` if none waits for a worker.
    package func firstTurn(priority: Int) throws -> Int? {
        try integer(.firstTurn, [priority])
    }

    /// The turn of an owner's last job among those of a priority; `nil` if none waits.
    package func lastTurn(owner: String, priority: Int) throws -> Int? {
        try integer(.lastTurn, [owner, priority])
    }

    /// Stores what has become of a job, if it is still in the state and attempt that the decision was made on.
    ///
    /// - Returns: whether it was.
    package func update(_ job: JobRecord, ifState state: JobState, attempts: Int) throws -> Bool {
        let changed = try execute(
            """
            UPDATE job SET state = ?, attempts = ?, failures = ?, losses = ?, not_before = ?, progress = ?, failure_code = ?,
            failure_detail = ?, started_at = ?, finished_at = ?, cancel_requested_at = ?
            WHERE id = ? AND state = ? AND attempts = ?
            """,
            [
                job.state.rawValue, job.attempts, job.failures, job.losses, job.notBefore.milliseconds, job.progress,
                job.failure?.code, job.failure?.detail, job.startedAt?.milliseconds, job.finishedAt?.milliseconds,
                job.cancelRequestedAt?.milliseconds, job.id.text, state.rawValue, attempts,
            ])
        return changed == 1
    }

    /// Stores that nothing counts against a job that was lost before, if it is still in the state and attempt that was
    /// read.
    ///
    /// - Returns: whether it was.
    package func forgetLosses(of job: JobRecord) throws -> Bool {
        guard job.losses > 0 else { return true }
        let changed = try execute(
            "UPDATE job SET losses = 0 WHERE id = ? AND state = ? AND attempts = ?",
            [job.id.text, job.state.rawValue, job.attempts])
        return changed == 1
    }

    /// Has jobs that are queued for later than a moment wait for another moment instead.
    package func bringForward(queuedAfter moment: Timestamp, to other: Timestamp) throws {
        try execute(
            "UPDATE job SET not_before = ? WHERE state = 'queued' AND not_before > ?",
            [other.milliseconds, moment.milliseconds])
    }

    /// Stores how far a job has come, if it is still in the state and attempt that was read.
    ///
    /// - Returns: whether it was.
    package func update(progress: Double, of job: JobRecord) throws -> Bool {
        let changed = try execute(
            "UPDATE job SET progress = ? WHERE id = ? AND state = ? AND attempts = ?",
            [progress, job.id.text, job.state.rawValue, job.attempts])
        return changed == 1
    }

    /// Stores what has become of an attempt, if it is still under way.
    ///
    /// - Returns: whether it was.
    package func update(_ attempt: AttemptRecord) throws -> Bool {
        let changed = try execute(
            """
            UPDATE attempt SET started_at = ?, deadline = ?, finished_at = ?, outcome = ?, failure_code = ?,
            failure_detail = ? WHERE job = ? AND number = ? AND lease_token = ? AND outcome IS NULL
            """,
            [
                attempt.startedAt?.milliseconds, attempt.deadline.milliseconds, attempt.finishedAt?.milliseconds,
                attempt.outcome?.rawValue, attempt.failure?.code, attempt.failure?.detail, attempt.job.text,
                attempt.number, attempt.leaseToken,
            ])
        return changed == 1
    }

    /// The attempt at a job that is under way, if one is.
    package func attemptUnderWay(at job: Identifier) throws -> AttemptRecord? {
        try row(
            .attemptUnderWay, [job.text], of: AttemptRecord.table, AttemptRecord.init)
    }

    /// The attempts of a worker that are under way.
    package func attemptsUnderWay(of worker: Identifier) throws -> [AttemptRecord] {
        try rows(
            .attemptsOfWorker, [worker.text], of: AttemptRecord.table, AttemptRecord.init)
    }

    /// The attempts that should have been heard of by now.
    package func attemptsOverdue(at now: Timestamp) throws -> [AttemptRecord] {
        try rows(
            .attemptsOverdue, [now.milliseconds], of: AttemptRecord.table, AttemptRecord.init)
    }

    /// The jobs that have run longer than they may.
    package func jobsOverTime(at now: Timestamp) throws -> [JobRecord] {
        try rows(
            .jobsOverTime, [now.milliseconds], of: JobRecord.table, JobRecord.init)
    }

    /// Notes that a worker was heard of.
    ///
    /// - Returns: whether it is there and lives.
    package func recordSighting(worker: Identifier, at now: Timestamp) throws -> Bool {
        try execute(
            "UPDATE worker SET last_seen_at = ? WHERE id = ? AND gone_at IS NULL", [now.milliseconds, worker.text]) == 1
    }

    /// Notes what a worker that has begun says of itself.
    package func update(_ worker: WorkerRecord) throws {
        try execute(
            "UPDATE worker SET host = ?, pid = ?, threads = ?, kernel_path = ?, last_seen_at = ? WHERE id = ?",
            [
                worker.host, worker.pid, worker.threads, worker.kernelPath, worker.lastSeenAt.milliseconds,
                worker.id.text,
            ])
    }

    /// Notes that a worker is gone.
    package func recordEnd(worker: Identifier, at now: Timestamp) throws {
        try execute("UPDATE worker SET gone_at = ? WHERE id = ? AND gone_at IS NULL", [now.milliseconds, worker.text])
    }
}
