import Hashing
import Synchronization

/// A blob on its way in.
///
/// One task feeds it, and ends it by ``finish()`` or ``discard()``.
public final class BlobUpload: Sendable {
    private struct State {
        /// `nil` once it has ended.
        var descriptor: Int32?
        var size: Int64 = 0
        /// Bytes since the disk was last looked at.
        var unchecked = 0
        let computation = Computation()
    }

    /// SHA-256 in progress; guarded by the upload's lock.
    private final class Computation: @unchecked Sendable {
        let sha256 = SHA256()
    }

    private let store: BlobStore
    private let path: String
    private let expected: SHA256Digest?
    private let claim: SpaceClaim
    private let state: Mutex<State>

    /// How many bytes come between two looks at how full the disk is.
    private static let checkedBytes = 16 << 20

    init(store: BlobStore, path: String, expected: SHA256Digest?, claim: SpaceClaim) throws {
        self.claim = claim
        self.store = store
        self.path = path
        self.expected = expected
        state = Mutex(State(descriptor: try store.files.create(path)))
    }

    /// Bytes that have come so far.
    public var size: Int64 { state.withLock { $0.size } }

    /// Adds bytes.
    ///
    /// - Throws: ``StorageError`` with code `full` if the disk has become low meanwhile.
    public func append(_ bytes: some Collection<UInt8> & Sendable) async throws {
        try await store.perform { try self.write(bytes) }
    }

    /// Ends the upload: the blob is on disk when this returns.
    ///
    /// - Returns: the blob, and whether it is new.
    /// - Throws: ``StorageError`` with code `mismatched` if the bytes do not have the digest that was expected. Nothing
    ///   is left then.
    public func finish() async throws -> (blob: Blob, isNew: Bool) {
        try await store.perform {
            do { return try self.place() } catch {
                self.remove()
                throw error
            }
        }
    }

    /// Ends the upload and leaves nothing.
    ///
    /// Does nothing after ``finish()``.
    public func discard() async {
        await store.perform { self.remove() }
    }

    private func write(_ bytes: some Collection<UInt8>) throws {
        try state.withLock { state in
            let descriptor = try Self.open(state, path)
            state.unchecked += bytes.count
            if state.unchecked >= Self.checkedBytes {
                state.unchecked = 0
                try store.checkSpace(from: claim)
            }
            let wrote: Void? = try bytes.withContiguousStorageIfAvailable { buffer in
                try store.files.write(UnsafeRawBufferPointer(buffer), to: descriptor)
                state.computation.sha256.update(UnsafeRawBufferPointer(buffer))
            }
            if wrote == nil {
                let copy = Array(bytes)
                try copy.withUnsafeBytes { try store.files.write($0, to: descriptor) }
                state.computation.sha256.update(copy)
            }
            state.size += Int64(bytes.count)
        }
    }

    private func place() throws -> (blob: Blob, isNew: Bool) {
        let (digest, size) = try state.withLock { state in
            let descriptor = try Self.open(state, path)
            try store.files.sync(descriptor)
            store.files.close(descriptor)
            state.descriptor = nil
            return (state.computation.sha256.finalize(), state.size)
        }
        if let expected, expected != digest {
            throw StorageError(
                .mismatched, subject: "blob \(expected.hex)",
                message: "the \(size) bytes that came have the SHA-256 \(digest.hex)")
        }
        let target = store.path(of: digest)
        let present = try store.files.stamp(of: target)
        let isNew = present == nil
        let folder = store.folderPath(of: digest)
        // A blob that has not been verified since the start is replaced: these bytes are known to be right.
        if store.isVerified(digest, as: present), !store.removed.contains(digest) {
            try store.files.remove(path)
        } else {
            if try store.files.makeFolder(folder) { try store.files.syncFolder(store.folder + "/blobs/sha256") }
            try store.removed.place(digest) { try store.files.rename(path, to: target) }
            try store.files.syncFolder(folder)
            store.recordVerification(digest, try store.files.stamp(of: target))
        }
        return (Blob(digest: digest, size: size, path: target), isNew)
    }

    /// Closes and removes the temporary file, if it is still there.
    private func remove() {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            store.files.close(descriptor)
            state.descriptor = nil
        }
        // Whatever cannot be removed now is removed at the next start: the cause that led here is what counts.
        try? store.files.remove(path)
    }

    private static func open(_ state: borrowing State, _ path: String) throws -> Int32 {
        guard let descriptor = state.descriptor else {
            throw StorageError(.failed, subject: path, message: "the upload has ended")
        }
        return descriptor
    }
}
