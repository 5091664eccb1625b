import Hashing
import Storage

/// Blobs: how files come and go.
struct BlobDesk: Sendable {
    let blobs: BlobStore
    let freeSpace: FreeSpace
    let uploads: PartialUploads
    /// Of one blob, in bytes.
    let limit: Int64

    /// A blob that is there and has its hash; one that has rotted counts as missing, so that it can be sent again.
    func intactBlob(_ digest: SHA256Digest) async throws -> Blob? {
        do {
            return try await blobs.blob(digest)
        } catch let error as StorageError where error.code == .missing || error.code == .corrupted {
            return nil
        }
    }
}
