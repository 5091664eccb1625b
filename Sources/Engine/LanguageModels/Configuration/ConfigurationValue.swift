import StrictJSON

/// One value of a `config.json`, with whole numbers kept apart from fractions and truth values.
enum ConfigurationValue: Hashable, Sendable {
    case null
    case truth(Bool)
    case whole(Int)
    case number(Double)
    case text(String)
    case list([ConfigurationValue])
    case object([String: ConfigurationValue])
}

extension ConfigurationValue {
    /// A number with a fraction, an exponent or more than 19 digits becomes the nearest f64.
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .boolean(let truth): self = .truth(truth)
        case .number(let lexeme): self = Int(lexeme).map { .whole($0) } ?? .number(Double(lexeme) ?? .nan)
        case .string(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
        case .array(let elements): self = .list(elements.map { ConfigurationValue($0) })
        case .object(let members): self = .object(Self.table(members))
        }
    }

    /// The members by key; the reader of JSON has refused repeated keys.
    static func table(_ members: [JSONValue.Member]) -> [String: ConfigurationValue] {
        Dictionary(
            members.map { (String(decoding: $0.key, as: UTF8.self), ConfigurationValue($0.value)) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension ConfigurationValue: CustomStringConvertible {
    /// How an error message shows the value.
    var description: String {
        switch self {
        case .null: "null"
        case .truth(let value): "\(value)"
        case .whole(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let value): "\"\(value)\""
        case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
        case .object(let members): "an object of \(members.count) members"
        }
    }
}
