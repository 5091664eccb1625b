import Checkpoints
import Foundation
import LanguageModels
import Scoring
import Tokenizers
import Words

/// The committed files that `Fixtures/make_fixtures.py` makes.
enum Fixture {
    static func path(_ name: String) -> String {
        Bundle.module.bundleURL.appendingPathComponent("Fixtures/\(name)").path
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// What lm-evaluation-harness says of the documents under a model.
    struct Expected: Decodable, Sendable {
        let model: String
        let context: Int
        let nll: [Double]
        let tokenNll: [[Double]]
        let wordPerplexity: Double
        let bytePerplexity: Double
        let bitsPerByte: Double

        static func all() throws -> [Expected] {
            struct Record: Decodable { let scores: [Expected] }
            return try decode(Record.self, from: "expected.json").scores
        }
    }

    static func documents() throws -> [Document] {
        try DocumentReader(path: path("documents.jsonl"), format: .jsonLines).documents()
    }

    static func scorer(_ model: String, context: Int? = nil) throws -> Scorer {
        let checkpoint = try CheckpointFolder.open(path(model))
        return try Scorer(
            configuration: ModelConfiguration(json: checkpoint.configuration, file: "config.json"),
            parameters: checkpoint, tokenizer: ByteTokenizer(), context: context)
    }
}
