import StrictJSON

/// What a line of JSONL says of a document: only the keys that are read are looked at.
///
/// Other keys and what stands under them change no number, so they are passed over unread: `NaN`, keys that stand
/// twice, escapes that stand for nothing, any depth.
struct DocumentLine {
    private(set) var text: [UInt8]?
    private(set) var domain: [UInt8]?
    private(set) var context: [UInt8]?
    private(set) var cluster: [UInt8]?

    /// Reads a line.
    ///
    /// - Throws: `JSONError` if the line is no object, or a key that is read stands twice or holds something else than
    ///   a string or null.
    init(_ line: [UInt8]) throws {
        var values = Values()
        try line.withUnsafeBytes { try values.read($0) }
        (text, domain) = (values.found["text"], values.found["domain"])
        (context, cluster) = (values.found["context"], values.found["cluster"])
    }

    /// What stands under the keys that are read.
    private struct Values {
        var found: [String: [UInt8]] = [:]
        private var seen: Set<String> = []

        mutating func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
            var scanner = JSONScanner(unchecked: bytes)
            var values = Values()
            try scanner.members(takesBrokenKeys: true) { (scanner, key, start) throws(JSONError) in
                try values.read(String(decoding: key, as: UTF8.self), at: start, &scanner)
            }
            try scanner.end()
            self = values
        }

        private mutating func read(_ key: String, at start: Int, _ scanner: inout JSONScanner) throws(JSONError) {
            guard DocumentLine.keys.contains(key) else {
                try scanner.skipAnything()
                return
            }
            guard seen.insert(key).inserted else {
                throw JSONError(offset: start, message: "the key \"\(key)\" stands twice in one object")
            }
            found[key] = try DocumentLine.string(key, &scanner)
        }
    }

    fileprivate static let keys: Set<String> = ["text", "domain", "context", "cluster"]

    /// A string, or `nil` for null.
    fileprivate static func string(_ key: String, _ scanner: inout JSONScanner) throws(JSONError) -> [UInt8]? {
        scanner.skipWhitespace()
        let start = scanner.position
        guard scanner.next == UInt8(ascii: "\"") else {
            let value = try scanner.value()
            guard value != .null else { return nil }
            throw JSONError(offset: start, message: "\"\(key)\" must be a string, not \(value.kind)")
        }
        let bytes = try scanner.string()
        if let offset = bytes.withUnsafeBytes(firstInvalidUTF8) {
            throw JSONError(offset: start + offset, message: "\"\(key)\" is not UTF-8")
        }
        return bytes
    }
}
