import Checkpoints
import Foundation
import Testing

@Suite struct JSONValueTests {
    @Test func keepsNumbersAsTheyAreSpelt() throws {
        let value = try JSONValue(parsing: Data("[9007199254740993, -0.10, 1E+2]".utf8))
        #expect(value == .array([.number("9007199254740993"), .number("-0.10"), .number("1E+2")]))
        #expect(value.serialized() == Array("[9007199254740993,-0.10,1E+2]".utf8))
    }

    @Test func keepsKeysThatAreCanonicallyEqualApart() throws {
        let text = "{\"caf\u{E9}\":1,\"cafe\u{301}\":2}"
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(value["cafe\u{301}"]?.integer == 2)
        #expect(value["caf\u{E9}"]?.integer == 1)
        #expect(value.serialized() == Array(text.utf8))
    }

    @Test func writesWhatItReads() throws {
        let text = #"{"a":[true,false,null,{}],"b":"\"\\\n\t\u0001/é","c":[]}"#
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(String(decoding: value.serialized(), as: UTF8.self) == text)
        #expect(try JSONValue(parsing: Data(value.serializedForReading())) == value)
        #expect(String(decoding: value.serializedForReading(), as: UTF8.self).hasPrefix("{\n  \"a\": [\n    true,\n"))
    }

    @Test(arguments: [
        "", " ", "tru", "nul", "+1", "01", "1.", ".5", "1e", "-", "\"", "\"\\", "\"\\u12\"", "[1 2]", "{\"a\"}",
        "{\"a\":}", "[1,]", "'a'", "NaN", "Infinity", "1 1", "\u{FEFF}1", "[\"\t\"]",
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Data(text.utf8)) }
    }

    @Test func boundsNesting() throws {
        let deep = { (depth: Int) in
            Data((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: deep(32)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: deep(33)) }
        #expect(error?.message == "more than 32 levels of nesting")
    }
}
