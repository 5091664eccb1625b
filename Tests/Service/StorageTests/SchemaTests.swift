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

    /// `ASSAY_WRITE_SCHEMA=FILE` writes the fixture of a new version: it is compared as text, and never edited once it
    /// is released.
    @Test func theSchemaIsTheOneOfTheFixture() async throws {
        let dump = try await folder.store().read { try Schema.dump($0.database) }
        if let file = ProcessInfo.processInfo.environment["ASSAY_WRITE_SCHEMA"] {
            try dump.write(toFile: file, atomically: true, encoding: .utf8)
        }
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

    @Test func jobsOfTheFirstVersionAreKeptWithWhatRefersToThem() throws {
        let file = folder.path("jobs.sqlite")
        let queue = try DatabaseQueue(path: file)
        try queue.write { database in
            try database.execute(sql: try fixture(1) + "PRAGMA user_version = 1;")
            try database.execute(
                sql: """
                    INSERT INTO worker VALUES ('work_1', 'w', 'h', 1, 1, 'k', 0, 0, NULL);
                    INSERT INTO job VALUES ('job_1', 'training', 'run_1', 'o', 7, 3, 'failed', 2, 1, 5, 11, 60, 0.5,
                        'code', 'detail', 1, 2, 3, 4);
                    INSERT INTO attempt VALUES ('job_1', 1, 'work_1', 't', 0, 0, 0, 0, 'failed', 'code', 'detail');
                    INSERT INTO transition VALUES ('job_1', 1, NULL, 'queued', 0, NULL, NULL);
                    INSERT INTO training_run VALUES ('run_1', 'r', 'base', NULL, x'7b7d', x'7b7d', 'job_1', 'failed',
                        NULL, NULL, NULL, 0);
                    """)
        }
        try queue.writeWithoutTransaction { try Schema.migrate($0, file: file) }
        try queue.write { database in
            let row = try #require(try Row.fetchOne(database, sql: "SELECT * FROM job"))
            let numbers: [Int] = ["priority", "turn", "cancel_requested_at"].map { row[$0] }
            let (batch, detail): (String?, String) = (row["batch"], row["failure_detail"])
            #expect(numbers == [7, 3, 4])
            #expect(batch == nil)
            #expect(detail == "detail")
            // References lead to the new table and are enforced again, and states are shown again.
            #expect(throws: DatabaseError.self) {
                try database.execute(sql: "INSERT INTO transition VALUES ('job_2', 1, NULL, 'queued', 0, NULL, NULL)")
            }
            try database.execute(sql: "UPDATE job SET state = 'queued'")
            #expect(try String.fetchOne(database, sql: "SELECT state FROM training_run") == "queued")
        }
    }

    @Test(arguments: [5, 6]) func requestsOfEarlierVersionsGetTheSetAndStateOfTheirEvaluation(version: Int) throws {
        let file = folder.path("requests.sqlite")
        let queue = try DatabaseQueue(path: file)
        try queue.write { database in
            try database.execute(sql: try fixture(version) + "PRAGMA user_version = \(version);")
        }
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA foreign_keys = OFF;
                    INSERT INTO evaluation_set VALUES ('eset_1', 's', 'c', zeroblob(32), 'jsonl', 1, 1, zeroblob(32), 0,
                        NULL, NULL);
                    INSERT INTO job VALUES ('job_1', 'evaluation', 'eval_1', 'o', NULL, 0, 0, 'failed', 1, 1, 5, 0,
                        NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0);
                    INSERT INTO evaluation VALUES ('eval_1', zeroblob(32), NULL, 'eset_1', NULL, NULL, x'7b7d', 'l',
                        'job_1', 'failed', NULL, NULL, 0);
                    INSERT INTO evaluation_request VALUES ('eval_1', '', 'l');
                    """)
            try Schema.migrate(database, file: file)
        }
        try queue.write { database in
            let row = try #require(try Row.fetchOne(database, sql: "SELECT * FROM evaluation_request"))
            let texts: [String] = ["evaluation", "pool", "label", "evaluation_set", "state"].map { row[$0] }
            #expect(texts == ["eval_1", "", "l", "eset_1", "failed"])
            try database.execute(sql: "UPDATE job SET state = 'queued'")
            let states = try String.fetchAll(
                database, sql: "SELECT state FROM evaluation UNION ALL SELECT state FROM evaluation_request")
            #expect(states == ["queued", "queued"])
        }
    }

    @Test func comparisonsOfEarlierVersionsAreLinkedToTheEvaluationsThatTheyNamed() throws {
        let file = folder.path("comparisons.sqlite")
        let queue = try DatabaseQueue(path: file)
        try queue.write { database in
            try database.execute(sql: try fixture(12) + "PRAGMA user_version = 12;")
        }
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA foreign_keys = OFF;
                    INSERT INTO evaluation_set VALUES ('eset_1', 's', 'c', zeroblob(32), 'jsonl', 1, 1, zeroblob(32), 0,
                        NULL, NULL, 0);
                    INSERT INTO job VALUES ('job_1', 'evaluation', 'eval_1', 'o', NULL, 0, 0, 'failed', 1, 1, 5, 0,
                        NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, 0);
                    INSERT INTO evaluation VALUES ('eval_1', zeroblob(32), NULL, 'eset_1', NULL, NULL, x'7b7d', 'l',
                        'job_1', 'failed', NULL, NULL, 0);
                    INSERT INTO comparison VALUES ('cmp_1', zeroblob(32),
                        CAST('{"evaluations": ["eval_1", "eval_gone"]}' AS BLOB), zeroblob(32), 0);
                    INSERT INTO comparison VALUES ('cmp_2', randomblob(32), CAST('{"pool": "p"}' AS BLOB),
                        zeroblob(32), 0);
                    INSERT INTO comparison VALUES ('cmp_3', randomblob(32), CAST('not JSON' AS BLOB), zeroblob(32), 0);
                    """)
            try Schema.migrate(database, file: file)
        }
        let rows = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM comparison_evaluation") }
        let links: [(String, String)] = rows.map { ($0["comparison"], $0["evaluation"]) }
        #expect(links.count == 1 && links.first?.0 == "cmp_1" && links.first?.1 == "eval_1")
    }

    @Test func stepsOfEarlierVersionsSayWhatTheyCompute() throws {
        let file = folder.path("steps.sqlite")
        let queue = try DatabaseQueue(path: file)
        try queue.write { database in
            try database.execute(sql: try fixture(8) + "PRAGMA user_version = 8;")
        }
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    PRAGMA foreign_keys = OFF;
                    INSERT INTO study VALUES ('study_1', 's', 'pool_1', 'eset_1', x'7b7d', 'running', 3, 0, NULL, NULL,
                        NULL, 0, NULL);
                    INSERT INTO study_step VALUES ('study_1', 1,
                        CAST('{"input":{"step":{"kind":"surrogate","round":2},"trials":[]}}' AS BLOB), 'job_1', NULL, 1, 0);
                    INSERT INTO study_trial VALUES ('study_1', 1, x'7b7d', NULL, 'scored', NULL, NULL, 0, 0);
                    """)
            // By itself, for what the rows refer to is not there.
            try database.execute(sql: Schema.version9)
        }
        try queue.read { database in
            let step = try Data.fetchOne(database, sql: "SELECT step FROM study_step")
            #expect(step == Data(#"{"kind":"surrogate","round":2}"#.utf8))
            #expect(try Int.fetchOne(database, sql: "SELECT version FROM study_trial") == 0)
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
