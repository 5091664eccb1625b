extension JSONValue {
    /// The value as JSON in UTF-8, without white space.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes, indentation: nil)
        return bytes
    }

    /// The value as JSON in UTF-8, a member or element a line, indented by two spaces as `transformers` writes files.
    public func serializedForReading() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes, indentation: 0)
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// The same as Foundation lays it out: a space before each colon, and no line break at the end.
    package func serializedAsFoundation() -> [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes, indentation: 0, colon: " : ")
        return bytes
    }

    private func append(to bytes: inout [UInt8], indentation: Int?, colon: String = ": ") {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .number(let lexeme): bytes += lexeme.utf8
        case .string(let text): Self.appendQuoted(text, to: &bytes)
        case .array(let elements):
            Self.appendParts(elements, open: "[", close: "]", to: &bytes, indentation: indentation) {
                $0.append(to: &$1, indentation: $2, colon: colon)
            }
        case .object(let members):
            Self.appendParts(members, open: "{", close: "}", to: &bytes, indentation: indentation) {
                Self.appendQuoted($0.key, to: &$1)
                $1 += (indentation == nil ? ":" : colon).utf8
                $0.value.append(to: &$1, indentation: $2, colon: colon)
            }
        }
    }

    private static func appendParts<Part>(
        _ parts: [Part], open: Unicode.Scalar, close: Unicode.Scalar, to bytes: inout [UInt8],
        indentation: Int?,
        part append: (Part, inout [UInt8], Int?) -> Void
    ) {
        let inner = indentation.map { $0 + 2 }
        bytes.append(UInt8(ascii: open))
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendLineBreak(to: &bytes, indentation: inner)
            append(part, &bytes, inner)
        }
        if !parts.isEmpty { appendLineBreak(to: &bytes, indentation: indentation) }
        bytes.append(UInt8(ascii: close))
    }

    private static func appendLineBreak(to bytes: inout [UInt8], indentation: Int?) {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += repeatElement(UInt8(ascii: " "), count: indentation)
    }

    private static func appendQuoted(_ text: [UInt8], to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case ..<0x20:
                bytes += Array(#"\u00"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
