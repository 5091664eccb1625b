extension JSONValue {
    /// An object of members in this order.
    package static func record(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { Member(key: Array($0.0.utf8), value: $0.1) })
    }

    /// An object of members in the order of their keys.
    public static func object(_ members: [String: JSONValue]) -> JSONValue {
        record(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    /// A string.
    public static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }

    /// A whole number.
    public static func number(_ value: Int) -> JSONValue { .number("\(value)") }

    /// The shortest decimal that gives the same double; `null` for infinity and NaN, which JSON cannot hold.
    public static func number(_ value: Double) -> JSONValue {
        value.isFinite ? .number("\(value)") : .null
    }

    /// `null` where the value is missing.
    package static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
