import StrictJSON
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    private func parse(_ text: String) throws -> (value: JSONValue, errors: [FieldError]) {
        let findings = Findings()
        return (try JSONParser.parse(Array(text.utf8), findings: findings), findings.errors)
    }

    private func syntaxError(_ text: String) -> FieldError? {
        do {
            _ = try JSONParser.parse(Array(text.utf8), findings: Findings())
            return nil
        } catch {
            return error.isJSON ? nil : error.errors.first
        }
    }

    @Test func readsEveryKindOfValue() throws {
        let (value, errors) = try parse(
            #" {"a":[null,true,false,-0,1e3,9007199254740993],"b\n\u0041\ud83d\ude00":"é"} "#)
        #expect(errors.isEmpty)
        let expected: JSONValue = .object([
            "a": .array([.null, true, false, .number("-0"), .number("1e3"), .number("9007199254740993")]),
            "b\nA😀": .text("é"),
        ])
        #expect(value == expected)
    }

    @Test(arguments: ["", "[1,]", "tru", "1 2", "{\"a\" 1}", "\"\\ud800\"", "\u{FEFF}1"])
    func refusesWhatIsNotJSON(text: String) {
        #expect(syntaxError(text) != nil)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        #expect(throws: InvalidBody.self) {
            try JSONParser.parse([0x22, 0xC3, 0x28, 0x22], findings: Findings())
        }
    }

    @Test func namesLineColumnAndPlaceOfASyntaxError() {
        let error = syntaxError("{\n  \"mixture\": {\"web\": x}}")
        #expect(error?.pointer == "/mixture/web")
        #expect(error?.detail == "line 2, column 22: expected a value, found 'x'")
    }

    @Test func takes32LevelsAndRefuses33() throws {
        let open = String(repeating: "[", count: 32)
        let close = String(repeating: "]", count: 32)
        _ = try parse(open + close)
        #expect(syntaxError("[" + open + close + "]")?.detail.contains("more than 32 levels") == true)
    }

    @Test func refusesAMillionOpenBracketsWithoutOverflowingTheStack() {
        #expect(syntaxError(String(repeating: "[", count: 1_000_000)) != nil)
        #expect(syntaxError(String(repeating: "{\"a\":", count: 100_000)) != nil)
    }

    @Test func collectsDuplicateKeysAndUnusableNumbersWithTheirPointers() throws {
        let (_, errors) = try parse(#"{"a":{"x~/y":1,"x~/y":2},"b":[1,NaN,1e400,-Infinity]}"#)
        #expect(errors.map(\.pointer) == ["/a/x~0~1y", "/b/1", "/b/2", "/b/3"])
    }

    @Test func treatsCanonicallyEqualKeysAsDuplicates() throws {
        let (_, errors) = try parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        #expect(errors.count == 1)
    }

    @Test func boundsTheNumberOfValues() {
        let text = Array("[1,2,3]".utf8)
        #expect(throws: InvalidBody.self) {
            try JSONParser.parse(text, limits: .init(depth: 32, values: 3), findings: Findings())
        }
    }
}
