import Foundation
import Testing

@testable import HTTPServer

/// Holds the parser against llhttp 9.3.0, whose verdicts `make_llhttp_corpus.py` wrote down.
@Suite struct RequestParserCorpusTests {
    private struct Corpus: Decodable {
        struct Case: Decodable {
            let request: String
            let messages: [ParsedRequest]
            let error: String?
        }

        let cases: [Case]
    }

    private static let corpus: Result<Corpus, any Error> = Result {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/llhttp", withExtension: "json"))
        return try JSONDecoder().decode(Corpus.self, from: Data(contentsOf: url))
    }

    /// The absolute-form is taken apart by this parser and left whole by llhttp.
    private static func origin(_ message: ParsedRequest) -> ParsedRequest {
        var message = message
        if message.target.lowercased().hasPrefix("http://") {
            let rest = message.target.dropFirst("http://".count).drop { $0 != "/" && $0 != "?" }
            message.target = rest.hasPrefix("/") ? String(rest) : "/" + rest
        }
        return message
    }

    @Test func whatIsAcceptedIsAcceptedByLlhttpWithTheSameBoundaries() throws {
        var accepted = 0
        for sample in try Self.corpus.get().cases {
            let parsed = ParsedRequests(ParsedRequests.bytes(sample.request))
            let theirs = sample.messages.prefix(parsed.complete.count).map(Self.origin)
            #expect(parsed.complete == Array(theirs), "\(sample.request.debugDescription)")
            accepted += parsed.complete.count
        }
        // A parser that refuses everything would pass otherwise.
        #expect(accepted > 250)
    }

    @Test func plainRequestsAreAllAccepted() throws {
        for sample in try Self.corpus.get().cases.prefix(18) {
            let parsed = ParsedRequests(ParsedRequests.bytes(sample.request))
            #expect(parsed.error == nil && !parsed.isPartial, "\(sample.request.debugDescription)")
            #expect(parsed.complete == sample.messages.map(Self.origin))
        }
    }

    @Test func bytesCutAnywhereGiveTheSameRequests() throws {
        for sample in try Self.corpus.get().cases {
            let bytes = ParsedRequests.bytes(sample.request)
            let whole = ParsedRequests(bytes)
            guard whole.error == nil, bytes.count > 1 else { continue }
            #expect(ParsedRequests(bytes, pieces: [1]) == whole)
            for cut in 1..<bytes.count where whole.complete.count > 0 {
                let parsed = ParsedRequests(bytes, pieces: [cut, .max])
                if parsed != whole { Issue.record("cut at \(cut): \(sample.request.debugDescription)") }
            }
        }
    }

    @Test func refusedBytesAreRefusedHoweverTheyAreCut() throws {
        for sample in try Self.corpus.get().cases {
            let bytes = ParsedRequests.bytes(sample.request)
            let whole = ParsedRequests(bytes)
            guard let error = whole.error else { continue }
            let parsed = ParsedRequests(bytes, pieces: [1])
            #expect(parsed.error?.status == error.status, "\(sample.request.debugDescription)")
            #expect(parsed.complete == whole.complete)
        }
    }

    /// Seeded, so a failure can be had again.
    @Test func noMutationCrashesTheParser() throws {
        var random = SplitMix(state: 20_410_661)
        let samples = try Self.corpus.get().cases.map { ParsedRequests.bytes($0.request) }
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = samples[Int(random.next() % UInt64(samples.count))]
            for _ in 0...random.next() % 3 where !bytes.isEmpty {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                }
            }
            let parsed = ParsedRequests(bytes, pieces: [Int(random.next() % 40) + 1, .max])
            refused += parsed.error == nil ? 0 : 1
        }
        #expect(refused > 10_000)
    }
}

/// Sebastiano Vigna's SplitMix64.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
