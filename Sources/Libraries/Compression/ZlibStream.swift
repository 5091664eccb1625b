import CZlib

extension UnsafeMutablePointer<z_stream> {
    /// Lets zlib go on once, with bytes from a place on.
    ///
    /// - Parameters:
    ///   - piece: filled from its start with what comes out.
    ///   - work: zlib's `inflate` or `deflate`.
    /// - Returns: how many bytes were read and written, and zlib's status.
    func step(
        _ bytes: [UInt8], from offset: Int, into piece: inout [UInt8], _ work: (Self) -> Int32
    ) -> (read: Int, written: Int, status: Int32) {
        bytes.withUnsafeBufferPointer { input in
            piece.withUnsafeMutableBufferPointer { output in
                let available = Swift.min(input.count - offset, Int(UInt32.max))
                pointee.next_in = UnsafeMutablePointer<UInt8>(mutating: input.baseAddress.map { $0 + offset })
                pointee.avail_in = UInt32(available)
                pointee.next_out = output.baseAddress
                pointee.avail_out = UInt32(output.count)
                let status = work(self)
                return (available - Int(pointee.avail_in), output.count - Int(pointee.avail_out), status)
            }
        }
    }
}
