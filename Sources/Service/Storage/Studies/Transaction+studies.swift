public import Foundation
public import Words

extension Transaction {
    /// Adds a study.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one of that name, `missing` if what it refers to is
    ///   not there.
    public func insert(_ record: StudyRecord) throws {
        try execute(StudyRecord.insertion, record.values)
    }

    /// A study; `nil` if it is not there.
    public func study(_ id: Identifier) throws -> StudyRecord? {
        try row("SELECT * FROM study WHERE id = ?", [id.text], of: StudyRecord.table, StudyRecord.init)
    }

    /// The study of a name.
    public func study(named name: String) throws -> StudyRecord? {
        try row("SELECT * FROM study WHERE name = ?", [name], of: StudyRecord.table, StudyRecord.init)
    }

    /// A page of studies.
    public func studies(
        _ filter: StudyFilter = StudyFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<StudyRecord> {
        var conditions = Conditions()
        conditions.match("pool", filter.pool?.text)
        conditions.match("state", filter.state?.rawValue)
        conditions.page(page, of: .study, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM study" + conditions.sql + page.tail(by: "id"), conditions.values, of: StudyRecord.table,
            StudyRecord.init)
        return page.cut(records, by: \.id)
    }

    /// The running studies that have something to go on from: a trial or a step that ended, or what they were told.
    public func studiesToAdvance() throws -> [Identifier] {
        try rows(.studiesToAdvance, of: StudyRecord.table) { try $0.identifier("id") }
    }

    /// Notes that the running studies over a pool have something to decide on.
    public func markDue(studiesOf pool: Identifier) throws {
        try execute("UPDATE study SET due = 1 WHERE pool = ? AND state = 'running'", [pool.text])
    }

    /// Stores what became of a study and counts the decision, if the study is still the one that it was made on.
    ///
    /// - Parameter record: with the version that was read.
    /// - Returns: whether it was.
    public func advance(_ record: StudyRecord) throws -> Bool {
        let changed = try execute(
            """
            UPDATE study SET definition = ?, state = ?, version = version + 1, due = ?, outcome = ?, failure_code = ?, failure_detail = ?,
            finished_at = ? WHERE id = ? AND version = ?
            """,
            [
                record.definition, record.state.rawValue, record.isDue ? 1 : 0, record.outcome, record.failure?.code,
                record.failure?.detail,
                record.finishedAt?.milliseconds, record.id.text, record.version,
            ])
        return changed == 1
    }
}

/// What studies tried and computed.
extension Transaction {
    /// Adds a trial, with a number that its study has not given yet.
    public func insert(_ record: StudyTrialRecord) throws {
        try execute(StudyTrialRecord.insertion, record.values)
        try stampVersion(of: record)
    }

    /// Says with which version of its study a trial has changed: the next, or that of the decision under way.
    private func stampVersion(of trial: StudyTrialRecord) throws {
        try execute(
            """
            UPDATE study_trial SET version = (SELECT version + 1 FROM study WHERE id = study_trial.study)
            WHERE study = ? AND number = ?
            """, [trial.study.text, trial.number])
    }

    /// The trials of a study that have changed since it was read in a version, in order; perhaps some that have not.
    public func trials(of study: Identifier, changedAfter version: Int) throws -> [StudyTrialRecord] {
        try rows(.changedTrials, [study.text, version], of: StudyTrialRecord.table, StudyTrialRecord.init)
    }

    /// The trials of a study after one of them, in order.
    public func trials(
        of study: Identifier, after number: Int = 0, limit: Int = .max
    ) throws -> [StudyTrialRecord] {
        try rows(
            "SELECT * FROM study_trial WHERE study = ? AND number > ? ORDER BY number LIMIT ?",
            [study.text, number, limit], of: StudyTrialRecord.table, StudyTrialRecord.init)
    }

    /// The trial of a number.
    public func trial(_ number: Int, of study: Identifier) throws -> StudyTrialRecord? {
        try row(
            "SELECT * FROM study_trial WHERE study = ? AND number = ?", [study.text, number],
            of: StudyTrialRecord.table, StudyTrialRecord.init)
    }

    /// How many trials of a study stand in each state; states without trials are left out.
    public func trialCounts(of study: Identifier) throws -> [TrialState: Int] {
        let counts = try rows(
            "SELECT state, count(*) AS count FROM study_trial WHERE study = ? GROUP BY state", [study.text],
            of: StudyTrialRecord.table
        ) { (try $0.choice("state", of: TrialState.self), try $0.integer("count")) }
        return Dictionary(counts, uniquingKeysWith: +)
    }

    /// Stores what became of a trial.
    public func update(_ trial: StudyTrialRecord) throws {
        try execute(
            """
            UPDATE study_trial SET trial = ?, evaluation = ?, state = ?, failure_code = ?,
            failure_detail = ?, finished_at = ? WHERE study = ? AND number = ?
            """,
            [
                trial.trial, trial.evaluation?.text, trial.state.rawValue, trial.failure?.code,
                trial.failure?.detail, trial.finishedAt?.milliseconds, trial.study.text, trial.number,
            ])
        try stampVersion(of: trial)
    }

    /// Adds a step, whose job must be there.
    ///
    /// - Parameter input: what it is computed from, as JSON: opaque here.
    public func insert(_ record: StudyStepRecord, input: Data) throws {
        try execute(
            """
            INSERT INTO study_step (study, number, step, input, job, result, taken, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                record.study.text, record.number, record.step, input, record.job.text, record.result,
                record.isTaken ? 1 : 0, record.createdAt.milliseconds,
            ])
    }

    /// What the step that a job computes is computed from; `nil` if the job is of no study.
    public func stepInput(job: Identifier) throws -> Data? {
        try row("SELECT input FROM study_step WHERE job = ?", [job.text], of: StudyStepRecord.table) {
            try $0.data("input")
        }
    }

    /// What a study had computed, in order.
    public func steps(of study: Identifier) throws -> [StudyStepRecord] {
        try rows(
            StudyStepRecord.selection + " WHERE study = ? ORDER BY number", [study.text], of: StudyStepRecord.table,
            StudyStepRecord.init)
    }

    /// The step that a job computes; `nil` if the job is of no study.
    public func step(job: Identifier) throws -> StudyStepRecord? {
        try row(
            StudyStepRecord.selection + " WHERE job = ?", [job.text], of: StudyStepRecord.table, StudyStepRecord.init)
    }

    /// Stores what a worker computed.
    ///
    /// Called within the guarded completion of its job.
    public func finishStep(job: Identifier, result: Data) throws {
        try execute("UPDATE study_step SET result = ? WHERE job = ?", [result, job.text])
    }

    /// Notes that a study has gone on from a step.
    public func markTaken(step number: Int, of study: Identifier) throws {
        try execute("UPDATE study_step SET taken = 1 WHERE study = ? AND number = ?", [study.text, number])
    }

    /// Whether someone other than a label asked for an evaluation.
    public func isRequested(_ evaluation: Identifier, besides label: String) throws -> Bool {
        try integer(
            "SELECT EXISTS (SELECT 1 FROM evaluation_request WHERE evaluation = ? AND label <> ?)",
            [evaluation.text, label]) == 1
    }
}
