import Hashing

extension BlobStore {
    /// The blob, hashed first unless it has been since the start and its file has not changed.
    func verifiedBlob(_ digest: SHA256Digest, again: Bool) throws -> Blob {
        let path = path(of: digest)
        guard let stamp = try files.stamp(of: path) else {
            recordVerification(digest, nil)
            guard try !isInQuarantine(digest) else {
                throw StorageError(.corrupted, subject: "blob \(digest.hex)", message: Self.quarantineMessage)
            }
            throw StorageError(.missing, subject: "blob \(digest.hex)", message: "is not there; upload it")
        }
        if again || !isVerified(digest, as: stamp) {
            let found = try hash(path, syncing: digest)
            guard found == digest else { throw try quarantine(digest, found: found) }
            recordVerification(digest, stamp)
        }
        return Blob(digest: digest, size: stamp.size, path: path)
    }

    /// Hashes a file, and makes sure that it and its name are on disk: the process before may have been killed between
    /// the rename and the sync of the folder.
    private func hash(_ path: String, syncing digest: SHA256Digest) throws -> SHA256Digest {
        let descriptor = try files.open(path)
        defer { files.close(descriptor) }
        let computation = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while case let count = try files.read(into: buffer, from: descriptor), count > 0 {
            computation.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try files.sync(descriptor)
        try files.syncFolder(folderPath(of: digest))
        return computation.finalize()
    }

    /// What there is to say of a blob that was found damaged before.
    public static let quarantineMessage = "was found damaged and moved to the quarantine; upload it again"

    /// Whether a damaged file of this name was set aside.
    func isInQuarantine(_ digest: SHA256Digest) throws -> Bool {
        try files.names(in: folder + "/blobs/quarantine").contains { $0.hasPrefix(digest.hex) }
    }

    /// Takes in what a blob's file was found to hold, read as it was at some moment.
    ///
    /// - Throws: ``StorageError`` with code `corrupted` if that is not what it must be: it is in the quarantine then.
    func conclude(_ digest: SHA256Digest, found: SHA256Digest, as stamp: FileStamp) throws {
        // One that was replaced or written to meanwhile is hashed on its next use.
        guard try files.stamp(of: path(of: digest)) == stamp else { return }
        guard found == digest else { throw try quarantine(digest, found: found) }
        recordVerification(digest, stamp)
    }

    /// Sets a damaged file aside.
    ///
    /// - Returns: what there is to say of it.
    private func quarantine(_ digest: SHA256Digest, found: SHA256Digest) throws -> StorageError {
        recordVerification(digest, nil)
        let target = "\(folder)/blobs/quarantine/\(digest.hex)-\(found.hex.prefix(8))"
        try files.rename(path(of: digest), to: target)
        try files.syncFolder(folderPath(of: digest))
        return StorageError(
            .corrupted, subject: "blob \(digest.hex)",
            message: "has the SHA-256 \(found.hex) and was moved to the quarantine; upload it again")
    }
}
