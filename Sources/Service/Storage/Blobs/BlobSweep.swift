import Hashing

/// Reads every blob again while the service runs, slowly, so that what has rotted is found before it is needed.
///
/// A disk may give other bytes than were written without the file's time telling of it: only reading shows that.
public struct BlobSweep: Sendable {
    private let store: BlobStore
    private let bytesPerSecond: Int
    private let clock: any Clock<Duration>
    private let first: UInt8

    private static let pieceBytes = 1 << 20

    /// - Parameters:
    ///   - bytesPerSecond: how fast blobs are read, at least 1.
    ///   - first: blobs whose digest begins with this byte, or a later one, come first: drawn at random, so that all
    ///     have their turn though the service be stopped before the end of each round.
    public init(store: BlobStore, bytesPerSecond: Int, clock: any Clock<Duration> = ContinuousClock(), first: UInt8) {
        self.store = store
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.clock = clock
        self.first = first
    }

    /// Reads all blobs round after round, with a pause after each, until the task is cancelled.
    ///
    /// - Parameter found: told of each blob that is damaged, and of what kept one from being read.
    public func run(pause: Duration, found: @Sendable (any Error) -> Void) async {
        while !Task.isCancelled {
            do {
                try await round(found: found)
                try await clock.sleep(for: pause)
            } catch is CancellationError {
                return
            } catch {
                found(error)
                // The list could not be read: it is no use to ask at once again.
                try? await clock.sleep(for: pause)
            }
        }
    }

    /// Reads all blobs once.
    func round(found: @Sendable (any Error) -> Void) async throws {
        for digest in try await store.digests(from: first) {
            do {
                try await check(digest)
            } catch let error as StorageError {
                // One that was removed meanwhile is nobody's loss.
                if error.code != .missing { found(error) }
            }
        }
    }

    private func check(_ digest: SHA256Digest) async throws {
        let path = store.path(of: digest)
        let store = store
        let (stamp, descriptor) = try await store.perform {
            guard let stamp = try store.files.stamp(of: path) else {
                throw StorageError(.missing, subject: "blob \(digest.hex)", message: "is not there")
            }
            return (stamp, try store.files.open(path))
        }
        defer { store.files.close(descriptor) }
        let reading = Reading(descriptor, store.files)
        while case let count = try await store.perform({ try reading.next(upTo: Self.pieceBytes) }), count > 0 {
            try await clock.sleep(for: .seconds(Double(count) / Double(bytesPerSecond)))
        }
        try await store.perform { try store.conclude(digest, found: reading.digest(), as: stamp) }
    }

    /// A file as it is read piece after piece; one task at a time touches it.
    private final class Reading: @unchecked Sendable {
        private let descriptor: Int32
        private let files: any FileSystem
        private let computation = SHA256()

        init(_ descriptor: Int32, _ files: any FileSystem) {
            self.descriptor = descriptor
            self.files = files
        }

        /// How many bytes were read; 0 at the end.
        func next(upTo bytes: Int) throws -> Int {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
            defer { buffer.deallocate() }
            let count = try files.read(into: buffer, from: descriptor)
            computation.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            return count
        }

        func digest() -> SHA256Digest { computation.finalize() }
    }
}
