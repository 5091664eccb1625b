import API
import Foundation
import Mixtures
import Testing
import Yams

@Suite("Tables in every form")
struct TableDocumentTests {
    private struct Entry: Codable, Hashable, Sendable {
        var id: String
        var label: String?
        var mixture: [String: Double]
        var parts: [Part] = []
    }

    private struct Part: Codable, Hashable, Sendable {
        var domain: String
        var bitsPerByte: Double
        var notes: [String] = []
    }

    private func text(_ value: some Encodable, _ format: TableFormat) throws -> String {
        String(decoding: try TableDocument(of: value).bytes(as: format), as: UTF8.self)
    }

    private let page = Page(
        items: [
            Entry(id: "1", label: "half, \"half\"\r\nlast", mixture: ["web": 0.5, "law": 0.5]),
            Entry(id: "2", mixture: ["web": 1], parts: [Part(domain: "law", bitsPerByte: 1e-05, notes: ["a", "b"])]),
        ], next: "cursor")

    @Test func aListIsARecordALineUnderAHeading() throws {
        let lines = """
            id,label,mixture.law,mixture.web,parts.law.bits_per_byte,parts.law.notes\r
            1,"half, ""half""\r\nlast",0.5,0.5,,\r
            2,,,1,1e-05,"[""a"",""b""]"\r

            """
        #expect(try text(page, .csv) == lines)
    }

    @Test func noTextIsAFormulaAndNumbersStayNumbers() throws {
        let page = Page(
            items: [
                Entry(
                    id: "=1+1", label: "@SUM(A1)", mixture: ["web": -0.5],
                    parts: [Part(domain: "\u{1B}[31mlaw", bitsPerByte: -2, notes: [])]),
                Entry(id: "-cmd", label: "+2", mixture: ["web": 1]), Entry(id: "a=b", label: "\t=1", mixture: [:]),
            ], next: nil)
        let lines = """
            id,label,mixture.web,parts.[31mlaw.bits_per_byte\r
            '=1+1,'@SUM(A1),-0.5,-2\r
            '-cmd,'+2,1,\r
            a=b,'\t=1,,\r

            """
        #expect(try text(page, .csv) == lines)
    }

    @Test func jsonLinesAreWholeObjects() throws {
        let lines = try text(page, .jsonl).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty)
        let read = try lines.prefix(2).map { try JSONCoder.decode(Entry.self, from: Array($0.utf8)) }
        #expect(read == page.items)
    }

    @Test func yamlIsReadBackAsWhatJSONSays() throws {
        let yaml = try text(page, .yaml)
        let read = try #require(try Yams.load(yaml: yaml) as? [String: Any])
        let items = try #require(read["items"] as? [[String: Any]])
        #expect(items[0]["label"] as? String == "half, \"half\"\r\nlast")
        #expect((items[0]["mixture"] as? [String: Double])?["web"] == 0.5)
        let part = try #require((items[1]["parts"] as? [[String: Any]])?.first)
        #expect(part["bits_per_byte"] as? Double == 1e-05 && part["notes"] as? [String] == ["a", "b"])
        #expect(read["next"] as? String == "cursor" && (items[0]["parts"] as? [Any])?.isEmpty == true)
    }

    @Test func aResourceAloneIsOneRecord() throws {
        #expect(try text(Entry(id: "x", mixture: ["a": 1]), .csv) == "id,mixture.a\r\nx,1\r\n")
        #expect(try text(Page<Entry>(items: [], next: nil), .csv).isEmpty)
        #expect(try text(Page<Entry>(items: [], next: nil), .jsonl).isEmpty)
    }

    @Test func weightsInYAMLAreTheSameDoubles() throws {
        let weights: [String: Double] = [
            "yes": 1e-05, "null": 0.1, "a: b #c": 1.0 / 3, "tab\t\"q\" \\ \u{85}\u{2028}é": 0x1p-40,
            "1.5": .leastNonzeroMagnitude,
            "": 0.2, "é": 1.2345678901234567e-7,
        ]
        let rest = 1 - weights.values.reduce(0, +)
        let mixture = try Mixture(weights.merging(["rest": rest, "none": 0]) { first, _ in first })
        let read = try YAMLDecoder().decode([String: Double].self, from: mixture.yaml)
        #expect(read == mixture.weights.filter { $0.value > 0 })
        // A reader that is told no type takes every weight for a float, too.
        let loaded = try #require(try Yams.load(yaml: mixture.yaml) as? [String: Any])
        #expect(loaded.values.allSatisfy { $0 is Double } && loaded.count == read.count)
    }

    @Test(arguments: [
        ([], TableFormat.json), (["text/html, */*"], .json), (["text/csv"], .csv), (["TEXT/CSV ; q=0.5"], .csv),
        (["application/json;q=0.2, text/csv;q=0.4"], .csv), (["application/x-ndjson", "text/csv;q=0.9"], .jsonl),
        (["text/csv;q=0"], .json), (["application/yaml"], .yaml), (["text/csv;q=x"], .json),
    ])
    func whatIsAcceptedChoosesTheForm(fields: [String], format: TableFormat) {
        #expect(TableFormat(accepting: fields) == format)
    }
}
