/// Why gzip data (RFC 1952) cannot be inflated or made.
public enum CompressionError: Error, Hashable, Sendable {
    /// The bytes break the format or fail their checksum; zlib's words where it has any.
    case malformed(String)
    /// The data ends within a member.
    case truncated
    /// More came out than the limit allows, in bytes.
    case tooLarge(limit: Int64)
    /// More came out than so many times what went in.
    case tooDense(ratio: Int)
    /// zlib could not get memory.
    case outOfMemory
}

extension CompressionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let message): "not valid gzip data: \(message)"
        case .truncated: "the gzip data ends too early"
        case .tooLarge(let limit): "the gzip data inflates to more than \(limit) bytes"
        case .tooDense(let ratio): "the gzip data inflates to more than \(ratio) times its bytes"
        case .outOfMemory: "no memory to inflate or deflate with"
        }
    }
}
