import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

/// Data folders that something has happened to.
@Suite struct DamagedFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var database: String { folder.path("data/assay.sqlite") }

    private func makeStore() async throws {
        let store = try folder.store()
        try await store.blobs.put(Array("a blob".utf8))
        try store.close()
    }

    /// Adversary, D9: such a folder started as an empty service.
    @Test(arguments: [true, false])
    func blobsWithoutTheirDatabaseAreNotANewService(isMissing: Bool) async throws {
        try await makeStore()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path("data"))
        where file.hasPrefix("assay.sqlite") {
            try FileManager.default.removeItem(atPath: folder.path("data/\(file)"))
        }
        if !isMissing { try Data().write(to: URL(fileURLWithPath: database)) }
        let error = #expect(throws: StorageError.self) { try folder.store() }
        #expect(error?.code == .corrupted && error?.message.contains("restore") == true, "\(String(describing: error))")
        #expect(error?.message.contains(isMissing ? "is missing" : "is empty") == true)
    }

    @Test func neitherIsADatabaseOfSomethingElse() async throws {
        try await makeStore()
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path("data"))
        where file.hasPrefix("assay.sqlite") {
            try FileManager.default.removeItem(atPath: folder.path("data/\(file)"))
        }
        let other = try DatabaseQueue(path: database)
        try await other.write { try $0.execute(sql: "CREATE TABLE t (x)") }
        try other.close()
        let error = #expect(throws: StorageError.self) { try folder.store() }
        #expect(error?.code == .corrupted && error?.message.contains("no tables") == true)
    }

    @Test func aFolderWithoutBlobsMayBeginAnew() throws {
        try folder.store().close()
        try FileManager.default.removeItem(atPath: database)
        try folder.store().close()
    }

    /// Adversary, D19: a folder that was there with other rights kept them.
    @Test func aFolderThatOthersMayReadIsClosedToThem() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("data"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try folder.store().close()
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("data"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
    }

    /// Closing a folder that was named by mistake took it from everybody else, and `/tmp` its sticky bit.
    @Test(arguments: [mode_t(0o755), 0o1777])
    func aFolderOfOthersIsRefusedAndLeftAsItIs(rights: mode_t) throws {
        let path = folder.path("data")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("theirs".utf8).write(to: URL(fileURLWithPath: path + "/notes.txt"))
        #expect(chmod(path, rights) == 0)
        let error = #expect(throws: StorageError.self) { try folder.store() }
        #expect(error?.message.contains("chmod 700") == true, "\(String(describing: error))")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == rights)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["notes.txt"])
    }

    /// A store with a table of many pages, and the numbers of the pages that hold a text.
    private func pages(holding text: String) throws -> (size: Int, pages: [Int]) {
        let data = try Data(contentsOf: URL(fileURLWithPath: database))
        let size = Int(data[16]) << 8 | Int(data[17])
        let mark = Data(text.utf8)
        let pages = (0..<data.count / size).filter { data[$0 * size..<($0 + 1) * size].range(of: mark) != nil }
        return (size, pages)
    }

    private func overwrite(page: Int, size: Int) throws {
        let handle = try #require(FileHandle(forWritingAtPath: database))
        try handle.seek(toOffset: UInt64(page * size))
        try handle.write(contentsOf: Data(repeating: 0x5A, count: size))
        try handle.close()
    }

    private func makeWorkers(_ count: Int, in store: Store) async throws {
        try await store.write { transaction in
            let source = IdentifierSource()
            for number in 0..<count {
                try transaction.insert(
                    WorkerRecord(
                        id: source.next(.worker), name: "marked-\(number)-" + String(repeating: "x", count: 200),
                        host: "h",
                        pid: 1, threads: 1, kernelPath: "k", registeredAt: Timestamp(milliseconds: 0),
                        lastSeenAt: Timestamp(milliseconds: 0)))
            }
        }
    }

    /// Adversary, D10: only the first and the last row of each table were looked at.
    @Test func damageInTheMiddleOfATableIsFoundAndRemembered() async throws {
        let whole = try folder.store()
        try await makeWorkers(500, in: whole)
        try whole.close()
        let (size, pages) = try pages(holding: "marked-250-")
        try overwrite(page: try #require(pages.first), size: size)
        let store = try folder.store()
        try await store.probeTables()
        try store.checkDamage()
        let found = Inbox<StorageError>()
        try await store.checkTables { found.put($0) }
        #expect(await found.take().subject == "table worker")
        let damage = #expect(throws: StorageError.self) { try store.checkDamage() }
        #expect(damage?.subject == "table worker" && damage?.isDatabaseDamage == true)
    }

    @Test func damageThatARequestMeetsIsRemembered() async throws {
        let whole = try folder.store()
        try await makeWorkers(500, in: whole)
        try whole.close()
        let (size, pages) = try pages(holding: "marked-250-")
        for page in pages { try overwrite(page: page, size: size) }
        let store = try folder.store()
        try store.checkDamage()
        let error = await #expect(throws: StorageError.self) {
            try await store.read { try $0.integer("SELECT count(*) FROM worker WHERE host LIKE '%z%'") }
        }
        #expect(error?.isDatabaseDamage == true)
        #expect(throws: StorageError.self) { try store.checkDamage() }
    }

    @Test func aWholeDatabaseIsFoundWhole() async throws {
        let store = try folder.store()
        try await makeWorkers(50, in: store)
        try await store.checkTables { Issue.record("\($0)") }
        try store.checkDamage()
        // What only a request did wrong is no damage.
        await #expect(throws: StorageError.self) {
            try await store.read { _ in throw StorageError(.corrupted, subject: "blob 12", message: "is rotten") }
        }
        try store.checkDamage()
    }

    /// Adversary, D10: a damaged page was not seen by readiness.
    @Test func aDamagedTableIsNamed() async throws {
        try await makeStore()
        let store = try folder.store()
        try await store.probeTables()
        let page = try await store.read { transaction in
            try transaction.integer("SELECT rootpage FROM sqlite_schema WHERE name = 'job'")
        }
        let size = try await store.read { try $0.integer("PRAGMA page_size") }
        try store.close()
        let handle = try #require(FileHandle(forWritingAtPath: database))
        try handle.seek(toOffset: UInt64((try #require(page) - 1) * (try #require(size))))
        try handle.write(contentsOf: Data(repeating: 0x5A, count: try #require(size)))
        try handle.close()
        let damaged = try folder.store()
        let error = await #expect(throws: StorageError.self) { try await damaged.probeTables() }
        #expect(error?.subject == "table job" && error?.code == .corrupted, "\(String(describing: error))")
    }
}
