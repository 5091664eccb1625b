import Foundation
import Storage
import TestSupport
import Testing

@Suite struct IdentifierTests {
    @Test func identifiersGrowWithinAMillisecondAndWhenTheClockStepsBack() {
        let time = ManualTime()
        let source = IdentifierSource(time: time, entropy: SeededEntropy(1))
        var made = (0..<100).map { _ in source.next(.job) }
        time.advance(by: .seconds(-5))
        made += (0..<100).map { _ in source.next(.job) }
        time.advance(by: .seconds(9))
        made += (0..<100).map { _ in source.next(.job) }
        #expect(made == made.sorted())
        #expect(Set(made).count == 300)
    }

    @Test func anIdentifierIsAPrefixAndAULID() throws {
        let time = ManualTime(Timestamp(milliseconds: 1_469_918_176_385))
        let text = IdentifierSource(time: time, entropy: SeededEntropy(1)).next(.evaluation).text
        // The time of the example in the ULID specification.
        #expect(text.hasPrefix("eval_01ARYZ6S41"))
        #expect(try Identifier(text, of: .evaluation).text == text)
        for kind in Identifier.Kind.allCases {
            let first = Identifier.first(of: kind, at: Timestamp(milliseconds: 0)).text
            #expect(first == kind.rawValue + "_" + String(repeating: "0", count: 26))
        }
    }

    @Test(arguments: [
        "", "eval", "eval_", "eval_01ARYZ6S41", "01ARYZ6S41TSV4RRFFQ69G5FAV", "eval_81ARYZ6S41TSV4RRFFQ69G5FAV",
        "eval_01ARYZ6S41TSV4RRFFQ69G5FAU", "eval_01aryz6s41tsv4rrffq69g5fav", "eval_01ARYZ6S41TSV4RRFFQ69G5FAV0",
        "evil_01ARYZ6S41TSV4RRFFQ69G5FAV",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: StorageError.self) { try Identifier(text) }
    }

    @Test func anIdentifierOfAnotherKindIsRefused() {
        #expect(throws: StorageError.self) { try Identifier("pool_01ARYZ6S41TSV4RRFFQ69G5FAV", of: .job) }
    }

    @Test func timesAreWrittenAndReadAsFoundationDoes() throws {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let entropy = SeededEntropy(4)
        for _ in 0..<2_000 {
            let moment = Timestamp(milliseconds: Int64(entropy.number(below: 8_000_000_000_000)) - 2_000_000_000_000)
            // Half a millisecond more, for a date is a binary fraction and is cut off when it is written.
            let date = Date(timeIntervalSince1970: (Double(moment.milliseconds) + 0.5) / 1_000)
            #expect(moment.description == date.formatted(format))
            #expect(Timestamp(rfc3339: moment.description) == moment)
        }
        #expect(Timestamp(rfc3339: "2024-02-29T12:00:00+02:00")?.description == "2024-02-29T10:00:00.000Z")
        #expect(Timestamp(rfc3339: "2024-02-29t12:00:00.5z")?.description == "2024-02-29T12:00:00.500Z")
    }

    @Test(arguments: [
        "", "2024-02-29", "2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00+2:00",
        "2024-01-01T00:00:00Zz", "2024/01/01T00:00:00Z", "２024-01-01T00:00:00Z",
    ])
    func otherTimesAreRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
