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
