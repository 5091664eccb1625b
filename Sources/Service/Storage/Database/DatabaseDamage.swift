import GRDB
import Synchronization

/// What of the database was found damaged since it was opened: by a check, or by a request that met it.
///
/// It does not pass: the database has to be restored, and the service started again.
final class DatabaseDamage: Sendable {
    /// By the table or file.
    private let found = Mutex<[String: String]>([:])

    /// The first of what was found, by name.
    var first: StorageError? {
        let all = found.withLock { $0 }
        return all.min { $0.key < $1.key }.map { StorageError(.corrupted, subject: $0.key, message: $0.value) }
    }

    /// Remembers an error that tells of damage; any other is passed over.
    func note(_ error: any Error) {
        let error = (error as? DatabaseError).map(StorageError.init) ?? error as? StorageError
        guard let error, error.isDatabaseDamage else { return }
        found.withLock { found in
            if found[error.subject] == nil { found[error.subject] = error.message }
        }
    }
}

extension StorageError {
    /// Whether rows or pages of the database are not what was written, rather than a blob.
    public var isDatabaseDamage: Bool { code == .corrupted && !subject.hasPrefix("blob ") }
}

extension Store {
    /// - Throws: ``StorageError`` that names what was found damaged, if anything was.
    public func checkDamage() throws {
        if let damage = damage.first { throw damage }
    }

    /// Has SQLite check one table with its indexes after another, over a connection of its own: long, and in nobody's
    /// way.
    ///
    /// Ends early when the task is cancelled.
    ///
    /// - Parameter found: told of each table that is damaged; ``checkDamage()`` tells of them from then on.
    /// - Throws: ``StorageError`` when they cannot be checked.
    public func checkTables(found: @Sendable (StorageError) -> Void) async throws {
        let tables = try await read { try $0.tableNames() }
        let reader = try TableReader(path: pool.path)
        defer { reader.close() }
        for table in tables {
            guard !Task.isCancelled else { return }
            let problem: StorageError?
            do {
                problem = try await reader.firstProblem(of: table)
            } catch let error as StorageError where error.code == .corrupted {
                problem = error
            }
            guard let problem else { continue }
            let error = StorageError(.corrupted, subject: "table \(table)", message: problem.message)
            damage.note(error)
            found(error)
        }
    }

    /// Checks all tables again and again, with a pause after each round, until the task is cancelled.
    ///
    /// - Parameter found: told of what is damaged, and of what kept it from being checked.
    public func runTableChecks(
        pause: Duration, clock: any Clock<Duration> = ContinuousClock(), found: @Sendable (any Error) -> Void
    ) async {
        while !Task.isCancelled {
            do { try await checkTables(found: found) } catch {
                // What was broken off says nothing of the tables.
                guard !Task.isCancelled else { return }
                found(error)
            }
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }
}

/// A read-only connection for checks, which can be broken off.
private final class TableReader: Sendable {
    private let queue: DatabaseQueue

    init(path: String) throws {
        var settings = GRDB.Configuration()
        settings.readonly = true
        settings.label = "assay.check"
        do { queue = try DatabaseQueue(path: path, configuration: settings) } catch let error as DatabaseError {
            throw StorageError(error)
        }
    }

    /// What SQLite first finds wrong with a table; `nil` if nothing is.
    func firstProblem(of table: String) async throws -> StorageError? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.asyncRead { database in
                    continuation.resume(
                        with: Result {
                            do {
                                let lines = try String.fetchAll(
                                    database.get(), sql: "PRAGMA integrity_check(\(table.quotedDatabaseIdentifier))")
                                return lines.first { $0 != "ok" }.map {
                                    StorageError(.corrupted, subject: "assay.sqlite", message: $0)
                                }
                            } catch let error as DatabaseError {
                                throw StorageError(error)
                            }
                        })
                }
            }
        } onCancel: {
            queue.interrupt()
        }
    }

    func close() {
        // It has written nothing: there is nothing to lose.
        try? queue.close()
    }
}

extension Transaction {
    /// The tables of the schema, in order.
    func tableNames() throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    }
}
