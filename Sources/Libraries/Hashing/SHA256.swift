import COpenSSL

/// A SHA-256 computation over bytes that arrive in pieces, by OpenSSL's EVP interface.
///
/// Not `Sendable`: one task or queue feeds it.
public final class SHA256 {
    private let context: OpaquePointer

    public init() {
        guard let context = assay_sha256_start() else {
            // No input reaches this: OpenSSL is out of memory, or was built or configured without SHA-256.
            fatalError("OpenSSL offers no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    public func update(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        let status = EVP_DigestUpdate(context, start, bytes.count)
        precondition(status == 1, "a computation that has been finalized takes no more bytes")
    }

    /// Adds bytes.
    public func update(_ bytes: some Sequence<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes { update($0) }
        }
    }

    /// The digest of everything that was added; called once.
    public func finalize() -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256Digest.byteCount)
        let status = EVP_DigestFinal_ex(context, &bytes, nil)
        guard status == 1, let digest = SHA256Digest(bytes: bytes) else {
            preconditionFailure("a computation is finalized once")
        }
        return digest
    }

    /// The digest of bytes that are all there.
    public static func hash(_ bytes: some Sequence<UInt8>) -> SHA256Digest {
        let computation = SHA256()
        computation.update(bytes)
        return computation.finalize()
    }
}
