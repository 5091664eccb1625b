/// A JSON Schema (2020-12), as far as the values here need it.
public struct JSONSchema: Hashable, Sendable {
    /// Keyword → value.
    public private(set) var keywords: [String: JSONValue]

    /// A schema of these keywords; of none, any value fits it.
    public init(_ keywords: [String: JSONValue] = [:]) {
        self.keywords = keywords
    }

    /// The schema as it stands in a document.
    public var json: JSONValue { .object(keywords) }

    /// The schema with a keyword more, or with another value of it.
    public func with(_ keyword: String, _ value: JSONValue) -> JSONSchema {
        var schema = self
        schema.keywords[keyword] = value
        return schema
    }
}

extension JSONSchema {
    /// Any value at all.
    public static let anything = JSONSchema()
    /// `null` alone.
    public static let null = JSONSchema(["type": "null"])
    /// `true` or `false`.
    public static let boolean = JSONSchema(["type": "boolean"])
    /// Any string.
    public static let text = JSONSchema(["type": "string"])
    /// A whole number.
    public static let integer = JSONSchema(["type": "integer"])
    /// A whole number of at least 0.
    public static let count = JSONSchema(["type": "integer", "minimum": 0])
    /// Any number.
    public static let number = JSONSchema(["type": "number"])
    /// An RFC 3339 time.
    public static let moment = JSONSchema(["type": "string", "format": "date-time"])
    /// A SHA-256 in lower-case hexadecimal.
    public static let sha256 = JSONSchema(["type": "string", "pattern": "^[0-9a-f]{64}$"])

    /// One of these words.
    public static func words(_ words: [String]) -> JSONSchema {
        JSONSchema(["type": "string", "enum": .array(words.map { .text($0) })])
    }

    /// A list of alike elements.
    public static func array(of element: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "array", "items": element.json])
    }

    /// An object of any keys, whose values are alike.
    public static func map(of value: JSONSchema) -> JSONSchema {
        JSONSchema(["type": "object", "additionalProperties": value.json])
    }

    /// A schema that stands elsewhere in the document under a name.
    public static func reference(_ name: String) -> JSONSchema {
        JSONSchema(["$ref": .text("#/components/schemas/\(name)")])
    }

    /// Exactly one of these.
    public static func either(_ schemas: [JSONSchema]) -> JSONSchema {
        JSONSchema(["oneOf": .array(schemas.map(\.json))])
    }

    /// An object of these properties.
    ///
    /// - Parameter isClosed: whether it may have no others.
    public static func object(_ properties: [SchemaProperty], isClosed: Bool) -> JSONSchema {
        let shown = properties.map { property in
            let schema =
                property.summary.map { property.schema.with("description", .text($0)) } ?? property.schema
            return (property.name, schema.json)
        }
        let required = properties.filter(\.isRequired).map { JSONValue.text($0.name) }
        let schema = JSONSchema([
            "type": "object", "properties": .object(Dictionary(shown) { first, _ in first }),
            "required": .array(required),
        ])
        return isClosed ? schema.with("additionalProperties", false) : schema
    }
}

/// One property of an object.
public struct SchemaProperty: Hashable, Sendable {
    public let name: String
    public var schema: JSONSchema
    /// Whether it is always there.
    public var isRequired: Bool
    /// What a reader of the document is told of it.
    public var summary: String?

    public init(_ name: String, _ schema: JSONSchema, isRequired: Bool = true, summary: String? = nil) {
        self.name = name
        self.schema = schema
        self.isRequired = isRequired
        self.summary = summary
    }
}
