import Words

extension StudyRecord: Stored {
    static let table = "study"
    static let columns = [
        "id", "name", "pool", "evaluation_set", "definition", "state", "version", "due", "outcome",
        "failure_code", "failure_detail", "created_at", "finished_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, name, pool.text, evaluationSet.text, definition, state.rawValue, version, isDue ? 1 : 0,
            outcome, failure?.code, failure?.detail, createdAt.milliseconds, finishedAt?.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), pool: try columns.identifier("pool"),
            evaluationSet: try columns.identifier("evaluation_set"), definition: try columns.data("definition"),
            state: try columns.choice("state", of: StudyState.self), version: try columns.integer("version"),
            isDue: try columns.integer("due") == 1,
            outcome: try columns.optionalData("outcome"), failure: try JobFailure(columns),
            createdAt: try columns.time("created_at"), finishedAt: try columns.optionalTime("finished_at"))
    }
}

extension StudyTrialRecord: Stored {
    static let table = "study_trial"
    static let columns = [
        "study", "number", "trial", "evaluation", "state", "failure_code", "failure_detail", "created_at",
        "finished_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            study.text, number, trial, evaluation?.text, state.rawValue, failure?.code, failure?.detail,
            createdAt.milliseconds, finishedAt?.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            study: try columns.identifier("study"), number: try columns.integer("number"),
            trial: try columns.data("trial"), evaluation: try columns.optionalIdentifier("evaluation"),
            state: try columns.choice("state", of: TrialState.self),
            failure: try JobFailure(columns), createdAt: try columns.time("created_at"),
            finishedAt: try columns.optionalTime("finished_at"))
    }
}

extension StudyStepRecord {
    static let table = "study_step"
    /// What is read: all but what the step is computed from, which grows with the study.
    static let selection = "SELECT study, number, step, job, result, taken, created_at FROM study_step"

    init(_ columns: Columns) throws {
        self.init(
            study: try columns.identifier("study"), number: try columns.integer("number"),
            step: try columns.data("step"), job: try columns.identifier("job"),
            result: try columns.optionalData("result"), isTaken: try columns.integer("taken") == 1,
            createdAt: try columns.time("created_at"))
    }
}
