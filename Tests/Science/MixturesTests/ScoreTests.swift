import Foundation
import Mixtures
import Testing

@Suite struct ScoreTests {
    func sums(_ tokens: Int, _ nll: Double, words: Int = 2, bytes: Int? = nil) -> ScoreSums {
        ScoreSums(tokens: tokens, words: words, characters: tokens, bytes: bytes ?? tokens, nll: nll)
    }

    @Test func addsDocumentsUpPerDomain() throws {
        let score = try Score(documents: [
            (domain: "b", sums: sums(10, 20)), (domain: "a", sums: sums(4, 2)), (domain: "b", sums: sums(30, 40)),
        ])
        #expect(score.domains.map(\.domain) == ["a", "b"])
        #expect(score["b"] == ScoreSums(documents: 2, tokens: 40, words: 4, characters: 40, bytes: 40, nll: 60))
        #expect(score.total.documents == 3 && score.total.nll == 62)
        #expect(score["c"] == nil)
    }

    @Test func derivedNumbersAreTheHarnesss() {
        // lm-evaluation-harness: word_perplexity = exp(-Σll/Σwords), byte_perplexity = exp(-Σll/Σbytes),
        // bits_per_byte = -Σll/Σbytes/ln 2.
        let found = sums(5, 12, words: 3, bytes: 8)
        #expect(abs(found.perplexity - exp(12.0 / 5)) < 1e-12)
        #expect(abs(found.wordPerplexity - exp(4.0)) < 1e-12)
        #expect(abs(found.bytePerplexity - exp(1.5)) < 1e-12)
        #expect(abs(found.bitsPerByte - 1.5 / log(2)) < 1e-12)
    }

    @Test func macroCountsEveryDomainTheSame() throws {
        let score = try Score(domains: [
            .init(domain: "a", sums: sums(1000, 1000 * log(2.0))), .init(domain: "b", sums: sums(10, 30 * log(2.0))),
        ])
        #expect(abs(score.macro.bitsPerByte - 2) < 1e-12)
        #expect(abs(score.macro.perplexity - 4) < 1e-12)
        #expect(abs(score.total.bitsPerByte - 1030.0 / 1010) < 1e-12)
    }

    @Test func refusesWhatCannotBeDivided() {
        #expect(throws: ScoreError.noDomains) { try Score(domains: []) }
        #expect(throws: ScoreError.emptyDomain("a")) { try Score(domains: [.init(domain: "a", sums: .zero)]) }
        #expect(throws: ScoreError.repeatedDomain("a")) {
            try Score(domains: [.init(domain: "a", sums: sums(1, 1)), .init(domain: "a", sums: sums(1, 1))])
        }
        #expect(throws: ScoreError.notFinite(domain: "a", nll: .infinity)) {
            try Score(domains: [.init(domain: "a", sums: sums(1, .infinity))])
        }
    }
}
