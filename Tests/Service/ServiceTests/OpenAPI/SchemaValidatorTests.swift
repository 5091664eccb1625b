import StrictJSON
import Testing

@Suite("Validator of schemas")
struct SchemaValidatorTests {
    private static let thing = JSONSchema.object(
        [
            SchemaProperty("name", .text.with("pattern", "^[a-z]+$")),
            SchemaProperty("share", .number.with("exclusiveMinimum", 0).with("maximum", 1), isRequired: false),
            SchemaProperty("parts", .array(of: .count).with("maxItems", 2), isRequired: false),
            SchemaProperty("kind", .either([.words(["a", "b"]), .null]), isRequired: false),
        ], isClosed: true)

    private func faults(_ value: JSONValue) -> [String] {
        SchemaValidator(schemas: ["Thing": Self.thing]).faults(in: value, JSONSchema.reference("Thing").json)
    }

    @Test func whatFitsHasNoFault() {
        #expect(faults(.object(["name": "x"])) == [])
        #expect(faults(.object(["name": "x", "share": 1, "parts": .array([0, 7]), "kind": .null])) == [])
    }

    @Test(arguments: [
        JSONValue.array([]), .object([:]), .object(["name": "X"]), .object(["name": 1]),
        .object(["name": "x", "more": 1]), .object(["name": "x", "share": 0]), .object(["name": "x", "share": 2]),
        .object(["name": "x", "parts": .array([-1])]), .object(["name": "x", "parts": .array([1, 2, 3])]),
        .object(["name": "x", "kind": "c"]),
    ])
    func whatDoesNotFitHasOne(value: JSONValue) {
        #expect(!faults(value).isEmpty)
    }
}
