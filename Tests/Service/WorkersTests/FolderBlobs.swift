import Foundation
import Hashing
import Testing

@testable import Workers

/// A data folder's blobs: what a worker stores is there for the next one to read.
struct FolderBlobs: BlobSink {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "assay-data-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func store(_ bytes: [UInt8]) async throws -> String {
        try place(Data(bytes))
    }

    func store(fileAt path: String) async throws -> String {
        try place(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    func place(_ data: Data) throws -> String {
        let digest = SHA256.hash(data)
        let path = BlobSource.path(of: digest, inDataFolder: folder)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: path))
        return digest.hex
    }

    func contents(_ hex: String) throws -> Data {
        let digest = try #require(SHA256Digest(hex: hex))
        return try Data(contentsOf: URL(fileURLWithPath: BlobSource.path(of: digest, inDataFolder: folder)))
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
