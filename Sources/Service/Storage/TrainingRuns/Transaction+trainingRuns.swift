import Foundation
public import Hashing
import Words

extension TrainingRunRecord: Stored {
    static let table = "training_run"
    static let columns = [
        "id", "name", "kind", "start_checkpoint", "start_configuration", "plan", "job", "state", "checkpoint",
        "tokens", "resume_blob", "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        let (startCheckpoint, startConfiguration): (Identifier?, Data?) =
            switch start {
            case .checkpoint(let checkpoint): (checkpoint, nil)
            case .configuration(let configuration): (nil, configuration)
            }
        return [
            id.text, name, kind.rawValue, startCheckpoint?.text, startConfiguration, plan, job.text, state.rawValue,
            checkpoint?.text, tokens, resumeBlob.map { Data($0.bytes) }, createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        let start: Start =
            if let checkpoint = try columns.optionalIdentifier("start_checkpoint") {
                .checkpoint(checkpoint)
            } else {
                .configuration(try columns.data("start_configuration"))
            }
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"),
            kind: try columns.choice("kind", of: TrainingKind.self), start: start, data: [],
            plan: try columns.data("plan"), job: try columns.identifier("job"),
            state: try columns.choice("state", of: JobState.self),
            checkpoint: try columns.optionalIdentifier("checkpoint"), tokens: try columns.optionalInteger("tokens"),
            resumeBlob: try columns.optionalDigest("resume_blob"), createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a training run with its data; its job must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one of that name; `missing` if the job, a partition
    ///   or a checkpoint is not there.
    public func insert(_ record: TrainingRunRecord) throws {
        try execute(TrainingRunRecord.insertion, record.values)
        for share in record.data {
            try execute(
                "INSERT INTO training_share (training_run, partition, weight) VALUES (?, ?, ?)",
                [record.id.text, share.partition.text, share.weight])
        }
        try insertLosses(record.losses, of: record.id)
    }

    /// A training run with its losses.
    public func trainingRun(_ id: Identifier) throws -> TrainingRunRecord? {
        try row(
            "SELECT * FROM training_run WHERE id = ?", [id.text], of: TrainingRunRecord.table, TrainingRunRecord.init
        ).map { try addingLosses(addingShares($0)) }
    }

    /// A training run with its losses.
    public func trainingRun(named name: String) throws -> TrainingRunRecord? {
        try row(
            "SELECT * FROM training_run WHERE name = ?", [name], of: TrainingRunRecord.table, TrainingRunRecord.init
        ).map { try addingLosses(addingShares($0)) }
    }

    /// Training runs without their losses.
    public func trainingRuns(
        _ filter: TrainingRunFilter = TrainingRunFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<TrainingRunRecord> {
        var conditions = Conditions()
        conditions.match("state", filter.state?.rawValue)
        conditions.match("kind", filter.kind?.rawValue)
        conditions.page(page, of: .trainingRun, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM training_run" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: TrainingRunRecord.table, TrainingRunRecord.init)
        return try page.cut(records.map(addingShares), by: \.id)
    }

    /// Notes what a training run made.
    ///
    /// Called within the guarded completion of its job.
    /// - Returns: the state from which it went on, to which the run does not refer any more.
    public func finishTrainingRun(
        _ id: Identifier, checkpoint: Identifier, tokens: Int, losses: [TrainingRunRecord.Loss]
    ) throws -> SHA256Digest? {
        let state = try resumeBlob(of: id)
        try execute(
            "UPDATE training_run SET checkpoint = ?, tokens = ?, resume_blob = NULL WHERE id = ?",
            [checkpoint.text, tokens, id.text])
        try insertLosses(losses, of: id)
        return state
    }

    /// Notes how far a training run has come: losses so far, and the state from which it can go on.
    ///
    /// - Returns: the state that a new one has replaced.
    public func recordTrainingProgress(
        _ id: Identifier, resumeBlob new: SHA256Digest?, losses: [TrainingRunRecord.Loss]
    ) throws -> SHA256Digest? {
        try insertLosses(losses, of: id)
        // A heartbeat that was overtaken may tell of a state that has been replaced and removed since.
        guard let new, !removedBlobs.contains(new) else { return nil }
        let old = try resumeBlob(of: id)
        try execute("UPDATE training_run SET resume_blob = ? WHERE id = ?", [Data(new.bytes), id.text])
        return old == new ? nil : old
    }

    private func resumeBlob(of id: Identifier) throws -> SHA256Digest? {
        try row(
            "SELECT resume_blob FROM training_run WHERE id = ?", [id.text], of: TrainingRunRecord.table
        ) { try $0.optionalDigest("resume_blob") } ?? nil
    }

    /// A step that was done twice, because a run was resumed, keeps its latest loss.
    private func insertLosses(_ losses: [TrainingRunRecord.Loss], of id: Identifier) throws {
        let sql = """
            INSERT INTO training_loss (training_run, step, loss) VALUES (?, ?, ?)
            ON CONFLICT (training_run, step) DO UPDATE SET loss = excluded.loss
            """
        for loss in losses {
            try execute(sql, [id.text, loss.step, loss.loss])
        }
    }

    private func addingShares(_ record: TrainingRunRecord) throws -> TrainingRunRecord {
        var record = record
        record.data = try rows(
            "SELECT * FROM training_share WHERE training_run = ? ORDER BY partition", [record.id.text],
            of: "training_share"
        ) { columns in
            TrainingRunRecord.Share(
                partition: try columns.identifier("partition"), weight: try columns.real("weight"))
        }
        return record
    }

    private func addingLosses(_ record: TrainingRunRecord) throws -> TrainingRunRecord {
        var record = record
        record.losses = try rows(
            "SELECT * FROM training_loss WHERE training_run = ? ORDER BY step", [record.id.text], of: "training_loss"
        ) { columns in
            TrainingRunRecord.Loss(step: try columns.integer("step"), loss: try columns.real("loss"))
        }
        return record
    }
}
