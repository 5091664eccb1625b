import Hashing
import Storage

extension BlobStore {
    /// A blob that a body names.
    ///
    /// - Throws: ``BlobFault`` if it is not there or has rotted.
    func blob(named hash: String) async throws -> Blob {
        guard let digest = SHA256Digest(hex: hash) else { throw BlobFault(hash: hash, message: "is no SHA-256") }
        do {
            return try await self.blob(digest)
        } catch let error as StorageError where error.code == .missing || error.code == .corrupted {
            throw BlobFault(hash: hash, message: error.message)
        }
    }
}

/// A blob that a body names and that cannot be used.
struct BlobFault: Error, CustomStringConvertible {
    let hash: String
    let message: String

    var description: String { "the blob \(hash) \(message)" }
}
