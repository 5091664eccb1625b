import Words

extension JobRecord: Stored {
    static let table = "job"
    static let columns = [
        "id", "kind", "subject", "owner", "batch", "priority", "turn", "state", "attempts", "failures",
        "maximum_failures",
        "not_before", "time_limit_seconds", "progress", "failure_code", "failure_detail", "created_at", "started_at",
        "finished_at", "cancel_requested_at", "open_needs", "losses",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, kind.rawValue, subject.text, owner, batch, priority, turn, state.rawValue, attempts, failures,
            maximumFailures, notBefore.milliseconds, timeLimitSeconds, progress, failure?.code, failure?.detail,
            createdAt.milliseconds, startedAt?.milliseconds, finishedAt?.milliseconds,
            cancelRequestedAt?.milliseconds, openNeeds, losses,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), kind: try columns.choice("kind", of: JobKind.self),
            subject: try columns.identifier("subject"), owner: try columns.text("owner"),
            batch: try columns.optionalText("batch"), priority: try columns.integer("priority"),
            turn: try columns.integer("turn"),
            state: try columns.choice("state", of: JobState.self), attempts: try columns.integer("attempts"),
            failures: try columns.integer("failures"), losses: try columns.integer("losses"),
            maximumFailures: try columns.integer("maximum_failures"),
            notBefore: try columns.time("not_before"),
            timeLimitSeconds: try columns.optionalInteger("time_limit_seconds"),
            progress: try columns.optionalReal("progress"), failure: try JobFailure(columns),
            openNeeds: try columns.integer("open_needs"), createdAt: try columns.time("created_at"),
            startedAt: try columns.optionalTime("started_at"),
            finishedAt: try columns.optionalTime("finished_at"),
            cancelRequestedAt: try columns.optionalTime("cancel_requested_at"))
    }
}

extension JobFailure {
    /// The failure that a row of jobs or attempts holds, if it holds one.
    init?(_ columns: Columns) throws {
        guard let code = try columns.optionalText("failure_code") else { return nil }
        self.init(code: code, detail: try columns.optionalText("failure_detail") ?? "")
    }
}

extension AttemptRecord: Stored {
    static let table = "attempt"
    static let columns = [
        "job", "number", "worker", "lease_token", "leased_at", "started_at", "deadline", "finished_at", "outcome",
        "failure_code", "failure_detail",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            job.text, number, worker.text, leaseToken, leasedAt.milliseconds, startedAt?.milliseconds,
            deadline.milliseconds, finishedAt?.milliseconds, outcome?.rawValue, failure?.code, failure?.detail,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            job: try columns.identifier("job"), number: try columns.integer("number"),
            worker: try columns.identifier("worker"), leaseToken: try columns.text("lease_token"),
            leasedAt: try columns.time("leased_at"), startedAt: try columns.optionalTime("started_at"),
            deadline: try columns.time("deadline"), finishedAt: try columns.optionalTime("finished_at"),
            outcome: try columns.optionalChoice("outcome", of: AttemptOutcome.self),
            failure: try JobFailure(columns))
    }
}

extension TransitionRecord: Stored {
    static let table = "transition"
    static let columns = ["job", "sequence", "from_state", "to_state", "at", "attempt", "reason"]
    static let insertion = insertion()

    var values: [Value] {
        [job.text, sequence, from?.rawValue, to.rawValue, at.milliseconds, attempt, reason]
    }

    init(_ columns: Columns) throws {
        self.init(
            job: try columns.identifier("job"), sequence: try columns.integer("sequence"),
            from: try columns.optionalChoice("from_state", of: JobState.self),
            to: try columns.choice("to_state", of: JobState.self), at: try columns.time("at"),
            attempt: try columns.optionalInteger("attempt"), reason: try columns.optionalText("reason"))
    }
}
