import Foundation
import Hashing
import Synchronization
import Testing

@testable import Workers

@Suite struct BlobSourceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-blobs-\(UUID().uuidString)").path
    private let content = Data("some text".utf8)
    private let digest = SHA256.hash(Array("some text".utf8))

    private final class Downloads: Sendable {
        private let digests = Mutex<[SHA256Digest]>([])
        var all: [SHA256Digest] { digests.withLock { $0 } }
        func note(_ digest: SHA256Digest) { digests.withLock { $0.append(digest) } }
    }

    private func source(_ downloads: Downloads, dataFolder: String? = nil, cacheBytes: Int64 = 1 << 20) throws
        -> BlobSource
    {
        let content = content
        return try BlobSource(dataFolder: dataFolder, cacheFolder: folder + "/cache", cacheBytes: cacheBytes) {
            digest, path in
            downloads.note(digest)
            try content.write(to: URL(fileURLWithPath: path))
        }
    }

    private func placeInDataFolder(_ data: Data) throws -> String {
        let path = BlobSource.path(of: digest, inDataFolder: folder)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aBlobOfTheDataFolderIsReadWhereItStands() async throws {
        let path = try placeInDataFolder(content)
        let downloads = Downloads()
        #expect(try await source(downloads, dataFolder: folder).path(of: digest.hex) == path)
        #expect(downloads.all.isEmpty)
    }

    @Test func aRottenBlobOfTheDataFolderIsAskedForInstead() async throws {
        let rotten = try placeInDataFolder(Data("some texT".utf8))
        let downloads = Downloads()
        let path = try await source(downloads, dataFolder: folder).path(of: digest)
        #expect(path != rotten)
        #expect(FileManager.default.contents(atPath: path) == content)
        #expect(downloads.all == [digest])
    }

    /// Adversary, D13: a worker went on with a file that had been written to after its first use.
    @Test(arguments: [true, false])
    func aFileThatIsWrittenToAfterItsFirstUseIsNotUsed(isInDataFolder: Bool) async throws {
        let downloads = Downloads()
        let source = try source(downloads, dataFolder: isInDataFolder ? folder : nil)
        if isInDataFolder { _ = try placeInDataFolder(content) }
        let first = try await source.path(of: digest)
        let before = downloads.all.count
        let handle = try #require(FileHandle(forWritingAtPath: first))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("S".utf8))
        try handle.close()
        let again = try await source.path(of: digest)
        #expect(FileManager.default.contents(atPath: again) == content)
        #expect(downloads.all.count == before + 1)
    }

    @Test func aFileThatIsReplacedByTheSameIsUsed() async throws {
        let path = try placeInDataFolder(content)
        let downloads = Downloads()
        let source = try source(downloads, dataFolder: folder)
        #expect(try await source.path(of: digest) == path)
        try content.write(to: URL(fileURLWithPath: path), options: .atomic)
        #expect(try await source.path(of: digest) == path)
        #expect(downloads.all.isEmpty)
    }

    @Test func aDownloadServesTheNextRunToo() async throws {
        let downloads = Downloads()
        let first = try await source(downloads).path(of: digest)
        #expect(try await source(downloads).path(of: digest) == first)
        #expect(downloads.all == [digest])
    }

    @Test func aRottenDownloadIsFetchedAgain() async throws {
        let downloads = Downloads()
        let path = try await source(downloads).path(of: digest)
        try Data("some texT".utf8).write(to: URL(fileURLWithPath: path))
        let again = try await source(downloads).path(of: digest)
        #expect(FileManager.default.contents(atPath: again) == content)
        #expect(downloads.all == [digest, digest])
    }

    @Test func theCacheGivesWayToWhatIsNew() async throws {
        let downloads = Downloads()
        let source = try source(downloads, cacheBytes: 5)
        let other = SHA256.hash([1])
        let first = try await source.path(of: digest)
        _ = try await source.path(of: other)
        #expect(!FileManager.default.fileExists(atPath: first))
        _ = try await source.path(of: digest)
        #expect(downloads.all == [digest, other, digest])
    }

    @Test func aNameThatIsNoDigestIsRefused() async throws {
        let source = try source(Downloads())
        await #expect(throws: WorkFailure.self) { try await source.path(of: "../../etc/passwd") }
    }
}
