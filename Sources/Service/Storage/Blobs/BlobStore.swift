import Dispatch
public import Hashing
import Synchronization

/// A blob that is there and has been verified.
public struct Blob: Hashable, Sendable {
    public let digest: SHA256Digest
    /// Bytes.
    public let size: Int64
    /// The file that holds it, which never changes.
    public let path: String
}

/// Whose bytes come: what workers hand in may use a part of what must stay free, for the work is done.
public enum SpaceClaim: Hashable, Sendable {
    case client
    case worker
}

/// Everything that is large: files named by their SHA-256, under `blobs/sha256/ab/cdef…` of the data folder.
///
/// A blob is written to a temporary file, synced, renamed into place, and the folder synced, so that one that is there
/// is whole. Its hash is computed once more on its first use after start, and after each change of its file; one that
/// no longer has its hash is moved to `blobs/quarantine`, and whatever needs it fails by its name.
///
/// Work on files runs on a queue of its own, never on Swift's cooperative pool.
public final class BlobStore: Sendable {
    let folder: String
    let files: any FileSystem
    private let minimumFreeBytes: Int64
    private let queue = DispatchQueue(label: "assay.blobs", attributes: .concurrent)
    /// The files that had their hash when they were last read whole, as they were then.
    private let verified = Mutex<[SHA256Digest: FileStamp]>([:])
    private let uploads = Atomic<Int>(0)
    let removed = RemovedBlobs()

    /// Opens the blobs of a data folder, and removes what uploads that never ended have left.
    init(folder: String, files: any FileSystem, minimumFreeBytes: Int64) throws {
        self.folder = folder
        self.files = files
        self.minimumFreeBytes = minimumFreeBytes
        for name in try files.names(in: folder + "/tmp") {
            try files.remove(folder + "/tmp/" + name)
        }
    }

    /// Where a blob stands, or would.
    public func path(of digest: SHA256Digest) -> String {
        folderPath(of: digest) + "/" + digest.hex.dropFirst(2)
    }

    /// Begins an upload.
    ///
    /// - Parameters:
    ///   - expected: the digest that the bytes must have, if it is known.
    ///   - length: how many bytes will come, if that is known.
    /// - Throws: ``StorageError`` with code `full` if the disk has no room for them.
    public func upload(
        expecting expected: SHA256Digest? = nil, length: Int64? = nil, from claim: SpaceClaim = .client
    ) async throws -> BlobUpload {
        try await perform {
            try self.checkSpace(for: length ?? 0, from: claim)
            let number = self.uploads.add(1, ordering: .relaxed).newValue
            return try BlobUpload(
                store: self, path: "\(self.folder)/tmp/upload-\(number)", expected: expected, claim: claim)
        }
    }

    /// Stores bytes that are all there.
    ///
    /// - Returns: the blob, and whether it is new.
    @discardableResult
    public func put(
        _ bytes: [UInt8], expecting expected: SHA256Digest? = nil
    ) async throws -> (blob: Blob, isNew: Bool) {
        try await put(
            AsyncStream {
                $0.yield(bytes); $0.finish()
            }, expecting: expected)
    }

    /// Stores bytes as they come; memory does not grow with them.
    ///
    /// - Returns: the blob, and whether it is new.
    /// - Throws: ``StorageError`` with code `mismatched` if the bytes have another digest, `full` if the disk is; what
    ///   the sequence throws. Nothing is left then.
    @discardableResult
    public func put<Chunks: AsyncSequence>(
        _ chunks: Chunks, expecting expected: SHA256Digest? = nil, length: Int64? = nil,
        from claim: SpaceClaim = .client
    ) async throws -> (blob: Blob, isNew: Bool) where Chunks.Element: Collection<UInt8> & Sendable {
        let upload = try await upload(expecting: expected, length: length, from: claim)
        do {
            for try await chunk in chunks { try await upload.append(chunk) }
            return try await upload.finish()
        } catch {
            await upload.discard()
            throw error
        }
    }

