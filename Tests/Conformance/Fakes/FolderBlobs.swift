public import API
public import Foundation
import Hashing
public import Workers

/// A data folder's blobs: what a worker stores is there for the next one to read.
public struct FolderBlobs: BlobSink {
    /// The data folder.
    public let folder: String

    public init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "assay-data-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    public func store(_ bytes: [UInt8]) async throws -> String {
        try place(Data(bytes))
    }

    public func store(fileAt path: String) async throws -> String {
        try place(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Stores bytes; their SHA-256 in hexadecimal.
    public func place(_ data: Data) throws -> String {
        let digest = SHA256.hash(data)
        let path = BlobSource.path(of: digest, inDataFolder: folder)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: path))
        return digest.hex
    }

    /// The bytes of a blob.
    public func contents(_ hex: String) throws -> Data {
        guard let digest = SHA256Digest(hex: hex) else { throw CocoaError(.fileReadInvalidFileName) }
        return try Data(contentsOf: URL(fileURLWithPath: BlobSource.path(of: digest, inDataFolder: folder)))
    }

    /// Documents' scores, wherever a result holds them.
    public func contents(of documents: ScoredDocuments) throws -> Data {
        switch documents {
        case .lines(let lines): Data(lines.utf8)
        case .blob(let hash): try contents(hash)
        }
    }

    /// Removes the folder.
    public func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
