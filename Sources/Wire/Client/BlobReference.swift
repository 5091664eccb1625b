public import Hashing

/// A blob on the service: what its content hashes to, and how long it is.
public struct BlobReference: Hashable, Sendable {
    /// The SHA-256 of the content.
    public let digest: SHA256Digest
    /// The content's length in bytes.
    public let byteCount: Int64
    /// Whether it was sent just now, rather than found there.
    public let isNew: Bool

    /// 64 hexadecimal digits, as requests name the blob.
    public var hex: String { digest.hex }
}
