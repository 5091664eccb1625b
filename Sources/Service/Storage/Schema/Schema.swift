import GRDB

/// The tables, as a list of versions that only grows: what has landed is never edited.
enum Schema {
    /// The SQL that leads from each version to the next; the first leads from an empty file to version 1.
    static let migrations = [
        version1, version2, version3, version4, version5, version6, version7, version8, version9, version10, version11,
        version12, version13,
    ]

    /// Brings the database to the latest version, each step in a transaction of its own.
    ///
    /// SQLite's `user_version` holds the version, so that a step and its number are committed together. A step may make
    /// a table anew under its old name, so references are not enforced while it runs, and all of them checked before it
    /// is committed: the procedure that SQLite's manual gives for changes that `ALTER TABLE` cannot make.
    static func migrate(_ database: Database, file: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= migrations.count else {
            throw StorageError(
                .unsupported, subject: file,
                message:
                    "schema version \(version) is newer than \(migrations.count), the latest that this assayd knows")
        }
        guard version < migrations.count else { return }
        try database.execute(sql: "PRAGMA foreign_keys = OFF")
        for next in version..<migrations.count {
            try database.inTransaction(.exclusive) {
                try database.execute(sql: migrations[next])
                try database.checkForeignKeys()
                try database.execute(sql: "PRAGMA user_version = \(next + 1)")
                return .commit
            }
        }
        // A step that fails leaves a database that is not used: nothing is to be enforced on it.
        try database.execute(sql: "PRAGMA foreign_keys = ON")
    }

    /// Every table, index and trigger as SQLite holds them: the SQL that makes the same schema at once.
    static func dump(_ database: Database) throws -> String {
        let order = "CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name"
        let statements = try String.fetchAll(
            database, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY \(order)")
        return statements.map { $0 + ";\n" }.joined()
    }
}
