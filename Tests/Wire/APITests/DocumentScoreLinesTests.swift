import API
import Mixtures
import Statistics
import Testing

@Suite struct DocumentScoreLinesTests {
    private let documents = [
        DocumentScores.Document(
            domain: "p \"x\" é", sums: ScoreSums(tokens: 2, words: 1, characters: 3, bytes: 4, nll: 0.1 + 0.2)),
        DocumentScores.Document(
            domain: "q", cluster: "c", sums: ScoreSums(tokens: 9, words: 0, characters: 0, bytes: 0, nll: 1e-300)),
    ]

    @Test func whatIsWrittenIsReadWithItsBits() throws {
        let bytes = try DocumentScoreLines.bytes(documents)
        #expect(try DocumentScoreLines.read(bytes) == DocumentScores(documents))
        let first = String(decoding: bytes, as: UTF8.self).split(separator: "\n")[0]
        #expect(
            first == #"{"bytes":4,"characters":3,"domain":"p \"x\" é","nll":0.30000000000000004,"tokens":2,"words":1}"#)
    }

    @Test(
        arguments: [
            ("", nil),
            ("{\"domain\":\"a\"}", 1),
            ("{\"bytes\":1,\"characters\":1,\"domain\":\"a\",\"nll\":1,\"tokens\":1,\"words\":1}\n{", 2),
            ("{\"bytes\":-1,\"characters\":1,\"domain\":\"a\",\"nll\":1,\"tokens\":1,\"words\":1}\n", 1),
            ("{\"bytes\":1,\"characters\":1,\"domain\":\"a\",\"nll\":1e999,\"tokens\":1,\"words\":1}\n", nil),
            ("{\"bytes\":1,\"characters\":1,\"domain\":\"a\",\"nll\":1,\"tokens\":1,\"words\":1,\"more\":1}\n", 1),
        ] as [(String, Int?)])
    func whatIsNoLineIsNamed(text: String, line: Int?) throws {
        let error = #expect(throws: DocumentLinesError.self) { try DocumentScoreLines.read(Array(text.utf8)) }
        #expect(error?.line == line)
    }
}
