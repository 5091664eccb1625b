import Foundation
import Hashing
import TestSupport
import Testing
import Words

@testable import Storage

/// A blob goes only when nothing refers to it, and nothing refers to one that has gone.
@Suite struct RemovedBlobTests {
    let folder: TemporaryFolder
    let store: Store

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store()
    }

    private func partition(_ name: String, _ blob: SHA256Digest) -> PartitionRecord {
        PartitionRecord(
            id: IdentifierSource().next(.partition), name: name, corpus: "default", blob: blob, format: .text,
            documents: 1, bytes: 4, tokens: 4, createdAt: Timestamp(milliseconds: 0))
    }

    @Test func aBlobThatSomethingRefersToStays() async throws {
        let blob = try await store.blobs.put(Array("text".utf8)).blob
        let record = partition("one", blob.digest)
        try await store.write { try $0.insert(record) }
        #expect(try await store.removeUnreferenced([blob.digest]) == 0)
        #expect(try await store.blobs.blob(blob.digest) == blob)
    }

    /// A request that has seen the blob may be about to refer to it.
    @Test func nothingRefersToABlobThatHasGoneUntilItIsUploadedAgain() async throws {
        let content = Array("text".utf8)
        let blob = try await store.blobs.put(content).blob
        #expect(try await store.removeUnreferenced([blob.digest]) == 4)
        let record = partition("one", blob.digest)
        let error = await #expect(throws: StorageError.self) { try await store.write { try $0.insert(record) } }
        #expect(error?.code == .missing && error?.subject == "blob \(blob.digest.hex)")
        #expect(try await store.blobs.put(content).isNew)
        try await store.write { try $0.insert(record) }
    }

    @Test func aBlobThatIsUploadedWhileItGoesStays() async throws {
        let content = Array("text".utf8)
        let blob = try await store.blobs.put(content).blob
        store.blobs.removed.insert(blob.digest)
        // It is there and verified, and is put into its place all the same.
        try await store.blobs.put(content)
        #expect(try await store.blobs.remove(blob.digest) == 0)
        #expect(try await store.blobs.blob(blob.digest).digest == blob.digest)
    }
}
