import Checkpoints
import TestSupport
import Testing
import Tokenizers

@Suite struct TokenizerSelectionTests {
    private func open(
        _ name: String, rows: Int = 2000, tokenizer: String? = nil, model: String = "{}"
    ) throws -> any Tokenizer {
        let folder = try TemporaryFolder()
        try folder.write(try Fixture.contents(of: name), to: "tokenizer.json")
        try folder.write(Array(model.utf8), to: "config.json")
        if let tokenizer { try folder.write(Array(tokenizer.utf8), to: "tokenizer_config.json") }
        return try TokenizerSelection.ofCheckpoint.open(
            for: try CheckpointFiles(folder: folder.path), vocabularyRows: rows)
    }

    @Test func opensTheCheckpointsTokenizerWithTheTokenThatItNames() throws {
        let llama = try open("llama2", tokenizer: #"{"bos_token": {"content": "<s>"}, "eos_token": "</s>"}"#)
        #expect(llama is BytePairTokenizer)
        #expect(llama.prefixToken == 1)
        #expect(try open("gpt2", tokenizer: #"{"bos_token": null, "eos_token": "<|endoftext|>"}"#).prefixToken == 0)
        #expect(try open("gpt2", model: #"{"bos_token_id": 5}"#).prefixToken == 5)
    }

    @Test func refusesATokenThatTheTokenizerLacks() {
        let error = #expect(throws: CheckpointError.self) { try open("gpt2", tokenizer: #"{"bos_token": "<s>"}"#) }
        #expect(error?.message.contains("<s>") == true)
        #expect(throws: CheckpointError.self) { try open("gpt2", model: #"{"bos_token_id": 1900}"#) }
        #expect(throws: CheckpointError.self) { try open("gpt2") }
    }

    @Test func aSubwordModelIsNotReadAsBytes() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
        let files = try CheckpointFiles(folder: folder.path)
        let error = #expect(throws: CheckpointError.self) {
            try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: 4_000)
        }
        #expect(error?.file.hasSuffix("tokenizer.json") == true && error?.message.contains("--bytes") == true)
        #expect(try TokenizerSelection.bytes.open(for: files, vocabularyRows: 4_000) is ByteTokenizer)
        for rows in [257, 264, 320] {
            #expect(try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: rows) is ByteTokenizer)
        }
        #expect(throws: CheckpointError.self) {
            try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: 321)
        }
    }

    @Test func idsBeyondTheEmbeddingStopOnlyWhoseDocumentsBeginWithOne() throws {
        let size = try Fixture.tokenizer("neox").vocabularySize
        for rows in [size, size - 1] {
            #expect(try open("neox", rows: rows, model: #"{"bos_token_id": 0}"#).vocabularySize == size)
        }
        let error = #expect(throws: CheckpointError.self) {
            try open("neox", rows: size - 1, model: "{\"bos_token_id\": \(size - 1)}")
        }
        #expect(error?.file.hasSuffix("tokenizer.json") == true)
        #expect(error?.message.contains("embedding") == true)
    }
}
