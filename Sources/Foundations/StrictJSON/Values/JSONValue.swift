public import Foundation

/// A JSON value with nothing lost: strings and keys as UTF-8 bytes, numbers as they are written, members in order.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number as it is written.
    case number(String)
    /// A string's UTF-8 bytes.
    case string([UInt8])
    case array([JSONValue])
    case object([Member])

    /// A key and its value.
    public struct Member: Hashable, Sendable {
        /// The key's UTF-8 bytes.
        public let key: [UInt8]
        /// What stands under the key.
        public let value: JSONValue

        public init(key: [UInt8], value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// How deep values may nest unless a caller says otherwise.
    public static let defaultDepthLimit = 32

    /// Reads one value from UTF-8 bytes (RFC 8259): repeated keys, lone surrogates, nesting beyond the limit and
    /// anything after the value are errors.
    public init(
        parsing bytes: UnsafeRawBufferPointer, depthLimit: Int = JSONValue.defaultDepthLimit
    ) throws(JSONError) {
        var scanner = try JSONScanner(bytes, depthLimit: depthLimit)
        self = try scanner.value()
        try scanner.end()
    }

    /// Reads one value from UTF-8 bytes, as ``init(parsing:depthLimit:)-(UnsafeRawBufferPointer,_)`` does.
    public init(parsing data: Data, depthLimit: Int = JSONValue.defaultDepthLimit) throws(JSONError) {
        self = try [UInt8](data).withUnsafeBufferPointer { (bytes) throws(JSONError) in
            try JSONValue(parsing: UnsafeRawBufferPointer(bytes), depthLimit: depthLimit)
        }
    }

    /// The member of an object with that key; `nil` if it is missing or this is not an object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key.elementsEqual(key.utf8) }?.value
    }

    /// The members of an object by their keys, the last of those that are canonically equal; `nil` if this is not an
    /// object.
    public var dictionary: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        let pairs = members.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
        return Dictionary(pairs) { _, last in last }
    }

    /// The elements of an array; `nil` if this is not an array.
    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The string, if this is one.
    public var text: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The exact integer, if this is a number without fraction or exponent that fits.
    public var integer: Int? {
        guard case .number(let lexeme) = self else { return nil }
        return Int(lexeme)
    }

    /// What kind of value this is, for messages.
    public var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value for a message, cut short.
    public var seen: String {
        let text = String(decoding: serialized().prefix(300), as: UTF8.self)
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }
}

extension JSONScanner {
    /// Reads one value of any kind.
    package mutating func value() throws(JSONError) -> JSONValue {
        skipWhitespace()
        switch next {
        case UInt8(ascii: "{"):
            var members: [JSONValue.Member] = []
            try object { (scanner, key) throws(JSONError) in
                members.append(JSONValue.Member(key: key, value: try scanner.value()))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (scanner) throws(JSONError) in elements.append(try scanner.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"):
            try keyword("true")
            return .boolean(true)
        case UInt8(ascii: "f"):
            try keyword("false")
            return .boolean(false)
        case UInt8(ascii: "n"):
            try keyword("null")
            return .null
        default: return .number(try number())
        }
    }

    /// Takes one value of any kind and drops it.
    package mutating func skipValue() throws(JSONError) {
        skipWhitespace()
        switch next {
        case UInt8(ascii: "{"): try object { (scanner, _) throws(JSONError) in try scanner.skipValue() }
        case UInt8(ascii: "["): try array { (scanner) throws(JSONError) in try scanner.skipValue() }
        case UInt8(ascii: "\""): _ = try string()
        default: _ = try value()
        }
    }
}
