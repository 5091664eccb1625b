public import HTTPTypes

/// One field line (RFC 9112, section 5), read strictly: no folding, no space before the colon, no control characters.
public enum FieldLine {
    public static func parse(_ line: UnsafeRawBufferPointer) throws(MessageSyntaxError) -> HTTPField {
        guard let first = line.first, first != .space, first != .tab else {
            throw MessageSyntaxError(.malformed, "A field line begins with a space; folded fields are not read.")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw MessageSyntaxError(.malformed, "A field line has no colon.")
        }
        let nameBytes = line[..<colon]
        guard !nameBytes.isEmpty, nameBytes.allSatisfy(\.isTokenCharacter) else {
            throw MessageSyntaxError(.malformed, "A field's name is empty or holds a character that is not allowed.")
        }
        let value = trimmed(line[(colon + 1)...])
        guard value.allSatisfy(\.isFieldCharacter) else {
            throw MessageSyntaxError(.malformed, "The value of a field holds a control character.")
        }
        guard let name = HTTPField.Name(String(decoding: nameBytes, as: UTF8.self)) else {
            throw MessageSyntaxError(.malformed, "A field's name is not a token.")
        }
        return HTTPField(name: name, value: value)
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var bytes = bytes
        while let first = bytes.first, first == .space || first == .tab { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == .space || last == .tab { bytes = bytes.dropLast() }
        return bytes
    }

    /// The members of a list field (RFC 9110, section 5.6.1), lower-cased, over all of its lines.
    public static func members(of name: HTTPField.Name, in fields: HTTPFields) -> [String] {
        HeaderList.members(fields[values: name]).map { $0.lowercased() }
    }
}
