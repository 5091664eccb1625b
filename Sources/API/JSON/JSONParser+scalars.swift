/// Strings and numbers.
extension JSONParser {
    /// A string in quotes: UTF-8 without control characters, escapes resolved, surrogates paired.
    mutating func string() throws -> String {
        position += 1
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        if current == UInt8(ascii: "\"") {
            let text = try decoded(bytes[start..<position])
            position += 1
            return text
        }
        var buffer = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try buffer.withUnsafeBufferPointer { try decoded($0[...]) }
            case UInt8(ascii: "\\"):
                try escape(into: &buffer)
            case ..<0x20:
                throw failure("a control character in a string; expected it escaped")
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw failure("the text ends within a string")
    }

    private func decoded(_ slice: Slice<UnsafeBufferPointer<UInt8>>) throws -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw failure("a string is not UTF-8")
        }
        return text
    }

    private mutating func escape(into buffer: inout [UInt8]) throws {
        position += 1
        guard let byte = current else { throw failure("the text ends within an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw failure("an unknown escape in a string")
        }
    }

    private mutating func escapedScalar() throws -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\u") else {
            throw failure("a lone surrogate in an escape; expected a pair")
        }
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure("a lone surrogate in an escape; expected a pair") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("expected four hexadecimal digits after \\u")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// A number, or one of the literals that others write for what JSON cannot hold.
    mutating func number() throws -> JSONValue {
        for literal: StaticString in ["NaN", "Infinity", "-Infinity", "-NaN"] where take(literal) {
            findings.add(pointer, "\(literal) is not a JSON number; expected a finite number")
            return .number(0)
        }
        let start = position
        _ = take("-")
        let whole = digits()
        guard !whole.isEmpty else { throw failure("expected a JSON value") }
        guard whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0") else {
            throw failure("a number has a leading zero")
        }
        var isInteger = true
        if take(".") {
            isInteger = false
            guard !digits().isEmpty else { throw failure("expected digits after the decimal point") }
        }
        if take("e") || take("E") {
            isInteger = false
            _ = take("+") || take("-")
            guard !digits().isEmpty else { throw failure("expected digits in the exponent") }
        }
        let literal = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(literal) { return .integer(integer) }
        guard let number = Double(literal), number.isFinite else {
            findings.add(pointer, "\(literal.prefix(40)) is beyond double precision; expected a finite number")
            return .number(0)
        }
        return .number(number)
    }

    private mutating func digits() -> Range<Int> {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return start..<position
    }
}
