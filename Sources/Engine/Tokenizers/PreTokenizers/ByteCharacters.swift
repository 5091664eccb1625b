/// The printable character that stands for each byte in byte-level vocabularies (GPT-2's `bytes_to_unicode`).
enum ByteCharacters {
    /// The scalar for each byte: itself where it prints, else the next from U+0100 on.
    static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (0..<256 as Range<UInt32>).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return byte
            default:
                defer { next += 1 }
                return next
            }
        }
    }()

    /// The byte that each scalar stands for.
    static let bytes: [UInt32: UInt8] = Dictionary(
        uniqueKeysWithValues: scalars.enumerated().map { ($1, UInt8($0)) })

    /// The UTF-8 of each byte's character: one byte in the low half, or two, the first below.
    private static let encoded: [UInt16] = scalars.map { scalar in
        scalar < 0x80 ? UInt16(scalar) : UInt16(0xC0 | scalar >> 6) | UInt16(0x80 | scalar & 0x3F) << 8
    }

    /// Writes every piece's bytes as characters.
    static func write(_ pieces: inout Pieces) {
        let source = pieces
        var leading = 0
        let capacity = source.bounds.reduce(0) { $0 + 2 * ($1.end - $1.start) }
        pieces.bytes = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            source.bytes.withUnsafeBufferPointer { bytes in
                encoded.withUnsafeBufferPointer { encoded in
                    for (index, piece) in source.bounds.enumerated() {
                        let start = count
                        for position in piece.start..<piece.end {
                            let character = encoded[Int(bytes[position])]
                            output[count] = UInt8(truncatingIfNeeded: character)
                            count += 1
                            if character > 0xFF {
                                output[count] = UInt8(truncatingIfNeeded: character >> 8)
                                count += 1
                            }
                            if position < source.leading { leading = count }
                        }
                        pieces.bounds[index] = Pieces.Bounds(start: start, end: count, token: piece.token)
                    }
                }
            }
        }
        pieces.leading = leading
    }

    /// The bytes that a token's characters stand for, or `nil` if one stands for none.
    static func bytes(of token: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        for scalar in UTF8Text.scalars(of: token) {
            guard let byte = bytes[scalar] else { return nil }
            result.append(byte)
        }
        return result
    }
}
