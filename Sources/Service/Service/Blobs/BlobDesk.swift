import HTTPServer
import Hashing
import Storage

/// Blobs: how files come and go.
struct BlobDesk: Sendable {
    let blobs: BlobStore
    let freeSpace: FreeSpace
    let uploads: PartialUploads
    /// Of one blob, in bytes.
    let limit: Int64
    /// Shows who is a worker: its results may use what must otherwise stay free.
    let workers: WorkerToken

    /// A blob that is there and has its hash; one that has rotted counts as missing, so that it can be sent again.
    func intactBlob(_ digest: SHA256Digest) async throws -> Blob? {
        do {
            return try await blobs.blob(digest)
        } catch let error as StorageError where error.code == .missing || error.code == .corrupted {
            return nil
        }
    }

    /// Whose bytes a request brings.
    func claim(of request: Request) -> SpaceClaim { workers.isShown(by: request) ? .worker : .client }

    /// What there is to say of a blob that is not there: that it was, where it was found damaged.
    func absence(of digest: SHA256Digest) async throws -> Problem {
        guard try await blobs.isQuarantined(digest) else { return Problem.notFound("blob \"\(digest.hex)\"") }
        return Problem(.notFound, "The blob \(digest.hex) \(BlobStore.quarantineMessage).")
    }
}
