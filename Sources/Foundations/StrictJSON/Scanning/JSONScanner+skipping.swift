extension JSONScanner {
    /// Passes over a value that nobody reads, whatever it holds: words that JSON does not know, such as `NaN`, keys
    /// that stand twice, escapes that stand for nothing, any depth.
    ///
    /// Only what tells where the value ends is looked at: quotes and brackets.
    package mutating func skipAnything() throws(JSONError) {
        skipWhitespace()
        var closers: [UInt8] = []
        repeat {
            guard let byte = next else { throw error("expected a value, found the end") }
            switch byte {
            case UInt8(ascii: "\""): try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                closers.append(byte == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                advance()
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard closers.popLast() == byte else { throw unexpected("a value") }
                advance()
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard !closers.isEmpty else { throw unexpected("a value") }
                advance()
            default: skipWord()
            }
            skipWhitespace()
        } while !closers.isEmpty
    }

    mutating func skipString() throws(JSONError) {
        advance()
        while let byte = next {
            advance()
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), next != nil { advance() }
        }
        throw error("a string does not end")
    }

    private mutating func skipWord() {
        while let byte = next, !Self.isStructure(byte) { advance() }
    }

    private static func isStructure(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
