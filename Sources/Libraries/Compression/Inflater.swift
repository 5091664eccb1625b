import CZlib

/// Inflates a gzip stream (RFC 1952) that arrives in pieces, of one member or several, up to a bound.
///
/// Not safe to share between tasks; owned by the one that reads the stream.
public final class Inflater {
    /// zlib keeps the stream's address, so it needs a place that does not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let limit: Int64
    private let ratio: Int
    private var betweenMembers = false
    private var started = false
    private var failure: CompressionError?

    /// Bytes taken in so far.
    public private(set) var bytesIn: Int64 = 0
    /// Bytes given out so far.
    public private(set) var bytesOut: Int64 = 0

    /// Up to so many bytes the ratio is not held against the data.
    private static let ratioFreeBytes: Int64 = 1 << 20
    private static let pieceBytes = 64 * 1024

    /// - Parameters:
    ///   - limit: the most bytes that may come out.
    ///   - ratio: how many times longer the output may be than the input, once it is beyond 1 MiB.
    public init(limit: Int64 = .max, ratio: Int = .max) throws(CompressionError) {
        self.limit = limit
        self.ratio = ratio
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        if assay_gzip_inflate_init(stream) != Z_OK { throw .outOfMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Inflates the next piece of the stream; may give nothing.
    ///
    /// After an error every later call throws it again.
    public func inflate(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        var output: [UInt8] = []
        try inflate(bytes) { output += $0 }
        return output
    }

    /// Inflates the next piece of the stream in bounded steps: memory does not grow with what comes out.
    public func inflate(_ bytes: [UInt8], into sink: (ArraySlice<UInt8>) -> Void) throws(CompressionError) {
        if let failure { throw failure }
        do {
            try step(bytes, sink)
        } catch {
            failure = error
            throw error
        }
    }

    /// Says that the stream has ended; throws when it ended within a member or was empty.
    public func finish() throws(CompressionError) {
        if let failure { throw failure }
        guard started, betweenMembers else { throw .truncated }
    }

    private static func work(_ stream: UnsafeMutablePointer<z_stream>) -> Int32 {
        CZlib.inflate(stream, Z_NO_FLUSH)
    }

    private func step(_ bytes: [UInt8], _ sink: (ArraySlice<UInt8>) -> Void) throws(CompressionError) {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        var offset = 0
        while offset < bytes.count {
            if betweenMembers {
                guard inflateReset(stream) == Z_OK else { throw .outOfMemory }
                betweenMembers = false
            }
            started = true
            let (read, written, status) = stream.step(bytes, from: offset, into: &piece, Self.work)
            offset += read
            bytesIn += Int64(read)
            bytesOut += Int64(written)
            try check(status, read: read, written: written)
            if written > 0 { sink(piece[..<written]) }
            if status == Z_STREAM_END { betweenMembers = true }
        }
        try drain(&piece, sink)
    }

    /// zlib may hold output back when its piece was full although all input is taken.
    private func drain(_ piece: inout [UInt8], _ sink: (ArraySlice<UInt8>) -> Void) throws(CompressionError) {
        while started, !betweenMembers {
            let (_, written, status) = stream.step([], from: 0, into: &piece, Self.work)
            bytesOut += Int64(written)
            if status != Z_BUF_ERROR { try check(status, read: 0, written: written) }
            if written > 0 { sink(piece[..<written]) }
            if status == Z_STREAM_END { betweenMembers = true }
            if written < piece.count { return }
        }
    }

    private func check(_ status: Int32, read: Int, written: Int) throws(CompressionError) {
        switch status {
        case Z_OK, Z_STREAM_END: break
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .malformed(stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)")
        }
        guard bytesOut <= limit else { throw .tooLarge(limit: limit) }
        let (bound, overflow) = bytesIn.multipliedReportingOverflow(by: Int64(ratio))
        guard overflow || bytesOut <= max(bound, Self.ratioFreeBytes) else {
            throw .tooDense(ratio: ratio)
        }
    }
}
