/// Why bytes are not an HTTP/1.1 message (RFC 9112).
public struct MessageSyntaxError: Error, Hashable, Sendable {
    /// Which rule is broken, as far as the answer depends on it.
    public enum Kind: Hashable, Sendable {
        case malformed
        /// The line that begins the message is too long.
        case startLineTooLong
        /// The fields are too long, or too many.
        case fieldsTooLarge
    }

    public let kind: Kind
    /// What was seen, and what was expected.
    public let message: String

    public init(_ kind: Kind = .malformed, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
