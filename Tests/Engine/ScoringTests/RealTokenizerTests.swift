import Checkpoints
import Foundation
import LanguageModels
import Mixtures
import Scoring
import Testing
import Tokenizers

/// `rolling-1` under tokenizers of real styles, held against lm-evaluation-harness.
@Suite struct RealTokenizerTests {
    /// What `score_documents.py` wrote of one model and context.
    struct Rolling: Decodable, Sendable {
        let model: String
        let context: Int
        let prefix: Int32
        let nll: [Double]
        let tokens: [Int]
        let words: [Int]
        let bytes: [Int]
        let wordPerplexity: Double
        let bytePerplexity: Double
        let bitsPerByte: Double

        static func all() throws -> [Rolling] { try Fixture.decode([Rolling].self, from: "rolling.json") }
    }

    private func scorer(_ folder: String, context: Int) throws -> Scorer {
        let checkpoint = try CheckpointFolder.open(folder)
        let configuration = try ModelConfiguration(json: checkpoint.configuration, file: "config.json")
        return try Scorer(
            configuration: configuration, parameters: checkpoint,
            tokenizer: TokenizerSelection.ofCheckpoint.open(
                for: checkpoint.files, vocabularyRows: configuration.vocabularySize), context: context)
    }

    /// Holds documents that were scored here against what the harness says of them.
    private func compare(_ scores: [DocumentScore], with expected: Rolling) throws {
        #expect(scores.map(\.sums.tokens) == expected.tokens)
        #expect(scores.map(\.sums.words) == expected.words)
        #expect(scores.map(\.sums.bytes) == expected.bytes)
        for (score, nll) in zip(scores, expected.nll) {
            #expect(abs(score.sums.nll - nll) <= 1e-5 * max(1, nll), "\(score.sums.nll) here, \(nll) there")
        }
        let total = try Score(scores).total
        #expect(abs(total.bitsPerByte / expected.bitsPerByte - 1) <= 1e-5)
        // Perplexities are exponentials: what holds of 1e-5 is their logarithm.
        #expect(abs(log(total.bytePerplexity) / log(expected.bytePerplexity) - 1) <= 1e-5)
        #expect(abs(log(total.wordPerplexity) / log(expected.wordPerplexity) - 1) <= 1e-5)
    }

    @Test(arguments: try Rolling.all().indices)
    func equalsTheHarness(index: Int) throws {
        let expected = try Rolling.all()[index]
        let texts = try Fixture.decode([String].self, from: "rolling-documents.json")
        #expect(texts.contains("") && expected.tokens.contains { $0 > 2 * 40 })
        let scorer = try scorer(Fixture.path(expected.model), context: expected.context)
        #expect(scorer.tokenizer.prefixToken == expected.prefix)
        let documents = texts.map { Document(text: Array($0.utf8), domain: "all") }
        try compare(scorer.score(documents, threads: 2), with: expected)
    }

    @Test func scoresTheIdsOfATextAsTheText() throws {
        let texts = try Fixture.decode([String].self, from: "rolling-documents.json").filter { !$0.isEmpty }
        for model in ["gpt2-rolling", "llama2-rolling"] {
            let scorer = try scorer(Fixture.path(model), context: 40)
            let files = try CheckpointFiles(folder: Fixture.path(model))
            let separator = try PrefixToken.endOfDocument(namedBy: files, tokenizer: scorer.tokenizer)
            #expect(separator == (model == "gpt2-rolling" ? 0 : 2))
            let ids = texts.map { scorer.tokenizer.encode(Array($0.utf8)) }
            // Special tokens in the text itself end a document, or have a space put after them, as this text does.
            let kept = texts.indices.filter { !texts[$0].contains("<|endoftext|>") }
            #expect(kept.count == texts.count - 1)
            let read = try TokenArrayTests.documents(
                kept.flatMap { ids[$0] + [separator] }.map(UInt16.init), separator: separator,
                tokenizer: scorer.tokenizer, rows: scorer.model.configuration.vocabularySize)
            let written = kept.map { Document(text: Array(texts[$0].utf8), domain: "array") }
            #expect(read.map(\.text) == written.map(\.text))
            #expect(try scorer.score(read, threads: 1) == scorer.score(written, threads: 1))
        }
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
            "set ASSAY_PEERS_PYTHON to a Python that has torch, transformers and lm_eval"))
    func equalsTheHarnessThatIsInstalled() throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        for model in ["gpt2-rolling", "llama2-rolling"] {
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments = [
                Fixture.path("score_documents.py"), Fixture.path(model), "17", Fixture.path("documents.jsonl"),
            ]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            struct Live: Decodable {
                let nll: [Double]
                let bits_per_byte: Double
            }
            let live = try JSONDecoder().decode(Live.self, from: bytes)
            let scores = try scorer(Fixture.path(model), context: 17).score(Fixture.documents(), threads: 2)
            #expect(scores.count == live.nll.count)
            for (score, nll) in zip(scores, live.nll) { #expect(abs(score.sums.nll - nll) <= 1e-5 * max(1, nll)) }
            #expect(abs(try Score(scores).total.bitsPerByte / live.bits_per_byte - 1) <= 1e-5)
        }
    }
}
