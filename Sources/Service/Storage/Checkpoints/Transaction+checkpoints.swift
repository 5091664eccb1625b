import Foundation
public import Hashing

extension CheckpointRecord: Stored {
    static let table = "checkpoint"
    static let columns = [
        "id", "name", "hash", "model_type", "parameters", "vocabulary_size", "context", "ignored_keys",
        "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, name, Data(hash.bytes), modelType, parameters, vocabularySize, context,
            JSONList.text(ignoredKeys), createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), hash: try columns.digest("hash"),
            modelType: try columns.text("model_type"), parameters: try columns.integer("parameters"),
            vocabularySize: try columns.integer("vocabulary_size"), context: try columns.integer("context"),
            ignoredKeys: try JSONList.strings(columns.text("ignored_keys"), subject: "checkpoint.ignored_keys"),
            files: [], createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a checkpoint with its files.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one of that name.
    public func insert(_ record: CheckpointRecord) throws {
        for file in record.files { try checkIsThere(blob: file.sha256) }
        try execute(CheckpointRecord.insertion, record.values)
        for file in record.files {
            try execute(
                "INSERT INTO checkpoint_file (checkpoint, name, sha256, bytes) VALUES (?, ?, ?, ?)",
                [record.id.text, file.name, Data(file.sha256.bytes), file.bytes])
        }
    }

    /// A checkpoint with its files.
    public func checkpoint(_ id: Identifier) throws -> CheckpointRecord? {
        try row("SELECT * FROM checkpoint WHERE id = ?", [id.text], of: "checkpoint", CheckpointRecord.init)
            .map(addingFiles)
    }

    /// The checkpoint of a name, with its files.
    public func checkpoint(named name: String) throws -> CheckpointRecord? {
        try row("SELECT * FROM checkpoint WHERE name = ?", [name], of: "checkpoint", CheckpointRecord.init)
            .map(addingFiles)
    }

    /// The oldest checkpoint with some content.
    public func checkpoint(hash: SHA256Digest) throws -> CheckpointRecord? {
        try row(
            "SELECT * FROM checkpoint WHERE hash = ? ORDER BY id LIMIT 1", [Data(hash.bytes)], of: "checkpoint",
            CheckpointRecord.init
        ).map(addingFiles)
    }

    /// A page of checkpoints with their files.
    public func checkpoints(
        createdAfter: Timestamp? = nil, page: PageRequest = PageRequest()
    ) throws -> Page<CheckpointRecord> {
        var conditions = Conditions()
        conditions.page(page, of: .checkpoint, after: createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM checkpoint" + conditions.sql + page.tail(by: "id"), conditions.values, of: "checkpoint",
            CheckpointRecord.init)
        return try page.cut(records.map(addingFiles), by: \.id)
    }

    private func addingFiles(_ record: CheckpointRecord) throws -> CheckpointRecord {
        var record = record
        record.files = try rows(
            "SELECT * FROM checkpoint_file WHERE checkpoint = ? ORDER BY name", [record.id.text],
            of: "checkpoint_file"
        ) { columns in
            CheckpointRecord.File(
                name: try columns.text("name"), sha256: try columns.digest("sha256"),
                bytes: try columns.integer("bytes"))
        }
        return record
    }
}
