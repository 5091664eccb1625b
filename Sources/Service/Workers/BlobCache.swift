import Foundation
import Hashing

/// Downloaded blobs in a folder, the ones used longest ago removed when there is too much.
struct BlobCache: Sendable {
    let folder: String
    /// Bytes.
    let limit: Int64

    init(folder: String, limit: Int64) throws {
        self.folder = folder
        self.limit = limit
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func path(of digest: SHA256Digest) -> String { "\(folder)/\(digest.hex)" }

    /// Notes that a blob was used, by its file's time, so that the next run knows it too.
    func touch(_ digest: SHA256Digest) {
        // A blob of the data folder has no file here.
        utimes(path(of: digest), nil)
    }

    /// Removes what is too much, and whatever stands under the blob's name.
    ///
    /// A file that is still mapped stays readable until it is closed.
    /// - Returns: the path that the blob shall get.
    func makeRoom(for digest: SHA256Digest) throws -> String {
        let path = path(of: digest)
        unlink(path)
        let entries = try entries().sorted { ($0.used, $0.path) < ($1.used, $1.path) }
        var total = entries.reduce(0) { $0 + $1.size }
        for entry in entries {
            guard total > limit else { break }
            try FileManager.default.removeItem(atPath: entry.path)
            total -= entry.size
        }
        return path
    }

    private func entries() throws -> [(path: String, size: Int64, used: Date)] {
        try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
            let path = "\(folder)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let size = (attributes[.size] as? NSNumber)?.int64Value,
                let used = attributes[.modificationDate] as? Date
            else { return nil }
            return (path, size, used)
        }
    }
}
