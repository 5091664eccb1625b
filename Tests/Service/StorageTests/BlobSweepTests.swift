import Foundation
import Hashing
import TestSupport
import Testing

@testable import Storage

/// Adversary, D13: a blob that rotted on the disk was found only when it was needed, or never.
@Suite struct BlobSweepTests {
    private let folder: TemporaryFolder
    private let store: Store
    private let clock = ManualClock()

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store()
    }

    /// Changes bytes as a disk does: nothing but the bytes tells of it.
    private func rot(_ blob: Blob) throws {
        var status = stat()
        #expect(stat(blob.path, &status) == 0)
        let handle = try #require(FileHandle(forWritingAtPath: blob.path))
        try handle.seek(toOffset: 1)
        try handle.write(contentsOf: Data([0xFF]))
        try handle.close()
        var times = [status.st_atim, status.st_mtim]
        #expect(utimensat(AT_FDCWD, blob.path, &times, 0) == 0)
    }

    @Test func whatRottedSilentlyIsFoundWhileTheServiceRuns() async throws {
        let rotten = try await store.blobs.put(Array("a blob that rots".utf8)).blob
        let intact = try await store.blobs.put(Array("a blob that stays".utf8)).blob
        try rot(rotten)
        // Its file looks as it did.
        #expect(try await store.blobs.blob(rotten.digest) == rotten)
        let found = Inbox<any Error>()
        let sweep = BlobSweep(store: store.blobs, bytesPerSecond: 1 << 20, clock: clock, first: 0)
        let round = Task { try await sweep.round { found.put($0) } }
        for _ in 0..<2 {
            await clock.sleepers()
            clock.advance(by: .seconds(1))
        }
        try await round.value
        let error = await found.take() as? StorageError
        #expect(error?.code == .corrupted && error?.subject.contains(rotten.digest.hex) == true)
        #expect(try await store.blobs.isQuarantined(rotten.digest))
        let again = await #expect(throws: StorageError.self) { try await store.blobs.blob(rotten.digest) }
        #expect(again?.message.contains("was found damaged") == true)
        #expect(try await store.blobs.blob(intact.digest) == intact)
        // It can be sent again, and is whole then.
        try await store.blobs.put(Array("a blob that rots".utf8))
        #expect(try await store.blobs.verify(rotten.digest).digest == rotten.digest)
    }

    @Test func aSweepReadsNoFasterThanItMay() async throws {
        try await store.blobs.put([UInt8](repeating: 1, count: 3 << 20))
        let sweep = BlobSweep(store: store.blobs, bytesPerSecond: 1 << 19, clock: clock, first: 0x80)
        let round = Task { try await sweep.round { Issue.record("\($0)") } }
        // Three pieces of a mebibyte, two seconds each.
        for _ in 0..<3 {
            await clock.sleepers()
            clock.advance(by: .milliseconds(1_999))
            await clock.sleepers()
            clock.advance(by: .milliseconds(1))
        }
        try await round.value
        #expect(clock.now.offset == .seconds(6))
    }

    @Test func allBlobsHaveTheirTurnWhereverASweepBegins() async throws {
        for number in UInt8(0)..<20 { try await store.blobs.put([number]) }
        let from = try await store.blobs.digests(from: 0x80)
        #expect(from.count == 20 && Set(from).count == 20)
        #expect((from[0].bytes.first ?? 0) >= 0x80)
    }

    @Test func aBlobThatIsReplacedWhileItIsReadIsLeftAlone() async throws {
        let content = Array("a blob that rots".utf8)
        let blob = try await store.blobs.put(content).blob
        try rot(blob)
        let sweep = BlobSweep(store: store.blobs, bytesPerSecond: 1, clock: clock, first: 0)
        let round = Task { try await sweep.round { Issue.record("\($0)") } }
        await clock.sleepers()
        try FileManager.default.removeItem(atPath: blob.path)
        try await store.blobs.put(content)
        clock.advance(by: .seconds(100))
        try await round.value
        #expect(try await store.blobs.verify(blob.digest) == blob)
    }
}
