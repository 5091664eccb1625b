import Foundation
import Hashing

extension WorkerRecord: Stored {
    static let table = "worker"
    static let columns = [
        "id", "name", "host", "pid", "threads", "kernel_path", "registered_at", "last_seen_at", "gone_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, name, host, pid, threads, kernelPath, registeredAt.milliseconds, lastSeenAt.milliseconds,
            goneAt?.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), host: try columns.text("host"),
            pid: try columns.integer("pid"), threads: try columns.integer("threads"),
            kernelPath: try columns.text("kernel_path"), registeredAt: try columns.time("registered_at"),
            lastSeenAt: try columns.time("last_seen_at"), goneAt: try columns.optionalTime("gone_at"))
    }
}

extension Transaction {
    /// A worker, gone or not.
    public func worker(_ id: Identifier) throws -> WorkerRecord? {
        try row("SELECT * FROM worker WHERE id = ?", [id.text], of: WorkerRecord.table, WorkerRecord.init)
    }

    /// The worker of a name, gone or not.
    public func worker(named name: String) throws -> WorkerRecord? {
        try row("SELECT * FROM worker WHERE name = ?", [name], of: WorkerRecord.table, WorkerRecord.init)
    }

    /// Workers, those that are gone included unless only the living are wanted.
    public func workers(living: Bool = false, page: PageRequest = PageRequest()) throws -> Page<WorkerRecord> {
        var conditions = Conditions()
        if living { conditions.add("gone_at IS NULL") }
        conditions.page(page, of: .worker, after: nil, by: "id")
        let records = try rows(
            "SELECT * FROM worker" + conditions.sql + page.tail(by: "id"), conditions.values, of: WorkerRecord.table,
            WorkerRecord.init)
        return page.cut(records, by: \.id)
    }

    /// Adds a worker.
    ///
    /// Only `Jobs` decides on it.
    package func insert(_ record: WorkerRecord) throws {
        try execute(WorkerRecord.insertion, record.values)
    }
}

extension IdempotencyRecord: Stored {
    static let table = "idempotency"
    static let columns = ["key", "scope", "body_hash", "status", "location", "body", "created_at"]
    static let insertion = insertion()

    var values: [Value] {
        [key, scope, Data(bodyHash.bytes), status, location, body, createdAt.milliseconds]
    }

    init(_ columns: Columns) throws {
        self.init(
            key: try columns.text("key"), scope: try columns.text("scope"), bodyHash: try columns.digest("body_hash"),
            status: try columns.integer("status"), location: try columns.optionalText("location"),
            body: try columns.data("body"), createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Keeps an answer, in the transaction that did what was asked.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the key has been used for the scope.
    public func insert(_ record: IdempotencyRecord) throws {
        try execute(IdempotencyRecord.insertion, record.values)
    }

    /// What was answered to a request with a key, however long ago.
    public func idempotencyRecord(key: String, scope: String) throws -> IdempotencyRecord? {
        try row(
            "SELECT * FROM idempotency WHERE key = ? AND scope = ?", [key, scope], of: IdempotencyRecord.table,
            IdempotencyRecord.init)
    }

    /// Forgets answers older than a moment.
    ///
    /// - Returns: how many.
    @discardableResult
    public func deleteIdempotencyRecords(before moment: Timestamp) throws -> Int {
        try execute("DELETE FROM idempotency WHERE created_at < ?", [moment.milliseconds])
    }
}
