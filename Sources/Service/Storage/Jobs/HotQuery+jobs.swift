extension HotQuery {
    /// What is asked of single jobs, and of many by their identifiers.
    static let jobQueries = [jobByID, jobsByID, attemptByKey, lastTransition, jobCount]

    /// A job.
    ///
    /// Values: id.
    static let jobByID = HotQuery(
        "a job", "SELECT * FROM job WHERE id = ?", plan: "SEARCH job USING PRIMARY KEY (id=?)")

    /// Jobs.
    ///
    /// Values: a JSON array of ids.
    static let jobsByID = byIDs("jobs", of: "job")

    /// The attempt that a lease is about.
    ///
    /// Values: job, number, token.
    static let attemptByKey = HotQuery(
        "the attempt of a lease",
        "SELECT * FROM attempt WHERE job = ? AND number = ? AND lease_token = ? AND outcome IS NULL",
        plan: "SEARCH attempt USING PRIMARY KEY (job=? AND number=?)")

    /// The number of a job's last transition.
    ///
    /// Values: job.
    static let lastTransition = HotQuery(
        "a job's last transition", "SELECT max(sequence) FROM transition WHERE job = ?",
        plan: "SEARCH transition USING PRIMARY KEY (job=?)")

    /// How many jobs stand in a state.
    ///
    /// Values: the state.
    static let jobCount = HotQuery(
        "how many jobs stand in a state", "SELECT count(*) FROM job INDEXED BY job_by_state WHERE state = ?",
        plan: "SEARCH job USING COVERING INDEX job_by_state (state=?)")

    /// The rows of some identifiers, in one query however many there are.
    ///
    /// Values: a JSON array of ids.
    static func byIDs(_ name: String, of table: String, by column: String = "id") -> HotQuery {
        HotQuery(
            "\(name) by their ids",
            "SELECT t.* FROM json_each(?) wanted CROSS JOIN \(table) t ON t.\(column) = wanted.value",
            plan: "SCAN wanted VIRTUAL TABLE", "SEARCH t USING PRIMARY KEY (\(column)=?)")
    }
}
