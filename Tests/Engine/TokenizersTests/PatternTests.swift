import Testing

@testable import Tokenizers

@Suite struct PatternTests {
    /// The matches of an expression, one after the other.
    private func matches(_ expression: String, in text: String) throws -> [String] {
        let program = try PatternProgram(regularExpression: expression)
        var found: [String] = []
        let bytes = Array(text.utf8)
        bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: PatternSearch.Frame.self, capacity: program.count) { frames in
                guard let frames = frames.baseAddress else { return }
                let search = PatternSearch(program, text: start, end: buffer.count, frames: frames)
                var position = 0
                while let match = search.next(from: position) {
                    found.append(String(decoding: buffer[match.start..<match.end], as: UTF8.self))
                    position = match.end
                }
            }
        }
        return found
    }

    @Test func takesTheFirstAlternativeAndTheLongestRepetition() throws {
        #expect(try matches("a|ab|b+", in: "abbb") == ["a", "bbb"])
        #expect(try matches("[0-9]{1,3}", in: "12345678") == ["123", "456", "78"])
        #expect(try matches("[0-9]{2}", in: "12345") == ["12", "34"])
        #expect(try matches("x{2,}", in: "x xx xxxx") == ["xx", "xxxx"])
    }

    @Test func givesBackWhatARepetitionTook() throws {
        #expect(try matches(#"\s+(?!\S)|\s+"#, in: "a   b  ") == ["  ", " ", "  "])
        #expect(try matches("a+ab", in: "aaab") == ["aaab"])
        #expect(try matches("a++ab", in: "aaab") == [])
        #expect(try matches(#"\s*[\r\n]+"#, in: " \n \n  x") == [" \n \n"])
        #expect(try matches("é*éx", in: "ééx") == ["ééx"])
    }

    @Test func readsClassesAsTheyAreNested() throws {
        #expect(try matches(#"[^(\s|[.,])]+"#, in: "a(b c.d|e") == ["a", "b", "c", "d", "e"])
        #expect(try matches(#"[a\-z]+"#, in: "a-b-z") == ["a-", "-z"])
        #expect(try matches(#"[-a]+"#, in: "a-b") == ["a-"])
        #expect(try matches(#"[^\S\n]+"#, in: " \t\n x") == [" \t", " "])
        #expect(try matches(#"\p{^L}+|\P{Lu}"#, in: "aB 1") == ["a", " 1"])
        #expect(try matches(#"\p{Han}+"#, in: "a漢字b") == ["漢字"])
    }

    @Test func powersAndFractionsAreWordCharactersButNotInClasses() throws {
        #expect(try matches(#"\w+"#, in: "a²½") == ["a²½"])
        #expect(try matches(#"[\w]+"#, in: "a²½") == ["a"])
        #expect(try matches(#"[^\w\s]+"#, in: "a²½ ") == ["²½"])
    }

    @Test func ignoresCaseAsOnigurumaDoes() throws {
        #expect(try matches("(?i:'s|'t)", in: "'s'S'T'ſ'x") == ["'s", "'S", "'T", "'ſ"])
        #expect(try matches("'(?i:[sdmt]|ll)?x", in: "'x'Sx'LLx's") == ["'x", "'Sx", "'LLx"])
        #expect(try matches("(?=ab)a|c", in: "abacc") == ["a", "c", "c"])
    }

    @Test(arguments: [
        "", "a*", "(a|b*)", "a|", ".", "^a", "a$", "(ab)+", "(?:ab){2}", "(?<n>a)", "(?<=a)b", "(?>a)", #"\bx"#,
        #"\Ax"#,
        #"\1"#, #"\p{Alpha}"#, #"\p{"#, #"\pL"#, "[a", "[]a]", "[z-a]", "[[:alpha:]]", "[a&&b]", #"[\s-x]"#, "a{2,1}",
        "a{x", "a{0}", "a{5000}", "a*?", "a{2}+", "(a", "a)", "*a", "(?i:ss)", "(?i:é)", "(?i:f+)", "(?#c)a", #"\x41"#,
        #"\s+\s+x"#, "[a-z]+b*c", String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100),
        String(repeating: "a|", count: 64) + "a", "a\\",
    ])
    func refusesWhatItDoesNotUnderstandOrMayTakeLong(expression: String) {
        #expect(throws: PatternError.self) { try PatternProgram(regularExpression: expression) }
    }

    @Test func everySetHoldsAScalarOrItsComplementDoes() {
        for name in ["L", "N", "Lu", "M", "P", "S", "Z", "C", "Han", "Nd"] {
            guard let set = ScalarSet.property(name) else {
                Issue.record("\(name) is unknown")
                continue
            }
            let lookup = ScalarLookup(set)
            let complement = ScalarLookup(set.complement)
            let wrong = stride(from: UInt32(0), through: 0x10FFFF, by: 61).filter { scalar in
                lookup.test.contains(scalar) != set.contains(scalar)
                    || complement.test.contains(scalar) == set.contains(scalar)
            }
            #expect(wrong == [], "\(name)")
        }
    }
}
