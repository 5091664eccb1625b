import Hashing
import Storage
import TestSupport
import Testing
import Words

@Suite struct StoreTests {
    let folder: TemporaryFolder
    let store: Store
    let identifiers = IdentifierSource()

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store()
    }

    private func partition(_ name: String) -> PartitionRecord {
        PartitionRecord(
            id: identifiers.next(.partition), name: name, corpus: "default", labels: ["a", "b/c"],
            blob: SHA256.hash(name.utf8), format: .jsonLines, documents: 3, bytes: 40, tokens: 40,
            createdAt: Timestamp(milliseconds: 1_700_000_000_123))
    }

    @Test func aRecordComesBackAsItWasWritten() async throws {
        let record = partition("law")
        try await store.write { try $0.insert(record) }
        let found = try await store.read { try $0.partition(record.id) }
        #expect(found == record)
        let named = try await store.read { try $0.partition(named: "law", in: "default") }
        #expect(named == record)
    }

    @Test func aWriteThatThrowsLeavesNothing() async throws {
        let record = partition("law")
        let twin = partition("law")
        await #expect(throws: StorageError.self) {
            try await store.write {
                try $0.insert(record)
                try $0.insert(twin)
            }
        }
        #expect(try await store.read { try $0.partitions().items } == [])
    }

    @Test func aNameTakenIsSaidToExist() async throws {
        let (record, twin) = (partition("law"), partition("law"))
        try await store.write { try $0.insert(record) }
        let error = await #expect(throws: StorageError.self) {
            try await store.write { try $0.insert(twin) }
        }
        #expect(error?.code == .exists)
    }

    @Test func aSecondOpenerIsToldThatTheFolderIsHeld() throws {
        let error = #expect(throws: StorageError.self) { try folder.store() }
        #expect(error?.code == .locked)
    }

    @Test func aStoreThatIsClosedLeavesItsFolderToTheNext() async throws {
        let record = partition("law")
        try await store.write { try $0.insert(record) }
        try store.close()
        let next = try folder.store()
        #expect(try await next.read { try $0.partition(record.id) } == record)
        #expect(try await next.integrityProblems() == [])
    }
}
