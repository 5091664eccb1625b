/// What a field's value must be beyond its type: says what is wrong with a value, and stands in the field's schema.
public struct FieldCheck<Value> {
    /// Says what is wrong with a value ("is 0; expected at least 1"), or `nil`.
    public let complaint: (Value) -> String?
    /// Narrows the schema of the type.
    public let constraint: (JSONSchema, SchemaBook) -> JSONSchema

    public init(
        constraint: @escaping (JSONSchema, SchemaBook) -> JSONSchema,
        complaint: @escaping (Value) -> String?
    ) {
        self.constraint = constraint
        self.complaint = complaint
    }

    /// A check that the schema says as far as these keywords go.
    public init(_ keywords: [String: JSONValue] = [:], complaint: @escaping (Value) -> String?) {
        self.init(
            constraint: { schema, _ in keywords.reduce(schema) { $0.with($1.key, $1.value) } },
            complaint: complaint)
    }

    /// What the schema tells and the reader leaves to whoever uses the value, because it takes more than the body to
    /// know.
    public static func told(_ constraint: @escaping (JSONSchema, SchemaBook) -> JSONSchema)
        -> FieldCheck
    {
        FieldCheck(constraint: constraint) { _ in nil }
    }

    /// Both; the first complaint counts.
    public func and(_ other: FieldCheck) -> FieldCheck {
        FieldCheck(constraint: { other.constraint(constraint($0, $1), $1) }) {
            complaint($0) ?? other.complaint($0)
        }
    }
}

extension FieldCheck where Value == Int {
    /// Ends included.
    public static func within(_ range: ClosedRange<Int>) -> FieldCheck {
        FieldCheck(["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]) {
            value in
            range.contains(value)
                ? nil : "is \(value); expected \(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// At least so much.
    public static func atLeast(_ least: Int) -> FieldCheck {
        FieldCheck(["minimum": .number(least)]) {
            $0 >= least ? nil : "is \($0); expected at least \(least)"
        }
    }
}

extension FieldCheck where Value == Double {
    /// Ends included.
    public static func within(_ range: ClosedRange<Double>) -> FieldCheck {
        FieldCheck(["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]) {
            value in
            range.contains(value)
                ? nil : "is \(value); expected \(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// At least so much.
    public static func atLeast(_ least: Double) -> FieldCheck {
        FieldCheck(["minimum": .number(least)]) {
            $0 >= least ? nil : "is \($0); expected at least \(least)"
        }
    }

    /// More than zero and at most `limit`.
    public static func positive(upTo limit: Double) -> FieldCheck {
        FieldCheck(["exclusiveMinimum": 0, "maximum": .number(limit)]) { value in
            value > 0 && value <= limit ? nil : "is \(value); expected more than 0 and at most \(limit)"
        }
    }

    /// At least 0 and below 1.
    public static var belowOne: FieldCheck {
        FieldCheck(["minimum": 0, "exclusiveMaximum": 1]) { value in
            value >= 0 && value < 1 ? nil : "is \(value); expected at least 0 and below 1"
        }
    }

    /// Above 0 and below 1.
    public static var properShare: FieldCheck {
        FieldCheck(["exclusiveMinimum": 0, "exclusiveMaximum": 1]) { value in
            value > 0 && value < 1 ? nil : "is \(value); expected more than 0 and less than 1"
        }
    }
}

extension FieldCheck where Value == String {
    /// A name that people give: 1 to 200 characters without control characters.
    ///
    /// Characters are Unicode code points, as JSON Schema counts them.
    public static var name: FieldCheck {
        FieldCheck(["minLength": 1, "maxLength": 200, "pattern": .text(namePattern)]) { text in
            guard (1...200).contains(text.unicodeScalars.count) else {
                return "has \(text.unicodeScalars.count) characters; expected 1 to 200"
            }
            let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            guard isPlain else { return "has a control character, which a name cannot have" }
            guard !text.unicodeScalars.contains(where: turnsText) else {
                return "has a character that breaks lines or turns their direction, which a name cannot have"
            }
            let isTrimmed = text.first?.isWhitespace == false && text.last?.isWhitespace == false
            return isTrimmed ? nil : "begins or ends with white space; expected neither"
        }
    }

    /// The same as a pattern: neither control characters nor what ``turnsText(_:)`` names, nor white space at the ends.
    private static let namePattern: String = {
        let refused = #"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069"#
        return #"^[^\s\#(refused)]([^\#(refused)]*[^\s\#(refused)])?$"#
    }()

    /// Line and paragraph separators, and what makes a terminal show text in another order than it has.
    private static func turnsText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A SHA-256 in hexadecimal.
    public static var sha256: FieldCheck {
        FieldCheck(constraint: { _, _ in .sha256 }) { text in
            let isHash = text.utf8.count == 64 && text.utf8.allSatisfy(isHexadecimal)
            return isHash
                ? nil : "is \"\(text.prefix(80))\"; expected a SHA-256 as 64 lower-case hexadecimal digits"
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    /// At most so many characters: Unicode code points, as JSON Schema counts them.
    public static func noLongerThan(_ limit: Int) -> FieldCheck {
        FieldCheck(["maxLength": .number(limit)]) { text in
            let count = text.unicodeScalars.count
            return count <= limit ? nil : "has \(count) characters; expected at most \(limit)"
        }
    }

    /// One of a few words.
    public static func oneOf(_ words: [String]) -> FieldCheck {
        FieldCheck(constraint: { _, _ in .words(words) }) { text in
            guard !words.contains(text) else { return nil }
            let quoted = words.map { "\"\($0)\"" }.joined(separator: ", ")
            return "is \"\(text.prefix(80))\"; expected one of \(quoted)"
        }
    }
}

extension FieldCheck where Value: Collection {
    /// At least one element, entry or character.
    public static var notEmpty: FieldCheck {
        FieldCheck(constraint: { schema, _ in
            switch schema.keywords["type"]?.text {
            case "array": schema.with("minItems", 1)
            case "object": schema.with("minProperties", 1)
            case "string": schema.with("minLength", 1)
            default: schema
            }
        }) { $0.isEmpty ? "is empty" : nil }
    }

    /// So many items, ends included.
    public static func items(_ range: ClosedRange<Int>) -> FieldCheck {
        FieldCheck(["minItems": .number(range.lowerBound), "maxItems": .number(range.upperBound)]) {
            list in
            range.contains(list.count)
                ? nil : "has \(list.count) items; expected \(range.lowerBound) to \(range.upperBound)"
        }
    }
}
