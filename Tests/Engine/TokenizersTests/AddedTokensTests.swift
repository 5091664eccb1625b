import Testing
import Tokenizers

/// The corners of added tokens, with ids that the `tokenizers` package (0.23.3) gave.
@Suite struct AddedTokensTests {
    private func tokenizer(_ added: String, normalizer: String = "null") throws -> BytePairTokenizer {
        let letters = "abcdefghijklmnopqrstuvwxyz -_"
        let vocabulary = letters.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
        let text = """
            {"added_tokens": [\(added)], "normalizer": \(normalizer), "model": {"vocab": {\(vocabulary)}, "merges": []}}
            """
        return try BytePairTokenizer(contents: Array(text.utf8), file: "f", vocabularyRows: 100, prefix: .id(0))
    }

    private func token(
        _ content: String, _ id: Int, word: Bool = false, left: Bool = false, right: Bool = false,
        normalized: Bool = false
    ) -> String {
        """
        {"id": \(id), "content": "\(content)", "single_word": \(word), "lstrip": \(left), "rstrip": \(right), \
        "normalized": \(normalized), "special": false}
        """
    }

    private func ids(_ text: String, _ tokenizer: BytePairTokenizer) -> [Int32] { tokenizer.encode(Array(text.utf8)) }

    @Test func theLongestAtTheLeftmostPlaceCounts() throws {
        let tokenizer = try tokenizer([token("bc", 29), token("abcd", 30), token("ab", 31)].joined(separator: ","))
        #expect(ids("xabcdabce", tokenizer) == [23, 30, 31, 2, 4])
    }

    @Test func aSingleWordStandsBetweenOtherThanWordCharacters() throws {
        let tokenizer = try tokenizer(token("no", 29, word: true))
        #expect(ids("no", tokenizer) == [29])
        #expect(ids("know", tokenizer) == [10, 13, 14, 22])
        #expect(ids("-no-", tokenizer) == [27, 29, 27])
        #expect(ids("_no", tokenizer) == [28, 13, 14])
    }

    @Test func whiteSpaceBesideATokenIsStripped() throws {
        let tokenizer = try tokenizer(
            [token("<l>", 29, left: true), token("<r>", 30, right: true)].joined(separator: ","))
        #expect(ids("a  <l>  b", tokenizer) == [0, 29, 26, 26, 1])
        #expect(ids("a  <r>  b", tokenizer) == [0, 26, 26, 30, 1])
        #expect(ids("<r>   <l>", tokenizer) == [30, 29])
    }

    @Test func aTokenInWhiteSpaceThatWasStrippedVanishes() throws {
        let tokenizer = try tokenizer(token("  ", 29, left: true, right: true))
        #expect(ids("a     b", tokenizer) == [0, 29, 1])
        #expect(ids("a         b  ", tokenizer) == [0, 29, 1, 29])
    }

    @Test func aNormalizedTokenIsFoundInNormalizedText() throws {
        let tokenizer = try tokenizer(
            [token("New", 29, normalized: true), token("OLD", 30)].joined(separator: ","),
            normalizer: #"{"type": "Lowercase"}"#)
        #expect(ids("aNEWnew", tokenizer) == [0, 29, 29])
        #expect(ids("OLDold", tokenizer) == [30, 14, 11, 3])
    }
}
