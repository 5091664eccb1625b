import GRDB

extension Store {
    /// Reads from one consistent view of the database.
    ///
    /// - Throws: what the closure throws, or ``StorageError``.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        let removed = blobs.removed
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { [damage] database in
                continuation.resume(
                    with: Swift.Result {
                        do { return try body(Transaction(database.get(), removedBlobs: removed)) } catch {
                            damage.note(error)
                            throw (error as? DatabaseError).map(StorageError.init) ?? error
                        }
                    })
            }
        }
    }

    /// Writes: all that the closure does happens, and is on disk when this returns, or nothing is.
    ///
    /// Writes happen one after another. Those that wait at the same time share one commit; one that throws is undone
    /// alone.
    /// - Throws: what the closure throws, or ``StorageError``.
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            commits.enqueue(body) { [damage] result in
                if case .failure(let error) = result { damage.note(error) }
                continuation.resume(with: result)
            }
        }
    }

    /// How long commits held the writer, since the store was opened or the times were last taken; writes that waited
    /// together shared one.
    public var writerTimes: WriterTimes { commits.times }

    /// Gives how long commits held the writer so far, and begins to measure anew.
    public func takeWriterTimes() -> WriterTimes { commits.takeTimes() }

    /// Reads the first and the last row of every table: what damage there shows costs little to find.
    ///
    /// - Throws: ``StorageError`` that names the table.
    public func probeTables() async throws {
        try await read { transaction in
            for table in try transaction.tableNames() {
                do {
                    let name = table.quotedDatabaseIdentifier
                    _ = try Row.fetchOne(transaction.database, sql: "SELECT * FROM \(name) LIMIT 1")
                    _ = try Int.fetchOne(transaction.database, sql: "SELECT max(rowid) FROM \(name)")
                } catch let error as DatabaseError {
                    // Tables without row ids have no last one by that name.
                    guard error.resultCode != .SQLITE_ERROR else { continue }
                    let found = StorageError(error)
                    throw StorageError(found.code, subject: "table \(table)", message: found.message)
                }
            }
        }
    }

    /// Runs SQLite's own check of the whole file, and of every reference.
    ///
    /// - Returns: what is wrong; empty if nothing is.
    public func integrityProblems() async throws -> [String] {
        try await read { transaction in
            let check = try String.fetchAll(transaction.database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            let references = try Row.fetchAll(transaction.database, sql: "PRAGMA foreign_key_check")
            return check + references.map { "foreign key: \($0)" }
        }
    }
}
