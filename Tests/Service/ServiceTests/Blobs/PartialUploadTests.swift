import API
import Checkpoints
import Foundation
import HTTPTypes
import Hashing
import Jobs
import Logging
import Scoring
import Storage
import StrictJSON
import Synchronization
import TestSupport
import Testing

@testable import Service

/// Uploads in parts on a disk, or in a process, that has nothing left.
@Suite struct PartialUploadTests {
    private let folder: TemporaryFolder
    private let files = FaultyFileSystem()
    private let content = (0..<1_000).map { UInt8($0 % 251) }

    init() throws { folder = try TemporaryFolder() }

    private var digest: SHA256Digest { SHA256.hash(content) }

    private func uploads(
        checkSpace: @escaping @Sendable (Int64, SpaceClaim) throws -> Void = { _, _ in }
    ) -> PartialUploads {
        PartialUploads(
            folder: folder.path("uploads"), queue: BlockingQueue(width: 1), files: files, checkSpace: checkSpace)
    }

    private func part(_ bytes: [UInt8]) -> AsyncStream<[UInt8]> {
        AsyncStream {
            $0.yield(bytes)
            $0.finish()
        }
    }

    private func range(_ text: String) throws -> ContentRange { try #require(ContentRange(text)) }

    /// A part that found no file descriptor was answered 500.
    @Test(arguments: [EMFILE, ENFILE])
    func aPartWithoutADescriptorMayBeSentAgain(number: Int32) async throws {
        let uploads = uploads()
        let whole = try range("bytes 0-999/1000")
        var failures = 0
        for operation in 0..<20 {
            files.arm(FaultyFileSystem.Fault(operation: operation, error: number))
            do {
                _ = try await uploads.append(part(content), of: whole, to: digest)
                _ = try await uploads.consume(digest) { chunks in
                    for try await _ in chunks {}
                }
                break
            } catch let error as StorageError {
                let (problem, _) = Problem.of(error)
                #expect(problem.type == .unavailable && problem.fields[.retryAfter] != nil, "\(error)")
                failures += 1
                files.arm(nil)
                try await uploads.removeStale(before: Date(timeIntervalSinceNow: 3600))
            }
        }
        #expect(failures >= 5)
        #expect(files.openDescriptors == 0)
    }

    @Test func whatReadsAFolderWithoutADescriptorMayBeTriedAgain() {
        let errors: [any Error] = [
            ImportHandle.failure(EMFILE, "config.json"), ImportHandle.failure(ENFILE, "config.json"),
            CheckpointError(.unreadable, file: "config.json", message: "", systemError: EMFILE),
            DocumentError(file: "blob", message: "", systemError: ENFILE),
            CocoaError(.fileReadUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(.EMFILE)]),
        ]
        for error in errors {
            let (problem, isFailure) = Problem.of(error)
            #expect(problem.type == .unavailable && problem.fields[.retryAfter] != nil && isFailure, "\(error)")
        }
        // A file that may not be read is the sender's to mend.
        let (problem, _) = Problem.of(ImportHandle.failure(EACCES, "config.json"))
        #expect(problem.type == .invalidBody && problem.errors.first?.detail.contains("config.json") == true)
    }

    @Test func aPartIsRefusedWhereTheDiskHasNoRoomForTheRestAndTheBlob() async throws {
        let asked = Mutex<[Int64]>([])
        let uploads = uploads { bytes, _ in
            asked.withLock { $0.append(bytes) }
            if bytes > 1_500 { throw StorageError(.full, subject: "the disk", message: "is low") }
        }
        let first = try range("bytes 0-399/1000")
        await #expect(throws: StorageError.self) { try await uploads.append(part(content), of: first, to: digest) }
        #expect(asked.withLock { $0 } == [2_000])
        #expect(try await uploads.offset(of: digest) == nil, "nothing was begun")
    }

    /// An upload that was whole was lost when the disk had no room for the blob.
    @Test func aWholeUploadOutlivesADiskThatIsFull() async throws {
        let uploads = uploads()
        let last = try range("bytes 0-999/1000")
        #expect(try await uploads.append(part(content), of: last, to: digest) == 1_000)
        await #expect(throws: StorageError.self) {
            try await uploads.consume(digest) { _ in throw StorageError(.full, subject: "the disk", message: "is low") }
        }
        #expect(try await uploads.offset(of: digest) == 1_000)
        // The last part is sent again.
        let again = try range("bytes 400-999/1000")
        #expect(try await uploads.append(part(Array(content[400...])), of: again, to: digest) == 1_000)
        let found = try await uploads.consume(digest) { chunks in try await chunks.reduce([]) { $0 + $1 } }
        #expect(found == content)
        #expect(try await uploads.offset(of: digest) == nil)
    }

    /// Review, D20: what nobody went on with was removed at the start only.
    @Test func anUploadThatNobodyWentOnWithForADayIsRemovedWhileTheServiceRuns() async throws {
        let store = try folder.store()
        let (time, clock) = (
            ManualTime(Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))), ManualClock()
        )
        let service = AssayService(
            configuration: ServiceConfiguration(uploadFolder: folder.path("uploads"), workerToken: "a token"),
            store: store,
            jobs: JobQueue(store: store), logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            time: time)
        let uploads = service.desks.blobs.uploads
        _ = try await uploads.append(part([1, 2]), of: try range("bytes 0-1/4"), to: digest)
        let sweep = Task { await service.runUploadSweep(clock: clock) { Issue.record("\($0)") } }
        await clock.sleepers()
        time.advance(by: .seconds(23 * 3600))
        clock.advance(by: .seconds(3600))
        await clock.sleepers()
        #expect(try await uploads.offset(of: digest) == 2)
        time.advance(by: .seconds(2 * 3600))
        clock.advance(by: .seconds(3600))
        await clock.sleepers()
        #expect(try await uploads.offset(of: digest) == nil)
        sweep.cancel()
        await sweep.value
    }
}
