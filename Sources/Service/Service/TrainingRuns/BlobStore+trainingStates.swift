import Hashing
import Logging
import Storage

extension BlobStore {
    /// Removes the state of a training run that a newer one has replaced, once that is on disk.
    ///
    /// A run stores a state as large as its model and optimizer again and again: without this they fill the disk. One
    /// that cannot be removed costs room, not the run.
    func removeState(_ digest: SHA256Digest?, after transaction: Transaction, _ logger: Logger) {
        guard let digest else { return }
        transaction.onCommit {
            Task {
                do {
                    try await self.remove(digest)
                } catch {
                    logger.warning(
                        "superseded state not removed", metadata: ["blob": "\(digest.hex)", "error": "\(error)"])
                }
            }
        }
    }
}
