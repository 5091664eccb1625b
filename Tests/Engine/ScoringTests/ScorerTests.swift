import Checkpoints
import Foundation
import Kernels
import LanguageModels
import Mixtures
import Scoring
import StrictJSON
import TestSupport
import Testing
import Tokenizers

@Suite struct ScorerTests {
    @Test(arguments: try Fixture.Expected.all().indices)
    func equalsTheHarness(index: Int) throws {
        let expected = try Fixture.Expected.all()[index]
        let scorer = try Fixture.scorer(expected.model, context: expected.context)
        let scores = try scorer.score(Fixture.documents(), threads: 2, keepsTokens: true)
        #expect(scores.count == 6)
        for (score, nll) in zip(scores, expected.nll) {
            #expect(abs(score.sums.nll - nll) <= 1e-5 * nll)
        }
        for (score, tokens) in zip(scores, expected.tokenNll) {
            let found = try #require(score.tokens)
            #expect(found.count == tokens.count)
            #expect(score.sums.tokens == tokens.count)
            for (value, exact) in zip(found, tokens) {
                #expect(abs(Double(value) - exact) <= 1e-5 * max(1, exact))
            }
            #expect(abs(score.sums.nll - tokens.reduce(0, +)) <= 1e-5 * score.sums.nll)
        }
        let total = try Score(scores).total
        #expect(abs(total.bitsPerByte / expected.bitsPerByte - 1) <= 1e-5)
        #expect(abs(total.bytePerplexity / expected.bytePerplexity - 1) <= 1e-4)
        // The logarithm: an error of 1e-5 in NLL grows with the number of nats a word.
        #expect(abs(log(total.wordPerplexity) / log(expected.wordPerplexity) - 1) <= 1e-5)
    }

    @Test func givesTheSameBitsForAnyThreadsAndCompany() throws {
        let scorer = try Fixture.scorer("llama", context: 20)
        let documents = try Fixture.documents()
        let scores = try scorer.score(documents, threads: 1, keepsTokens: true)
        #expect(try scorer.score(documents, threads: 3, keepsTokens: true) == scores)
        for (document, score) in zip(documents, scores) {
            #expect(try scorer.score([document], threads: 1, keepsTokens: true) == [score])
        }
    }

    @Test func conditionsOnAContextWithoutScoringIt() throws {
        let scorer = try Fixture.scorer("llama", context: 20)
        let before = Array("What was the question? ".utf8)
        let text = Array("It was this: how long may an answer be?".utf8)
        let whole = try #require(
            try scorer.score([Document(text: before + text, domain: "a")], threads: 1, keepsTokens: true).first)
        let part = try #require(
            try scorer.score(
                [Document(text: text, domain: "a", context: before)], threads: 1, keepsTokens: true
            ).first)
        let tokens = try #require(part.tokens)
        #expect(tokens.count == text.count)
        #expect(part.sums.bytes == text.count)
        for (value, other) in zip(tokens, try #require(whole.tokens).suffix(text.count)) {
            #expect(abs(value - other) <= 1e-5 * max(1, other))
        }
    }

    @Test(arguments: [0, -1, 49])
    func refusesAContextThatTheModelDoesNotHave(context: Int) throws {
        let error = #expect(throws: ScoringError.self) { try Fixture.scorer("llama", context: context) }
        #expect(error?.description.contains("max_position_embeddings") == true)
        #expect(try Fixture.scorer("llama").context == 48)
    }

    @Test func refusesATokenizerThatTheModelHasNoRowsFor() throws {
        var configuration = try Fixture.scorer("llama").model.configuration
        configuration.vocabularySize = 256
        #expect(throws: ScoringError.self) {
            try Scorer(configuration: configuration, parameters: MemoryTensorSource(), tokenizer: ByteTokenizer())
        }
    }

    @Test func reportsSumsThatAddUp() throws {
        let scorer = try Fixture.scorer("llama")
        let scores = try scorer.score(Fixture.documents(), threads: 1)
        let report = try ScoreReport(
            checkpoint: "a", context: 48, precision: .f32,
            documents: scores.enumerated().map { (origin: .init(file: "f", line: $0.offset + 1), score: $0.element) })
        let json = try JSONValue(parsing: Data(report.json.serialized()))
        #expect(json["tokens"]?.integer == scores.reduce(0) { $0 + $1.sums.tokens })
        guard case .array(let documents)? = json["documents"], case .array(let domains)? = json["domains"],
            case .number(let nll)? = json["nll"]
        else {
            Issue.record("documents, domains and nll are missing")
            return
        }
        #expect(documents.count == 6)
        #expect(documents[5]["cluster"]?.text == "a")
        #expect(documents[3]["domain"]?.text == "prose")
        #expect(domains.map { $0["domain"]?.text } == ["code", "prose"])
        #expect(Double(nll) == report.score.total.nll)
        #expect(json["precision"]?.text == "f32")
        #expect(json["kernel_path"]?.text == "\(KernelPath.current)")
        #expect(report.table.contains("prose"))
        #expect(report.table.split(separator: "\n").count == 7)
    }
}
