import API
import Foundation
import Mixtures
import Statistics
import Testing
import TextTables

@testable import assay

@Suite struct ComparisonTextTests {
    private func comparison(_ candidates: [[Double]]) throws -> ComparisonResource {
        let scores = try candidates.map { bits in
            try DocumentScores(
                bits.map {
                    .init(
                        domain: "law",
                        sums: ScoreSums(tokens: 9, words: 1, characters: 9, bytes: 9, nll: $0 * 9 * log(2)))
                })
        }
        let ids = scores.indices.map { "eval_\($0)" }
        let asked = ComparisonCreation(evaluations: ids)
        return ComparisonResource(
            id: "cmp_1",
            findings: ComparisonFindings(try Comparison(scores, objective: .macro), of: ids, on: "eset_1", asked),
            createdAt: Date(timeIntervalSince1970: 0))
    }

    @Test func theBestStandsFirstAndWhatIsNotResolvedIsSaid() throws {
        let tables = ComparisonText.tables(
            try comparison([[2, 2.2, 2.1, 2.3], [1, 1.2, 1.1, 1.3], [1, 1.2, 1.1, 1.3]]),
            names: ["eval_0": "web", "eval_1": "books", "eval_2": "law"])
        #expect(tables[0].title == "Bits per byte (macro) on 4 documents, with 95 % intervals")
        #expect(tables[0].rows.map { $0[0] } == ["1", "1", "3"])
        #expect(tables[0].rows[0].contains("books") && tables[0].rows[2].contains("eval_0"))
        #expect(tables[0].rows[0][1] == "1-2" && tables[0].rows[2][1] == "3-3")
        #expect(tables[1].rows.map { $0[5] } == ["", "", "not resolved"])
        #expect(tables[1].rows[0][2] == "1.0000")
    }

    @Test func oneDocumentIsUnknownAndSaysWhy() throws {
        let tables = ComparisonText.tables(try comparison([[2]]), names: [:])
        #expect(tables.count == 1 && tables[0].rows[0][4] == "unknown")
        #expect(tables[0].notes.first?.contains("domain \"law\" has one document") == true)
    }
}