    /// A blob's size in bytes, without verifying it; `nil` if it is not there.
    public func size(of digest: SHA256Digest) async throws -> Int64? {
        try await perform { try self.files.size(of: self.path(of: digest)) }
    }

    /// A blob that is there, verified if this is its first use since the start or since its file was written to.
    ///
    /// - Throws: ``StorageError`` with code `missing` if it is not there, `corrupted` if it no longer has its hash:
    ///   then it has been moved to the quarantine.
    public func blob(_ digest: SHA256Digest) async throws -> Blob {
        try await perform { try self.verifiedBlob(digest, again: false) }
    }

    /// Computes a blob's hash again, whatever is known of it.
    ///
    /// - Throws: as ``blob(_:)``.
    @discardableResult
    public func verify(_ digest: SHA256Digest) async throws -> Blob {
        try await perform { try self.verifiedBlob(digest, again: true) }
    }

    /// Removes a blob that is marked as removed; does nothing if it is not there, or has come again.
    ///
    /// - Returns: the bytes of its file.
    func remove(_ digest: SHA256Digest) async throws -> Int64 {
        try await perform {
            guard let size = try self.files.size(of: self.path(of: digest)) else { return 0 }
            var bytes: Int64 = 0
            try self.removed.remove(digest) {
                self.recordVerification(digest, nil)
                try self.files.remove(self.path(of: digest))
                bytes = size
            }
            return bytes
        }
    }

    /// Whether the folder holds any blob; blocks the calling thread.
    func hasAny() throws -> Bool {
        try files.names(in: folder + "/blobs/sha256").contains { name in
            try !files.names(in: "\(folder)/blobs/sha256/\(name)").isEmpty
        }
    }

    /// Refuses with code `full` when the disk is low, or would be with so many bytes more.
    public func checkSpace(for bytes: Int64 = 0, from claim: SpaceClaim = .client) throws {
        let free = try files.freeBytes(at: folder)
        // A worker's result is small beside what it took to find; the rest stays for the database.
        let kept = claim == .worker ? minimumFreeBytes / 4 : minimumFreeBytes
        guard free >= kept, free - kept >= bytes else {
            let wanted =
                bytes > 0
                ? "\(bytes) are to come, and \(kept) must stay free" : "fewer than the \(kept) that must stay free"
            throw StorageError(
                .full, subject: "the disk",
                message:
                    "\(free) bytes are free on the disk of the data folder, \(wanted); free some, or lower the limit")
        }
    }

    /// The digests of all blobs that there are, in order, from the first that begins with a byte on, and then those
    /// before.
    func digests(from first: UInt8) async throws -> [SHA256Digest] {
        let all = try await perform {
            try self.files.names(in: self.folder + "/blobs/sha256").flatMap { start in
                try self.files.names(in: "\(self.folder)/blobs/sha256/\(start)").compactMap {
                    SHA256Digest(hex: start + $0)
                }
            }.sorted { $0.hex < $1.hex }
        }
        return all.filter { ($0.bytes.first ?? 0) >= first } + all.filter { ($0.bytes.first ?? 0) < first }
    }

    /// Whether a blob was found damaged, and no intact one has come since.
    public func isQuarantined(_ digest: SHA256Digest) async throws -> Bool {
        try await perform { try self.isInQuarantine(digest) }
    }

    /// Runs blocking work on the queue for files.
    func perform<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }

    /// Runs blocking work that cannot fail on the queue for files.
    func perform<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    func folderPath(of digest: SHA256Digest) -> String {
        folder + "/blobs/sha256/" + digest.hex.prefix(2)
    }

    /// Whether a file had its hash when it was last read whole, and has not been written to since.
    func isVerified(_ digest: SHA256Digest, as stamp: FileStamp?) -> Bool {
        stamp != nil && verified.withLock { $0[digest] } == stamp
    }

    /// Takes in that a file has its hash, or with `nil` that it has not.
    func recordVerification(_ digest: SHA256Digest, _ stamp: FileStamp?) {
        verified.withLock { $0[digest] = stamp }
    }
}
