/// A value passes through Foundation's coders as it would stand in a file: whole numbers that fit 64 bits exactly,
/// other numbers as the nearest `Double`.
extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .number("\(value)")
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            // As a dictionary, so that the coder's key strategy leaves the keys alone.
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let lexeme):
            if let integer = Int64(lexeme) { return try container.encode(integer) }
            try container.encode(Double(lexeme) ?? .nan)
        case .string(let bytes): try container.encode(String(decoding: bytes, as: UTF8.self))
        case .array(let value): try container.encode(value)
        case .object: try container.encode(dictionary ?? [:])
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
