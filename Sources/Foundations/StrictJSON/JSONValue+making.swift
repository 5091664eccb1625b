extension JSONValue {
    /// An object of members in this order.
    package static func record(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { Member(key: Array($0.0.utf8), value: $0.1) })
    }

    package static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }

    package static func number(_ value: Int) -> JSONValue { .number("\(value)") }

    /// The shortest decimal that gives the same double; JSON has none for infinity.
    package static func number(_ value: Double) -> JSONValue { value.isFinite ? .number("\(value)") : .null }

    /// `null` where there is no value.
    package static func optional(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
