public import Client

/// Where a worker leaves what it made: the service's blobs.
public protocol BlobSink: Sendable {
    /// Uploads bytes; the SHA-256 in hexadecimal that names them.
    func store(_ bytes: [UInt8]) async throws -> String

    /// Uploads a file; the SHA-256 in hexadecimal that names it.
    func store(fileAt path: String) async throws -> String
}

extension AssayClient: BlobSink {
    public func store(_ bytes: [UInt8]) async throws -> String { try await upload(bytes).hex }

    public func store(fileAt path: String) async throws -> String { try await upload(fileAt: path).hex }
}
