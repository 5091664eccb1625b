/// How one id stands in an array.
struct TokenElement: Hashable {
    enum Kind: String {
        case uint16 = "u2"
        case uint32 = "u4"
        case int32 = "i4"
        case int64 = "i8"
    }

    let kind: Kind
    var isBigEndian = false

    var byteCount: Int {
        switch kind {
        case .uint16: 2
        case .uint32, .int32: 4
        case .int64: 8
        }
    }

    /// The id that begins at a byte, at any address.
    func value(in bytes: UnsafeRawBufferPointer, at offset: Int) -> Int64 {
        switch kind {
        case .uint16: Int64(integer(UInt16.self, in: bytes, at: offset))
        case .uint32: Int64(integer(UInt32.self, in: bytes, at: offset))
        case .int32: Int64(integer(Int32.self, in: bytes, at: offset))
        case .int64: integer(Int64.self, in: bytes, at: offset)
        }
    }

    private func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, in bytes: UnsafeRawBufferPointer, at offset: Int
    ) -> Value {
        let stored = bytes.loadUnaligned(fromByteOffset: offset, as: type)
        return isBigEndian ? Value(bigEndian: stored) : Value(littleEndian: stored)
    }
}
