import Foundation
import TestSupport
import Testing

@testable import Storage

/// Adversary, D13: a blob that rotted after its first use was served under its own hash.
@Suite struct RottenBlobTests {
    @Test func aBlobThatIsWrittenToAfterItsFirstUseIsRefused() async throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let content = Array("a blob that rots".utf8)
        let blob = try await store.blobs.put(content).blob
        #expect(try await store.blobs.blob(blob.digest) == blob)

        let handle = try #require(FileHandle(forWritingAtPath: blob.path))
        try handle.seek(toOffset: 3)
        try handle.write(contentsOf: Data([0xFF]))
        try handle.close()
        let error = await #expect(throws: StorageError.self) { try await store.blobs.blob(blob.digest) }
        #expect(error?.code == .corrupted)
        let again = await #expect(throws: StorageError.self) { try await store.blobs.blob(blob.digest) }
        #expect(again?.code == .corrupted && again?.message.contains("quarantine") == true)

        // It can be uploaded again.
        #expect(try await store.blobs.put(content).isNew)
        #expect(try await store.blobs.blob(blob.digest).digest == blob.digest)
    }

    @Test func anUploadMendsOneThatRotted() async throws {
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let content = Array("a blob that rots".utf8)
        let blob = try await store.blobs.put(content).blob
        try Data("something else".utf8).write(to: URL(fileURLWithPath: blob.path))
        try await store.blobs.put(content)
        #expect(try await store.blobs.blob(blob.digest) == blob)
    }
}
