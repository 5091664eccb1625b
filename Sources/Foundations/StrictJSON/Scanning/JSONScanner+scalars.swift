extension JSONScanner {
    /// Reads a string into its UTF-8 bytes.
    package mutating func string() throws(JSONError) -> [UInt8] {
        skipWhitespace()
        guard next == UInt8(ascii: "\"") else { throw unexpected("a string") }
        advance()
        var result: [UInt8] = []
        var start = position
        while true {
            guard let byte = next else { throw error("a string does not end") }
            if byte == UInt8(ascii: "\"") {
                result.append(contentsOf: slice(start..<position))
                advance()
                return result
            }
            if byte == UInt8(ascii: "\\") {
                result.append(contentsOf: slice(start..<position))
                try escape(into: &result)
                start = position
            } else if byte < 0x20 {
                throw error("a string holds control character \(byte), which must be escaped")
            } else {
                advance()
            }
        }
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSONError) {
        advance()
        guard let byte = next else { throw error("a string does not end") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"):
            advance()
            result.append(contentsOf: String(try escapedScalar()).utf8)
            return
        default: throw unexpected("an escape")
        }
        advance()
    }

    /// Reads the digits of one `\u` escape, and the low surrogate that must follow a high one.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try fourDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, next == UInt8(ascii: "\\") else { throw error("a surrogate stands alone") }
        advance()
        guard next == UInt8(ascii: "u") else { throw error("a surrogate stands alone") }
        advance()
        let low = try fourDigits()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw error("a surrogate stands alone") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }

    /// Reads a whole number that is not negative and has neither fraction nor exponent, exactly.
    package mutating func unsignedInteger() throws(JSONError) -> UInt64 {
        skipWhitespace()
        let start = position
        let lexeme = try number()
        guard let value = UInt64(lexeme) else {
            throw JSONError(
                offset: start, message: "expected a whole number below 2^64, found \(lexeme.prefix(40))")
        }
        return value
    }

    /// Reads a number as it is written.
    package mutating func number() throws(JSONError) -> String {
        skipWhitespace()
        let start = position
        if next == UInt8(ascii: "-") { advance() }
        let firstDigit = position
        try digits(start: start)
        if position - firstDigit > 1, slice(firstDigit..<position).first == UInt8(ascii: "0") {
            throw JSONError(offset: start, message: "a number starts with a needless zero")
        }
        if next == UInt8(ascii: ".") {
            advance()
            try digits(start: start)
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            advance()
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { advance() }
            try digits(start: start)
        }
        return String(decoding: slice(start..<position), as: UTF8.self)
    }

    private mutating func digits(start: Int) throws(JSONError) {
        let first = position
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { advance() }
        guard position > first else { throw unexpected(position == start ? "a value" : "a digit") }
    }

    /// Takes one of `true`, `false`, `null`.
    package mutating func keyword(_ word: StaticString) throws(JSONError) {
        guard take(word) else { throw error("expected a value, found an unknown word") }
    }

    /// Takes a word if it stands at the position.
    package mutating func take(_ word: StaticString) -> Bool {
        let expected = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard rest.starts(with: expected) else { return false }
        for _ in expected { advance() }
        return true
    }
}
