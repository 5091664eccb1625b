import GRDB

/// One consistent view of the database, in which everything happens or nothing.
///
/// It lives as long as the closure of ``Store/read(_:)`` or ``Store/write(_:)`` that it is given to, and belongs to
/// that closure's thread. Its methods stand in files of their own, one a resource.
public final class Transaction {
    let database: Database
    let removedBlobs: RemovedBlobs
    private(set) var commitActions: [@Sendable () -> Void] = []

    init(_ database: Database, removedBlobs: RemovedBlobs) {
        self.database = database
        self.removedBlobs = removedBlobs
    }

    /// Has something done once everything written here is on disk; never if it is undone.
    ///
    /// The action runs on the database's queue: it must be quick, and must not wait for the store.
    public func onCommit(_ action: @escaping @Sendable () -> Void) {
        commitActions.append(action)
    }
}

/// A value that SQLite can hold.
typealias Value = (any DatabaseValueConvertible)?

extension Transaction {
    /// Runs one statement; prepared statements are kept.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ values: [Value] = []) throws -> Int {
        try translatingErrors(of: sql) {
            let statement = try database.cachedStatement(sql: sql)
            try statement.execute(arguments: StatementArguments(values))
            return database.changesCount
        }
    }

    /// Every row that a query gives.
    func rows<Record>(
        _ sql: String, _ values: [Value] = [], of table: String, _ decode: (Columns) throws -> Record
    ) throws -> [Record] {
        try translatingErrors(of: sql) {
            let statement = try database.cachedStatement(sql: sql)
            let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(values))
            var records: [Record] = []
            while let row = try cursor.next() {
                records.append(try decode(Columns(row, of: table)))
            }
            return records
        }
    }

    /// The first row that a query gives.
    func row<Record>(
        _ sql: String, _ values: [Value] = [], of table: String, _ decode: (Columns) throws -> Record
    ) throws -> Record? {
        try rows(sql, values, of: table, decode).first
    }

    /// The whole number that a query gives, if it gives one.
    func integer(_ sql: String, _ values: [Value] = []) throws -> Int? {
        try translatingErrors(of: sql) {
            try Int.fetchOne(database.cachedStatement(sql: sql), arguments: StatementArguments(values))
        }
    }

    private func translatingErrors<Result>(of sql: String, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as DatabaseError { throw StorageError(error) }
    }
}

extension StorageError {
    /// Says in this room's words what SQLite reported.
    init(_ error: DatabaseError) {
        var message = error.message ?? "SQLite result \(error.extendedResultCode.rawValue)"
        let code: Code =
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: .exists
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .missing
            default:
                switch error.resultCode {
                case .SQLITE_FULL: .full
                case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupted
                case .SQLITE_CONSTRAINT: .invalid
                // Files are opened late: a reader's, a journal's. What opened at the start does not vanish.
                case .SQLITE_CANTOPEN: .exhausted
                default: .failed
                }
            }
        // References are checked before: whatever is missing now was removed meanwhile.
        if code == .missing { message = "no longer holds what is referred to: it was removed meanwhile (\(message))" }
        self.init(code, subject: "assay.sqlite", message: message)
    }
}
