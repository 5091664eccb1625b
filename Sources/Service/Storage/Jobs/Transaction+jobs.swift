public import Words

extension Transaction {
    /// A job; `nil` if it is not there.
    public func job(_ id: Identifier) throws -> JobRecord? {
        try row(.jobByID, [id.text], of: JobRecord.table, JobRecord.init)
    }

    /// A page of jobs.
    public func jobs(_ filter: JobFilter = JobFilter(), page: PageRequest = PageRequest()) throws -> Page<JobRecord> {
        let list = filter.query(page)
        let records = try rows(list.query, list.values, of: JobRecord.table, JobRecord.init)
        return page.cut(records, by: \.id)
    }

    /// How many jobs stand in each state; states without jobs are left out.
    public func jobCounts() throws -> [JobState: Int] {
        let counts = try rows("SELECT state, count(*) AS count FROM job GROUP BY state", of: JobRecord.table) {
            (try $0.choice("state", of: JobState.self), try $0.integer("count"))
        }
        return Dictionary(counts, uniquingKeysWith: +)
    }

    /// How many jobs stand in a state.
    public func jobCount(in state: JobState) throws -> Int {
        try integer(.jobCount, [state.rawValue]) ?? 0
    }

    /// Every attempt at a job, in order.
    public func attempts(of job: Identifier) throws -> [AttemptRecord] {
        try rows(
            "SELECT * FROM attempt WHERE job = ? ORDER BY number", [job.text], of: AttemptRecord.table,
            AttemptRecord.init)
    }

    /// A job's changes of state after one of them, in order.
    public func transitions(of job: Identifier, after sequence: Int = 0) throws -> [TransitionRecord] {
        try rows(
            "SELECT * FROM transition WHERE job = ? AND sequence > ? ORDER BY sequence", [job.text, sequence],
            of: TransitionRecord.table, TransitionRecord.init)
    }
}

/// Writes of the queue itself: only `Jobs` decides on them.
extension Transaction {
    /// Adds a job without a transition; its identifier must be new.
    package func insert(_ record: JobRecord) throws {
        try execute(JobRecord.insertion, record.values)
    }

    /// Adds an attempt at a job that is there.
    package func insert(_ record: AttemptRecord) throws {
        try execute(AttemptRecord.insertion, record.values)
    }

    /// Adds the transition that every job begins with.
    package func insertFirstTransition(of job: Identifier, at: Timestamp) throws {
        let record = TransitionRecord(
            job: job, sequence: 1, from: nil, to: .queued, at: at, attempt: nil, reason: nil)
        try execute(TransitionRecord.insertion, record.values)
    }

    /// Adds a transition with the next sequence number of its job.
    @discardableResult
    package func appendTransition(
        job: Identifier, from: JobState?, to: JobState, at: Timestamp, attempt: Int?, reason: String?
    ) throws -> TransitionRecord {
        let last = try integer(.lastTransition, [job.text]) ?? 0
        let record = TransitionRecord(
            job: job, sequence: last + 1, from: from, to: to, at: at, attempt: attempt, reason: reason)
        try execute(TransitionRecord.insertion, record.values)
        return record
    }

    /// The attempt that is under way, if it is this one: its job, number and token all agree.
    package func attempt(job: Identifier, number: Int, leaseToken: String) throws -> AttemptRecord? {
        try row(
            .attemptByKey, [job.text, number, leaseToken], of: AttemptRecord.table, AttemptRecord.init)
    }
}
