import Foundation
public import Hashing
import Parallelism

/// Where a worker finds the content of blobs: in the data folder of a service on the same machine, which it only reads;
/// else downloaded into a cache of its own.
///
/// A blob is hashed on its first use, and again once its file has been written to, so that a file that rotted is not
/// computed with.
public actor BlobSource {
    /// Fetches a blob into a file, which appears whole or not at all.
    public typealias Download = @Sendable (_ digest: SHA256Digest, _ path: String) async throws -> Void

    private let dataFolder: String?
    private let cache: BlobCache
    private let download: Download
    private var verified: [SHA256Digest: BlobFile] = [:]

    /// - Parameters:
    ///   - dataFolder: the service's data folder, if it is on this machine.
    ///   - cacheFolder: a folder that is this worker's alone; what an earlier run left there is used again.
    ///   - cacheBytes: how large the cache may grow; above it, what was used longest ago is removed.
    ///   - download: asks the service.
    public init(
        dataFolder: String?, cacheFolder: String, cacheBytes: Int64 = 64 << 30, download: @escaping Download
    ) throws {
        self.dataFolder = dataFolder
        self.download = download
        cache = try BlobCache(folder: cacheFolder, limit: cacheBytes)
    }

    /// A file that holds the blob, verified.
    ///
    /// - Throws: what the download throws; ``WorkFailure`` if the name is no digest.
    public func path(of hex: String) async throws -> String {
        try await path(of: digest(of: hex))
    }

    private func digest(of hex: String) throws -> SHA256Digest {
        guard let digest = SHA256Digest(hex: hex) else {
            throw WorkFailure(
                "task-malformed", "\"\(hex)\" is no SHA-256; the service and this worker differ in version")
        }
        return digest
    }

    /// A file that holds the blob, verified, with what tells whether it is written to later.
    func file(of hex: String) async throws -> BlobFile { try await file(of: digest(of: hex)) }

    /// A file that holds the blob, verified.
    public func path(of digest: SHA256Digest) async throws -> String { try await file(of: digest).path }

    /// A file that holds the blob, verified, with what tells whether it is written to later.
    func file(of digest: SHA256Digest) async throws -> BlobFile {
        if let file = verified[digest], file.isUnchanged { return file }
        for path in [dataFolder.map { Self.path(of: digest, inDataFolder: $0) }, cache.path(of: digest)] {
            guard let path, FileManager.default.fileExists(atPath: path) else { continue }
            if path == cache.path(of: digest) { cache.touch(digest) }
            // As it was before it was hashed: what is written from here on is seen.
            guard let file = BlobFile(path: path) else { continue }
            let found = try await BlockingThread.run(named: "hash") { try? SHA256.hash(fileAt: path) }
            if found == digest {
                verified[digest] = file
                return file
            }
        }
        // What stands there is not what its name says: the service is asked, and judges its own copy by that.
        let path = try await BlockingThread.run(named: "cache") { [cache] in try cache.makeRoom(for: digest) }
        try await download(digest, path)
        guard let file = BlobFile(path: path) else {
            throw WorkFailure("blob-missing", "the blob \(digest.hex) was removed as it came", isRetryable: true)
        }
        verified[digest] = file
        return file
    }

    /// Where the service keeps a blob: this much of its data folder's layout a worker on the same machine knows.
    package static func path(of digest: SHA256Digest, inDataFolder folder: String) -> String {
        "\(folder)/blobs/sha256/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"
    }
}
