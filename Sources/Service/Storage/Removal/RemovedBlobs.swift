public import Hashing
import Synchronization

/// The blobs that this process has removed, or is about to, and that have not been uploaded again.
///
/// A request may have seen a blob before it went: what is written in the end must not refer to it. A blob is named here
/// before the last look at its references, so that none is added after it.
final class RemovedBlobs: Sendable {
    private let digests = Mutex<Set<SHA256Digest>>([])

    /// Whether a blob is on its way out, or gone.
    func contains(_ digest: SHA256Digest) -> Bool {
        digests.withLock { $0.contains(digest) }
    }

    /// Takes in that a blob is to go.
    func insert(_ digest: SHA256Digest) {
        _ = digests.withLock { $0.insert(digest) }
    }

    /// Takes in that a blob stays after all.
    func keep(_ digest: SHA256Digest) {
        _ = digests.withLock { $0.remove(digest) }
    }

    /// Puts an uploaded file into a blob's place; it is there from then on.
    func place(_ digest: SHA256Digest, _ rename: () throws -> Void) rethrows {
        try digests.withLock { digests in
            try rename()
            digests.remove(digest)
        }
    }

    /// Removes a blob's file, unless it has been uploaded again meanwhile.
    func remove(_ digest: SHA256Digest, _ unlink: () throws -> Void) rethrows {
        try digests.withLock { digests in
            if digests.contains(digest) { try unlink() }
        }
    }
}

extension Transaction {
    /// Refuses a blob that has been removed since whoever refers to it has seen it.
    ///
    /// - Throws: ``StorageError`` with code `missing`.
    func checkIsThere(blob digest: SHA256Digest) throws {
        guard !removedBlobs.contains(digest) else {
            throw StorageError(.missing, subject: "blob \(digest.hex)", message: "is not there; upload it")
        }
    }
}

extension Store {
    /// Removes those of some blobs that nothing refers to.
    ///
    /// - Returns: the bytes of the files that are gone.
    public func removeUnreferenced(_ digests: some Sequence<SHA256Digest> & Sendable) async throws -> Int64 {
        var bytes: Int64 = 0
        let all = Array(digests)
        for start in stride(from: 0, to: all.count, by: Self.blobPiece) {
            let piece = all[start..<min(start + Self.blobPiece, all.count)]
            for digest in try await unreferenced(piece) { bytes += try await blobs.remove(digest) }
        }
        return bytes
    }

    /// Blobs that one transaction looks at.
    private static let blobPiece = 200

    /// Those of some blobs that nothing refers to, nor will any more: known once the commit is on disk.
    private func unreferenced(_ digests: ArraySlice<SHA256Digest>) async throws -> [SHA256Digest] {
        let removed = blobs.removed
        do {
            return try await write { transaction in
                try digests.filter { digest in
                    guard try !transaction.isReferenced(blob: digest) else { return false }
                    removed.insert(digest)
                    return true
                }
            }
        } catch {
            for digest in digests { removed.keep(digest) }
            throw error
        }
    }
}
