import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct SchemaTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// The schema as the fixture of a version has it.
    private func fixture(_ version: Int) throws -> String {
        let url = try #require(
            Bundle.module.url(forResource: "schema-\(version)", withExtension: "sql", subdirectory: "Fixtures"))
        return try String(contentsOf: url, encoding: .utf8)
    }

    /// To make a fixture of a new version, print the dump: it is compared as text, and never edited once it has landed.
    @Test func theSchemaIsTheOneOfTheFixture() async throws {
        let dump = try await folder.store().read { try Schema.dump($0.database) }
        #expect(dump == (try fixture(Schema.migrations.count)))
    }

    @Test func everyVersionBeforeLeadsToTheLatest() throws {
        for version in 1...Schema.migrations.count {
            let file = folder.path("\(version).sqlite")
            let queue = try DatabaseQueue(path: file)
            try queue.write { try $0.execute(sql: try fixture(version) + "PRAGMA user_version = \(version);") }
            try queue.writeWithoutTransaction { try Schema.migrate($0, file: file) }
            #expect(try queue.read(Schema.dump) == (try fixture(Schema.migrations.count)))
        }
    }

    @Test func aLaterVersionIsRefused() throws {
        let queue = try DatabaseQueue()
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA user_version = \(Schema.migrations.count + 1)")
            let error = #expect(throws: StorageError.self) { try Schema.migrate(database, file: "assay.sqlite") }
            #expect(error?.code == .unsupported)
        }
    }

    @Test func everyTableIsStrict() async throws {
        let loose = try await folder.store().read { transaction in
            try String.fetchAll(
                transaction.database,
                sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0")
        }
        #expect(loose == ["sqlite_schema"])
    }

    @Test func theWriterSyncsFullyAndHoldsReferences() async throws {
        let store = try folder.store()
        let pragmas = try await store.write { transaction in
            try ["synchronous", "foreign_keys", "journal_mode", "busy_timeout"].map {
                try String.fetchOne(transaction.database, sql: "PRAGMA \($0)")
            }
        }
        #expect(pragmas == ["2", "1", "wal", "10000"])
    }

    @Test func readersCanNeitherWriteNorCheckpoint() async throws {
        let store = try folder.store()
        await #expect(throws: StorageError.self) {
            try await store.read { _ = try $0.execute("DELETE FROM worker") }
        }
        await #expect(throws: StorageError.self) {
            try await store.read { try $0.database.checkpoint(.passive) }
        }
        try await store.write { _ = try $0.execute("DELETE FROM worker") }
    }

    @Test func theWalIsEmptiedByTheWriterAlone() async throws {
        let store = try folder.store()
        try await store.write { _ = try $0.execute("DELETE FROM worker") }
        _ = try await store.read { try $0.jobCounts() }
        try store.close()
        let left = try FileManager.default.attributesOfItem(atPath: folder.path("data/assay.sqlite-wal"))
        #expect(left[.size] as? Int == 0)
    }
}
