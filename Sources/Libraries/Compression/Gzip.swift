/// Gzip (RFC 1952) of bytes that are whole in memory.
public enum Gzip {
    /// One gzip member that holds the bytes.
    public static func compress(_ bytes: [UInt8], level: Int = 6) throws(CompressionError) -> [UInt8] {
        let deflater = try Deflater(level: level)
        return try deflater.deflate(bytes) + deflater.finish()
    }

    /// What the gzip data holds, at most `limit` bytes of it.
    public static func decompress(_ bytes: [UInt8], limit: Int64 = .max) throws(CompressionError) -> [UInt8] {
        let inflater = try Inflater(limit: limit)
        let output = try inflater.inflate(bytes)
        try inflater.finish()
        return output
    }
}
