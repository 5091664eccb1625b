import Foundation
import StrictJSON
import Testing

@Suite("Describing what is read and written")
struct DescribingTests {
    private enum Colour: String, Codable, Hashable, CaseIterable, JSONWord {
        case red, green
    }

    private struct Paint: JSONObjectReadable {
        let name: String
        let colour: Colour
        let litres: Double?

        init?(reading fields: ObjectReader) {
            let name = fields.required("name", as: String.self, check: .name, "on the tin")
            let colour = fields.optional("colour", as: Colour.self, else: .red)
            let litres = fields.optional("litres", as: Double.self, check: .positive(upTo: 20))
            fields.exactlyOne(of: ["name", "litres"])
            guard let name else { return nil }
            (self.name, self.colour, self.litres) = (name, colour, litres)
        }
    }

    private enum Shape: JSONObjectReadable {
        case circle(Int)
        case none

        private enum Kind: String { case circle, none }

        init?(reading fields: ObjectReader) {
            let shape = fields.variant(
                "kind",
                of: [
                    ObjectVariant(Kind.circle) { fields in
                        fields.required("radius", as: Int.self, check: .atLeast(1)).map(Shape.circle)
                    },
                    ObjectVariant(Kind.none) { _ in Shape.none },
                ])
            guard let shape else { return nil }
            self = shape
        }
    }

    private func json(_ text: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Adversary, D20: the schema counted characters, and the reader bytes.
    @Test(arguments: [("é", 200), ("漢", 200), ("👩🏽", 100), ("a", 200)])
    func aNameIsAsLongAsTheSchemaCounts(character: String, most: Int) throws {
        let check = FieldCheck<String>.name
        let pattern = try #require(check.constraint(.text, SchemaBook()).json.dictionary?["pattern"]?.text)
        for (count, isTaken) in [(most, true), (most + 1, false)] {
            let name = String(repeating: character, count: count)
            #expect((check.complaint(name) == nil) == isTaken, "\(count)")
            #expect((name.unicodeScalars.count <= 200) == isTaken)
            #expect(name.range(of: pattern, options: .regularExpression) != nil)
        }
    }

    @Test(arguments: [" a", "a ", "a\u{7}b", "a\u{2028}b", "a\u{202E}b", ""])
    func aNameThatIsRefusedDoesNotFitTheSchemaEither(name: String) throws {
        let check = FieldCheck<String>.name
        let pattern = try #require(check.constraint(.text, SchemaBook()).json.dictionary?["pattern"]?.text)
        #expect(check.complaint(name) != nil)
        #expect(name.range(of: pattern, options: .regularExpression) == nil)
    }

    @Test func aReaderDescribesWhatItReads() throws {
        let book = SchemaBook()
        #expect(Paint.schema(in: book) == .reference("Paint"))
        let expected = try json(
            #"""
            {"type": "object", "additionalProperties": false, "required": ["name"],
             "oneOf": [{"required": ["name"]}, {"required": ["litres"]}],
             "properties": {
               "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]([^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069])?$",
                        "description": "on the tin"},
               "colour": {"type": "string", "enum": ["red", "green"], "default": "red"},
               "litres": {"type": "number", "exclusiveMinimum": 0, "maximum": 20.0}}}
            """#)
        let described = try #require(book.schemas["Paint"])
        #expect(try JSONEncoder.sorted(described.json) == JSONEncoder.sorted(expected))
        #expect(book.faults.isEmpty)
    }

    @Test func variantsAreDescribedOneByOne() throws {
        let book = SchemaBook()
        _ = Shape.schema(in: book)
        let choices = try #require(book.schemas["Shape"]?.json["oneOf"]?.elements)
        #expect(choices.map { $0["properties"]?["kind"]?["enum"] } == [.array(["circle"]), .array(["none"])])
        #expect(choices[0]["properties"]?["radius"]?["minimum"] == 1)
        #expect(choices[1]["properties"]?.dictionary?.count == 1)
    }

    @Test func aVariantReadsItsOwnFieldsAlone() {
        let findings = Findings()
        let value: JSONValue = .object(["kind": "none", "radius": 2])
        _ = Shape.read(value, at: .root, findings: findings)
        #expect(findings.errors.map(\.pointer) == ["/radius"])
        let unknown = Findings()
        #expect(Shape.read(.object(["kind": "square"]), at: .root, findings: unknown) == nil)
        #expect(unknown.errors.first?.detail == "is \"square\"; expected one of \"circle\", \"none\"")
    }

    private struct Inner: Codable {
        var weight: Double
    }

    private struct Resource: Codable, Annotated {
        var id: String
        var createdAt: Date
        var inner: Inner
        var maybe: Inner?
        var list: [Int]
        var map: [String: [Double?]]
        var colour: Colour

        static var notes: FieldNotes {
            FieldNotes([CodingKeys.id: .sha256("of it"), .createdAt: "when"])
        }
    }

    @Test func aTypeIsDescribedByItsOwnDecoding() throws {
        let book = SchemaBook()
        _ = book.schema(of: Resource.self)
        let resource = try #require(book.schemas["Resource"]?.json)
        #expect(
            resource["required"]?.elements?.compactMap(\.text)
                == ["id", "created_at", "inner", "list", "map", "colour"])
        let properties = try #require(resource["properties"])
        #expect(properties["id"]?["pattern"] == "^[0-9a-f]{64}$" && properties["id"]?["description"] == "of it")
        #expect(properties["created_at"]?["format"] == "date-time")
        #expect(properties["maybe"]?["$ref"] == "#/components/schemas/Inner")
        #expect(properties["list"]?["items"]?["minimum"] == 0)
        #expect(properties["map"]?["additionalProperties"]?["items"]?["oneOf"]?.elements?.count == 2)
        #expect(properties["colour"]?["enum"] == .array(["red", "green"]))
        #expect(book.faults.isEmpty)
    }

    private struct Misnamed: Codable, Annotated {
        var name: String

        static var notes: FieldNotes { FieldNotes(named: ["title": "gone"]) }
    }

    @Test func aNoteOnAFieldThatIsNotThereIsAFault() {
        let book = SchemaBook()
        _ = book.schema(of: Misnamed.self)
        #expect(book.faults == ["Misnamed has no field title"])
    }

    private enum Other {
        struct Inner: Codable {}
    }

    @Test func twoTypesOfOneNameAreAFault() {
        let book = SchemaBook()
        _ = book.schema(of: Inner.self)
        _ = book.schema(of: Other.Inner.self)
        #expect(book.faults.count == 1)
    }
}

extension JSONEncoder {
    /// The value's bytes with sorted keys.
    fileprivate static func sorted(_ value: JSONValue) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(value)
    }
}
