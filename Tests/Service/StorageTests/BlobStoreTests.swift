import Foundation
import Hashing
import Storage
import TestSupport
import Testing

@Suite struct BlobStoreTests {
    let folder: TemporaryFolder
    let files = FaultyFileSystem()
    let store: Store
    var blobs: BlobStore { store.blobs }
    let content = Array("a document of some length".utf8)
    var digest: SHA256Digest { SHA256.hash(content) }

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store(files: files)
    }

    /// Every regular file under the blobs and the temporary files.
    private func everyFile() -> [String] {
        let enumerator = FileManager.default.enumerator(atPath: folder.path("data"))
        let names = enumerator?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            var isFolder: ObjCBool = false
            let path = folder.path("data/" + name)
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && !name.hasPrefix("assay.sqlite")
        }.sorted()
    }

    @Test func aBlobStandsUnderItsHash() async throws {
        let (blob, isNew) = try await blobs.put(content, expecting: digest)
        #expect(isNew)
        #expect(blob.size == Int64(content.count))
        let hex = digest.hex
        #expect(everyFile() == ["blobs/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: blob.path)) == Data(content))
        #expect(try await blobs.blob(digest) == blob)
        #expect(try await blobs.size(of: digest) == blob.size)
        #expect(try await blobs.put(content).isNew == false)
        #expect(everyFile().count == 1)
    }

    @Test func piecesMakeOneBlob() async throws {
        let pieces = AsyncStream<ArraySlice<UInt8>> { stream in
            stream.yield(content[..<7])
            stream.yield(content[7...])
            stream.finish()
        }
        #expect(try await blobs.put(pieces).blob.digest == digest)
        #expect(try await blobs.put([UInt8]()).blob.size == 0)
    }

    @Test func bytesWithAnotherHashAreRefusedAndLeaveNothing() async throws {
        let other = SHA256.hash("else".utf8)
        let error = await #expect(throws: StorageError.self) { try await blobs.put(content, expecting: other) }
        #expect(error?.code == .mismatched)
        #expect(everyFile() == [])
        #expect(try await blobs.size(of: digest) == nil)
    }

    @Test func aBodyThatBreaksOffLeavesNothing() async throws {
        struct BrokenOff: Error {}
        let content = content
        let pieces = AsyncThrowingStream<[UInt8], any Error> { stream in
            stream.yield(content)
            stream.finish(throwing: BrokenOff())
        }
        await #expect(throws: BrokenOff.self) { try await blobs.put(pieces) }
        #expect(everyFile() == [])
        #expect(files.openDescriptors == 0)
    }

    @Test func whateverOperationFailsNoWrongBlobIsLeftAndTheNextUploadSucceeds() async throws {
        files.arm(nil)
        try await blobs.put(content)
        let operations = files.operations
        #expect(operations.contains("syncFolder") && operations.contains("rename") && operations.contains("sync"))
        for error in [ENOSPC, EIO] {
            for operation in operations.indices {
                let store = try folder.store("\(error)-\(operation)", files: files)
                files.arm(FaultyFileSystem.Fault(operation: operation, error: error))
                let thrown = await #expect(throws: StorageError.self, "\(operations[operation])") {
                    try await store.blobs.put(content)
                }
                #expect(thrown?.systemError == error)
                #expect(files.openDescriptors == 0)
                files.arm(nil)
                #expect(try files.names(in: folder.path("\(error)-\(operation)/tmp")) == [])
                try await store.blobs.put(content, expecting: digest)
                #expect(try await store.blobs.blob(digest).size == Int64(content.count))
            }
        }
    }

    @Test func aBlobIsOnDiskBeforeItIsCalledThere() async throws {
        files.arm(nil)
        try await blobs.put(content)
        let steps = files.operations.filter { ["sync", "rename", "syncFolder"].contains($0) }
        #expect(steps == ["sync", "syncFolder", "rename", "syncFolder"])
    }

    @Test func aRottenBlobIsFoundOnItsFirstUseAfterTheStartAndQuarantined() async throws {
        let path = try await blobs.put(content).blob.path
        for bit in 0..<8 {
            let next = try folder.store("next \(bit)")
            let copy = next.blobs.path(of: digest)
            try FileManager.default.createDirectory(
                atPath: (copy as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            var rotten = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            rotten[bit] ^= 1 << UInt8(bit)
            try Data(rotten).write(to: URL(fileURLWithPath: copy))
            let error = await #expect(throws: StorageError.self) { try await next.blobs.blob(digest) }
            #expect(error?.code == .corrupted)
            #expect(error?.subject.contains(digest.hex) == true)
            #expect(try await next.blobs.size(of: digest) == nil)
            #expect(try files.names(in: folder.path("next \(bit)/blobs/quarantine")).count == 1)
            #expect(try await next.blobs.put(content).isNew)
        }
    }

    @Test func aTornBlobIsReplacedByTheNextUpload() async throws {
        let path = try await blobs.put(content).blob.path
        let next = try folder.store("next")
        let copy = next.blobs.path(of: digest)
        try FileManager.default.createDirectory(
            atPath: (copy as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(contentsOf: URL(fileURLWithPath: path)).dropLast().write(to: URL(fileURLWithPath: copy))
        try await next.blobs.put(content)
        #expect(try await next.blobs.verify(digest).size == Int64(content.count))
    }

    @Test func aBlobThatRotsWhileTheServiceRunsIsFoundOnDemand() async throws {
        let blob = try await blobs.put(content).blob
        try Data("rot".utf8).write(to: URL(fileURLWithPath: blob.path))
        let error = await #expect(throws: StorageError.self) { try await blobs.verify(digest) }
        #expect(error?.code == .corrupted)
        let missing = await #expect(throws: StorageError.self) { try await blobs.blob(digest) }
        #expect(missing?.code == .corrupted)
    }

    @Test func whatUploadsLeftBehindIsRemovedAtTheStart() throws {
        try folder.store("old").close()
        let path = try folder.write("half".utf8, to: "old/tmp/upload-1")
        _ = try folder.store("old")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aLowDiskTakesNothingMoreButGivesWhatItHas() async throws {
        try await blobs.put(content)
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = 1_000
        let low = try Store(folder: folder.path("low"), configuration: configuration, files: files)
        try await low.blobs.put(content)
        files.setFreeBytes(999)
        let error = await #expect(throws: StorageError.self) { try await low.blobs.put(Array("more".utf8)) }
        #expect(error?.code == .full)
        #expect(throws: StorageError.self) { try low.checkSpace() }
        #expect(try await low.blobs.blob(digest).size == Int64(content.count))
        files.setFreeBytes(1_004)
        try await low.blobs.put(Array("more".utf8))
    }

    /// Review, D14: the disk could be filled to the last byte.
    @Test func anUploadThatDoesNotFitIsRefusedBeforeItBegins() async throws {
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = 1_000
        let low = try Store(folder: folder.path("low"), configuration: configuration, files: files)
        files.setFreeBytes(1_500)
        let error = await #expect(throws: StorageError.self) { try await low.blobs.upload(length: 501) }
        #expect(
            error?.code == .full && error?.message.contains("501 are to come") == true, "\(String(describing: error))")
        #expect(error?.description.contains("/") == false, "no path of this machine")
        // What a worker has found may use a part of what must stay free.
        try await low.blobs.upload(length: 1_250, from: .worker).discard()
        await #expect(throws: StorageError.self) { try await low.blobs.upload(length: 1_251, from: .worker) }
        try await low.blobs.upload(length: 500).discard()
    }

    @Test func anUploadStopsWhenTheDiskBecomesLowMeanwhile() async throws {
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = 1_000
        let low = try Store(folder: folder.path("low"), configuration: configuration, files: files)
        files.setFreeBytes(1 << 30)
        let upload = try await low.blobs.upload()
        let piece = [UInt8](repeating: 1, count: 8 << 20)
        try await upload.append(piece)
        files.setFreeBytes(999)
        let error = await #expect(throws: StorageError.self) {
            try await upload.append(piece)
        }
        #expect(error?.code == .full)
        await upload.discard()
        #expect(try files.names(in: folder.path("low/tmp")).isEmpty)
    }
}
