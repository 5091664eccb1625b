/// Writes a chunked body (RFC 9112, section 7.1).
public enum ChunkedWriter {
    /// A chunk that holds the bytes, which may not be empty: that would be the end.
    public static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        var chunk = Array(String(bytes.count, radix: 16).utf8)
        chunk.reserveCapacity(chunk.count + bytes.count + 4)
        chunk += [.carriageReturn, .lineFeed]
        chunk += bytes
        chunk += [.carriageReturn, .lineFeed]
        return chunk
    }

    /// The last chunk, and a trailer without fields.
    public static let end = Array("0\r\n\r\n".utf8)
}
