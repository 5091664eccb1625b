public import HTTPTypes

/// How a message's body is delimited (RFC 9112, section 6).
public enum Framing: Hashable, Sendable {
    case none
    /// So many bytes; never 0.
    case length(Int64)
    case chunked
    /// The body ends with the connection; only in responses.
    case untilClose

    /// Reads `Content-Length` and `Transfer-Encoding`, strictly: one of them, once, in its plainest form.
    ///
    /// - Returns: `.none` for a length of 0, and nil when neither field is there.
    public static func parse(_ fields: HTTPFields) throws(MessageSyntaxError) -> Framing? {
        let codings = fields[values: .transferEncoding]
        let lengths = fields[values: .contentLength]
        guard codings.isEmpty || lengths.isEmpty else {
            throw MessageSyntaxError(.malformed, "Content-Length and Transfer-Encoding stand together.")
        }
        if let coding = codings.first {
            guard codings.count == 1, coding.lowercased() == "chunked" else {
                throw MessageSyntaxError(.malformed, "Transfer-Encoding is not just \"chunked\".")
            }
            return .chunked
        }
        guard let length = lengths.first else { return nil }
        // 18 digits cannot overflow.
        guard lengths.count == 1, (1...18).contains(length.utf8.count), length.utf8.allSatisfy(\.isDigit),
            let bytes = Int64(length)
        else {
            throw MessageSyntaxError(.malformed, "Content-Length is not one decimal number.")
        }
        return bytes == 0 ? Framing.none : .length(bytes)
    }
}
