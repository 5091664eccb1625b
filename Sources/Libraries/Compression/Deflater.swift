import CZlib

/// Deflates bytes into one gzip member (RFC 1952), piece by piece.
///
/// The header carries no name and no time, so the same pieces give the same bytes. Not safe to share between tasks.
public final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>
    private var piece = [UInt8](repeating: 0, count: 64 * 1024)

    /// - Parameter level: 1 (fast) to 9 (small).
    public init(level: Int = 6) throws(CompressionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if assay_gzip_deflate_init(stream, Int32(min(max(level, 1), 9))) != Z_OK { throw .outOfMemory }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Takes the next bytes; may give nothing yet.
    public func deflate(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] { try run(bytes, Z_NO_FLUSH) }

    /// Gives out everything taken so far, so that the reader can inflate it now.
    public func flush() throws(CompressionError) -> [UInt8] { try run([], Z_SYNC_FLUSH) }

    /// Ends the member; nothing may be deflated after it.
    public func finish() throws(CompressionError) -> [UInt8] { try run([], Z_FINISH) }

    private func run(_ bytes: [UInt8], _ flush: Int32) throws(CompressionError) -> [UInt8] {
        var output: [UInt8] = []
        var offset = 0
        var more = true
        while more || offset < bytes.count {
            let (read, written, status) = stream.step(bytes, from: offset, into: &piece) { CZlib.deflate($0, flush) }
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw .outOfMemory }
            offset += read
            output += piece[..<written]
            more = written == piece.count
        }
        return output
    }
}
