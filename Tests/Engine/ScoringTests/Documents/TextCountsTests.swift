import Scoring
import Testing

@Suite struct TextCountsTests {
    @Test func countsAsPythonDoes() throws {
        struct Counts: Decodable {
            let text: String
            let words: Int
            let characters: Int
            let bytes: Int
        }
        let cases = try Fixture.decode([Counts].self, from: "counts.json")
        #expect(cases.count > 100)
        for expected in cases {
            let counts = TextCounts(Array(expected.text.utf8))
            #expect(counts.words == expected.words, "\(expected.text.debugDescription)")
            #expect(counts.characters == expected.characters, "\(expected.text.debugDescription)")
            #expect(counts.bytes == expected.bytes)
        }
    }
}
