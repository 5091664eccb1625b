import Foundation
import HTTPTypes
import Hashing
import Storage
import Synchronization

/// Blobs that come in parts, each part as a request of its own, so that a broken connection costs one part at most.
///
/// A blob's bytes grow in a file named by its hash until all are there; whatever part of a request arrived is kept.
/// The file outlives the service. Work on files runs on the queue that is handed in.
final class PartialUploads: Sendable {
    private let folder: String
    private let queue: BlockingQueue
    private let files: any FileSystem
    /// Refuses so many bytes where the disk has no room for them.
    private let checkSpace: @Sendable (Int64, SpaceClaim) throws -> Void
    private let busy = Mutex<Set<SHA256Digest>>([])

    /// How many bytes come between two looks at how full the disk is.
    private static let checkedBytes = 16 << 20

    init(
        folder: String, queue: BlockingQueue, files: any FileSystem = LocalFileSystem(),
        checkSpace: @escaping @Sendable (Int64, SpaceClaim) throws -> Void = { _, _ in }
    ) {
        self.folder = folder
        self.queue = queue
        self.files = files
        self.checkSpace = checkSpace
    }

    /// How many bytes of a blob are there; `nil` if none of its upload is.
    func offset(of digest: SHA256Digest) async throws -> Int64? {
        let path = path(of: digest)
        return try await queue.run { [files] in try files.size(of: path) }
    }

    /// Adds a part as it comes.
    ///
    /// The last part may be sent again when all bytes are there, as after a disk that was too full for the blob.
    /// - Returns: how many bytes are there now.
    /// - Throws: a ``Problem`` if the part does not begin where the upload stands or holds another number of bytes;
    ///   `StorageError` with code `full` if the disk has no room for the rest, and for the blob that it is copied to.
    func append<Chunks: AsyncSequence>(
        _ chunks: Chunks, of range: ContentRange, to digest: SHA256Digest, from claim: SpaceClaim = .client
    ) async throws -> Int64 where Chunks.Element == [UInt8] {
        try await alone(with: digest) {
            if range.last + 1 == range.total, try await offset(of: digest) == range.total {
                for try await _ in chunks {}
                return range.total
            }
            let descriptor = try await open(digest, at: range, from: claim)
            let count: Int64
            do {
                count = try await write(chunks, of: range, to: descriptor, from: claim)
                try await queue.run { [files] in try files.sync(descriptor) }
            } catch {
                files.close(descriptor)
                throw error
            }
            files.close(descriptor)
            guard count == range.length else {
                // Bytes that belong to no one must not stay: the next part would go on after them.
                let path = path(of: digest)
                try await queue.run { [files] in try files.truncate(path, to: range.first) }
                throw Problem(
                    .malformedRequest,
                    "The body has \(count > range.length ? "more than \(range.length)" : "\(count)") bytes; "
                        + "Content-Range announces \(range.length).")
            }
            return range.last + 1
        }
    }

    /// Writes what comes, up to the end of a part.
    ///
    /// - Returns: how many bytes came, with the first piece that is beyond the part.
    private func write<Chunks: AsyncSequence>(
        _ chunks: Chunks, of range: ContentRange, to descriptor: Int32, from claim: SpaceClaim
    ) async throws -> Int64 where Chunks.Element == [UInt8] {
        var count: Int64 = 0
        var unchecked = 0
        for try await chunk in chunks {
            count += Int64(chunk.count)
            guard count <= range.length else { break }
            unchecked += chunk.count
            let looks = unchecked >= Self.checkedBytes
            if looks { unchecked = 0 }
            try await queue.run { [files, checkSpace] in
                if looks { try checkSpace(0, claim) }
                try chunk.withUnsafeBytes { try files.write($0, to: descriptor) }
            }
        }
        return count
    }

    /// Hands the whole bytes over, and forgets them once they are taken or turn out to be wrong.
    ///
    /// Whatever else goes wrong, such as a full disk, they are kept.
    func consume<Value>(
        _ digest: SHA256Digest, _ take: (AsyncThrowingStream<[UInt8], any Error>) async throws -> Value
    ) async throws -> Value {
        let path = path(of: digest)
        let (queue, files) = (queue, files)
        return try await alone(with: digest) {
            let descriptor = try await queue.run { try files.open(path) }
            defer { files.close(descriptor) }
            let chunks = AsyncThrowingStream {
                let chunk = try await queue.run { try Self.piece(of: descriptor, files) }
                return chunk.isEmpty ? nil : chunk
            }
            do {
                let value = try await take(chunks)
                try await queue.run { try files.remove(path) }
                return value
            } catch let error as StorageError where error.code == .mismatched {
                try await queue.run { try files.remove(path) }
                throw error
            }
        }
    }

    /// Removes what no part has been added to since a moment, unless one is being added.
    func removeStale(before moment: Date) async throws {
        let limit = Int64(moment.timeIntervalSince1970 * 1e9)
        let isUnderWay: @Sendable (String) -> Bool = { [self] name in
            SHA256Digest(hex: name).map { digest in busy.withLock { $0.contains(digest) } } ?? false
        }
        try await queue.run { [folder, files] in
            guard try files.stamp(of: folder) != nil else { return }
            for name in try files.names(in: folder) where !isUnderWay(name) {
                let path = folder + "/" + name
                guard let stamp = try files.stamp(of: path), stamp.writtenAt < limit else { continue }
                try files.remove(path)
            }
        }
    }

    private func open(_ digest: SHA256Digest, at range: ContentRange, from claim: SpaceClaim) async throws -> Int32 {
        let path = path(of: digest)
        return try await queue.run { [folder, files, checkSpace] in
            _ = try files.makeFolder(folder)
            let found = try files.size(of: path) ?? 0
            guard found == range.first else {
                throw Problem(
                    .uploadOffset, "The part begins at byte \(range.first); \(found) bytes are there.",
                    fields: [.uploadOffset: String(found)])
            }
            let (needed, overflows) = range.total.addingReportingOverflow(range.total - found)
            try checkSpace(overflows ? .max : needed, claim)
            return try files.openAtEnd(path)
        }
    }

    /// Keeps two requests from writing one upload.
    private func alone<Value>(with digest: SHA256Digest, _ work: () async throws -> Value) async throws -> Value {
        guard busy.withLock({ $0.insert(digest).inserted }) else {
            throw Problem.later(.stateConflict, "Another request is sending a part of this blob.", seconds: 1)
        }
        defer { _ = busy.withLock { $0.remove(digest) } }
        return try await work()
    }

    private func path(of digest: SHA256Digest) -> String {
        "\(folder)/\(digest.hex)"
    }

    /// The next bytes of an open file, at most 1 MiB; empty at the end.
    private static func piece(of descriptor: Int32, _ files: any FileSystem) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            count = try files.read(into: UnsafeMutableRawBufferPointer(buffer), from: descriptor)
        }
    }
}
