import Foundation
import StrictJSON
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
        "{\"a\":}", "[1,]", "'a'", "NaN", "Infinity", "1 1", "\u{FEFF}1", "[\"\t\"]", "{", "[", "{\"a\":1,}", "{a:1}",
        "{\"a\" 1}", "{\"a\":", "\"abc", "\"\u{1}\"", "\"\\x\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
        "\"\\udc00\"", "// c\n1",
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Data(text.utf8)) }
    }

    @Test func readsEscapesAndPairsOfSurrogates() throws {
        #expect(try JSONValue(parsing: Data(#""b\n\/\u0041\ud83d\ude00""#.utf8)).text == "b\n/A😀")
    }

    @Test(arguments: [[0x22, 0xC3, 0x28, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]])
    func refusesBytesThatAreNotUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Data(bytes)) }
        #expect(error?.description == "byte 1: the text is not UTF-8")
    }

    @Test func refusesAKeyThatStandsTwiceAndSaysWhere() {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: Data(#"{"a":1,"\u0061":2}"#.utf8)) }
        #expect(error?.description == "byte 7: the key \"a\" stands twice in one object")
    }

    @Test func boundsNesting() throws {
        let deep = { (depth: Int) in
            Data((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: deep(32)) }
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: deep(33)) }
        #expect(error?.message == "more than 32 levels of nesting")
    }

    @Test func refusesAMillionOpenBracketsWithoutOverflowingTheStack() {
        for text in [String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 100_000)] {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Data(text.utf8)) }
        }
    }

    @Test func survivesEveryTruncationAndEveryFlippedBit() {
        let text = Data(#"{"a":[1,-2.5e-3,"x\u00e9\ud83d\ude00"],"b":{"c":true,"d":null}}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: text.prefix(length)) }
        }
        for index in text.indices {
            for bit in 0..<8 {
                var mutant = text
                mutant[index] ^= 1 << bit
                _ = try? JSONValue(parsing: mutant)
            }
        }
    }
}
