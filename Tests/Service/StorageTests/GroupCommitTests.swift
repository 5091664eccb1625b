import Foundation
import Hashing
import Storage
import TestSupport
import Testing

@Suite struct GroupCommitTests {
    struct Refused: Error {}

    let folder: TemporaryFolder
    let store: Store
    let identifiers = IdentifierSource()

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store()
    }

    private func answer(_ key: String) -> IdempotencyRecord {
        IdempotencyRecord(
            key: key, scope: "POST /v1/jobs", bodyHash: SHA256.hash(key.utf8), status: 202, location: nil,
            body: Data("{}".utf8), createdAt: Timestamp(milliseconds: 1))
    }

    @Test func writesAtTheSameTimeAllHappenAndTheOneThatThrowsAlone() async throws {
        let committed = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await store.write { transaction in
                            try transaction.insert(answer("key \(number)"))
                            transaction.onCommit { committed.increment() }
                            if number % 10 == 3 { throw Refused() }
                        }
                        #expect(number % 10 != 3)
                    } catch is Refused {
                        #expect(number % 10 == 3)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(committed.value == 180)
        for number in 0..<200 {
            let found = try await store.read { try $0.idempotencyRecord(key: "key \(number)", scope: "POST /v1/jobs") }
            #expect((found == nil) == (number % 10 == 3))
        }
    }

    @Test func oneKeyIsUsedOnceHoweverManyComeAtTheSameTime() async throws {
        let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do {
                        try await store.write { try $0.insert(answer("the key")) }
                        return true
                    } catch let error as StorageError where error.code == .exists {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test func whatWasAnsweredIsThereWhenTheFolderIsOpenedAgain() async throws {
        try await store.write { try $0.insert(answer("kept")) }
        // The file as it is at this instant, as a process that was killed leaves it.
        try FileManager.default.copyItem(atPath: folder.path("data"), toPath: folder.path("copy"))
        let copy = try folder.store("copy")
        #expect(try await copy.read { try $0.idempotencyRecord(key: "kept", scope: "POST /v1/jobs") } != nil)
        #expect(try await copy.integrityProblems() == [])
    }

    @Test func answersAreForgottenByAge() async throws {
        try await store.write { try $0.insert(answer("old")) }
        let forgotten = try await store.write {
            try $0.deleteIdempotencyRecords(before: Timestamp(milliseconds: 2))
        }
        #expect(forgotten == 1)
    }

    @Test func aStoreThatIsClosedRefusesWrites() async throws {
        try store.close()
        try store.close()
        await #expect(throws: StorageError.self) { try await store.write { try $0.insert(answer("late")) } }
    }
}
