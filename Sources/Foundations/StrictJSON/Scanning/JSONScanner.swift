/// Reads JSON (RFC 8259) from bytes, strictly and without building a tree.
///
/// Foundation's decoder is not used, because it keeps the last of two equal keys, compares keys by canonical
/// equivalence, and takes large integers through `Double`. Here keys are bytes, a repeated key is an error, integers
/// are exact, and nesting is bounded.
///
/// The bytes must outlive the scanner.
package struct JSONScanner {
    private let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0
    private var depth = 0
    private let depthLimit: Int

    /// Checks that all bytes are UTF-8.
    package init(_ bytes: UnsafeRawBufferPointer, depthLimit: Int) throws(JSONError) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        if let offset = firstInvalidUTF8(in: bytes) {
            throw JSONError(offset: offset, message: "the text is not UTF-8")
        }
    }

    /// Takes bytes of which only what is read must be UTF-8; whoever reads a string checks it.
    package init(unchecked bytes: UnsafeRawBufferPointer, depthLimit: Int = 32) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    package func error(_ message: String) -> JSONError {
        JSONError(offset: position, message: message)
    }

    /// The byte at the position, or `nil` at the end.
    package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance() { position += 1 }

    package mutating func skipWhitespace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    /// Takes one given byte after white space.
    mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
        skipWhitespace()
        guard next == UInt8(ascii: character) else { throw unexpected("'\(character)'") }
        position += 1
    }

    /// An error that says what stands at the position instead of what was expected.
    func unexpected(_ expectation: String) -> JSONError {
        guard let byte = next else { return error("expected \(expectation), found the end") }
        let seen = byte > 0x20 && byte < 0x7F ? "'\(Unicode.Scalar(byte))'" : "byte \(byte)"
        return error("expected \(expectation), found \(seen)")
    }

    /// Refuses anything but white space up to the end.
    package mutating func end() throws(JSONError) {
        skipWhitespace()
        guard next == nil else { throw unexpected("the end") }
    }

    /// The bytes from the position on.
    var rest: UnsafeRawBufferPointer { slice(position..<bytes.count) }

    /// Bytes between two positions.
    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    /// Reads an object whose keys may not repeat; `member` reads the value of each key and must take it whole.
    package mutating func object(
        _ member: (inout JSONScanner, [UInt8]) throws(JSONError) -> Void
    ) throws(JSONError) {
        var keys: Set<[UInt8]> = []
        try members { (scanner, key, start) throws(JSONError) in
            guard keys.insert(key).inserted else {
                let name = String(decoding: key.prefix(200), as: UTF8.self)
                throw JSONError(offset: start, message: "the key \"\(name)\" stands twice in one object")
            }
            try member(&scanner, key)
        }
    }

    /// Reads an object whose keys `member`, which is also told where each key starts, must hold apart itself.
    ///
    /// - Parameter takesBrokenKeys: whether a key that is no string of JSON's, as with an escape that stands for
    ///   nothing, is passed on as it is written. It can be no key that anyone reads.
    package mutating func members(
        takesBrokenKeys: Bool = false,
        _ member: (inout JSONScanner, [UInt8], Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        try container(open: "{", close: "}") { (scanner) throws(JSONError) in
            scanner.skipWhitespace()
            let start = scanner.position
            guard scanner.next == UInt8(ascii: "\"") else { throw scanner.unexpected("a key") }
            let key = try scanner.key(mayBeBroken: takesBrokenKeys)
            try scanner.expect(":")
            try member(&scanner, key, start)
        }
    }

    private mutating func key(mayBeBroken: Bool) throws(JSONError) -> [UInt8] {
        var strict = self
        do throws(JSONError) {
            let key = try strict.string()
            self = strict
            return key
        } catch {
            guard mayBeBroken else { throw error }
            let start = position
            try skipString()
            return Array(bytes[start..<position])
        }
    }

    /// Reads an array; `element` must take one value whole.
    package mutating func array(_ element: (inout JSONScanner) throws(JSONError) -> Void)
        throws(JSONError)
    {
        try container(open: "[", close: "]", element)
    }

    private mutating func container(
        open: Unicode.Scalar, close: Unicode.Scalar,
        _ part: (inout JSONScanner) throws(JSONError) -> Void
    ) throws(JSONError) {
        try expect(open)
        guard depth < depthLimit else { throw error("more than \(depthLimit) levels of nesting") }
        depth += 1
        defer { depth -= 1 }
        skipWhitespace()
        if next == UInt8(ascii: close) { return advance() }
        while true {
            try part(&self)
            skipWhitespace()
            if next == UInt8(ascii: close) { return advance() }
            guard next == UInt8(ascii: ",") else { throw unexpected("',' or '\(close)'") }
            position += 1
        }
    }
}

/// The offset of the first byte that is not UTF-8, or `nil` if all are.
package func firstInvalidUTF8(in bytes: UnsafeRawBufferPointer) -> Int? {
    bytes.withMemoryRebound(to: UInt8.self) { buffer in
        do throws(Unicode.UTF8.ValidationError) {
            _ = try UTF8Span(validating: buffer.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
