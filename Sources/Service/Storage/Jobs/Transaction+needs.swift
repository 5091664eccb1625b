/// Which jobs wait for which: only `Jobs` decides on it.
extension Transaction {
    /// The jobs that a job had to wait for when it was queued, in order.
    public func needs(of job: Identifier) throws -> [Identifier] {
        try rows("SELECT needs FROM job_need WHERE job = ? ORDER BY needs", [job.text], of: "job_need") {
            try $0.identifier("needs")
        }
    }

    /// Notes that a job is leased only once another has succeeded.
    package func insertNeed(of job: Identifier, on needed: Identifier) throws {
        try execute("INSERT INTO job_need (job, needs) VALUES (?, ?)", [job.text, needed.text])
    }

    /// The jobs that wait for a job, and nothing has become of yet.
    package func jobsWaiting(for needed: Identifier) throws -> [Identifier] {
        try rows(
            .jobsWaiting, [needed.text], of: "job_need"
        ) { try $0.identifier("job") }
    }

    /// Takes note that a job has succeeded, which is for good: whoever needs it has one fewer to wait for.
    ///
    /// - Returns: how many jobs need it.
    package func closeNeeds(on needed: Identifier) throws -> Int {
        try execute(
            "UPDATE job SET open_needs = open_needs - 1 WHERE id IN (SELECT job FROM job_need WHERE needs = ?)",
            [needed.text])
    }
}
