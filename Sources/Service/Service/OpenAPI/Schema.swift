import API
import Storage
import StrictJSON

/// A JSON Schema (2020-12), as far as the API needs it.
indirect enum Schema: Sendable {
    /// One property of an object.
    struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let summary: String?
    }

    case text
    /// 1 to 200 bytes.
    case name
    case sha256
    case identifier(Identifier.Kind)
    /// An id, or a name.
    case referring(Identifier.Kind)
    case moment
    case words([String])
    case integer(ClosedRange<Int>)
    case count
    case number
    /// Above the first and at most the second.
    case positive(Double)
    /// Within both, ends included.
    case share(ClosedRange<Double>)
    case boolean
    case anything
    case null
    case array(Schema)
    case bounded(Schema, ClosedRange<Int>)
    case map(Schema)
    /// With at least one entry.
    case filledMap(Schema)
    case object([Property])
    /// An object that may have no other properties, and perhaps exactly one of some.
    case request([Property], exactlyOne: [String] = [])
    case reference(String)
    case either([Schema])

    static func words<Word: RawRepresentable & CaseIterable>(of type: Word.Type) -> Schema
    where Word.RawValue == String {
        .words(Word.allCases.map(\.rawValue))
    }
}

/// A property that must be there.
func must(_ name: String, _ schema: Schema, _ summary: String? = nil) -> Schema.Property {
    Schema.Property(name: name, schema: schema, isRequired: true, summary: summary)
}

/// A property that may be missing.
func may(_ name: String, _ schema: Schema, _ summary: String? = nil) -> Schema.Property {
    Schema.Property(name: name, schema: schema, isRequired: false, summary: summary)
}

extension Schema {
    /// The schema as JSON.
    var json: JSONValue { .object(members) }

    private var members: [String: JSONValue] {
        switch self {
        case .text: ["type": "string"]
        case .name: ["type": "string", "minLength": 1, "maxLength": 200, "pattern": #"^\S(.*\S)?$"#]
        case .sha256: ["type": "string", "pattern": "^[0-9a-f]{64}$"]
        case .identifier(let kind):
            ["type": "string", "pattern": .text("^\(kind.rawValue)_[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
        case .referring(let kind):
            ["type": "string", "minLength": 1, "description": .text("An id (\(kind.rawValue)_…) or a name.")]
        case .moment: ["type": "string", "format": "date-time"]
        case .words(let words): ["type": "string", "enum": .array(words.map { .text($0) })]
        case .integer(let range):
            [
                "type": "integer", "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .count: ["type": "integer", "minimum": 0]
        case .number: ["type": "number"]
        case .positive(let limit): ["type": "number", "exclusiveMinimum": 0, "maximum": .number(limit)]
        case .share(let range):
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .boolean: ["type": "boolean"]
        case .anything: [:]
        case .null: ["type": "null"]
        default: compound
        }
    }

    private var compound: [String: JSONValue] {
        switch self {
        case .array(let element): ["type": "array", "items": element.json]
        case .bounded(let element, let range):
            [
                "type": "array", "items": element.json, "minItems": .number(range.lowerBound),
                "maxItems": .number(range.upperBound),
            ]
        case .map(let value): ["type": "object", "additionalProperties": value.json]
        case .filledMap(let value):
            ["type": "object", "additionalProperties": value.json, "minProperties": 1]
        case .object(let properties): Self.object(properties)
        case .request(let properties, let exactlyOne):
            Self.object(properties).merging(Self.closing(exactlyOne)) { first, _ in first }
        case .reference(let name): ["$ref": .text("#/components/schemas/\(name)")]
        case .either(let schemas): ["oneOf": .array(schemas.map(\.json))]
        default: [:]
        }
    }

    private static func object(_ properties: [Property]) -> [String: JSONValue] {
        var shown: [String: JSONValue] = [:]
        for property in properties {
            guard var schema = property.schema.json.dictionary else { continue }
            if let summary = property.summary { schema["description"] = .text(summary) }
            shown[property.name] = .object(schema)
        }
        let required = properties.filter(\.isRequired).map { JSONValue.text($0.name) }
        return ["type": "object", "properties": .object(shown), "required": .array(required)]
    }

    private static func closing(_ exactlyOne: [String]) -> [String: JSONValue] {
        guard !exactlyOne.isEmpty else { return ["additionalProperties": false] }
        let choices = exactlyOne.map { JSONValue.object(["required": .array([.text($0)])]) }
        return ["additionalProperties": false, "oneOf": .array(choices)]
    }
}
