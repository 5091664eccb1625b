import Checkpoints
import Testing
import Tokenizers

@Suite struct ByteTokenizerTests {
    @Test func givesEveryByteItsValue() {
        let tokenizer = ByteTokenizer()
        #expect(tokenizer.encode(Array(0...255)) == Array(0...255))
        #expect(tokenizer.encode(Array("é\r\n".utf8)) == [0xC3, 0xA9, 13, 10])
        #expect(tokenizer.encode([]) == [])
        #expect(tokenizer.prefixToken == 256)
        #expect(tokenizer.vocabularySize == 257)
    }

    @Test func readsACheckpointWithoutTokenizerAsBytes() throws {
        let files = CheckpointFiles(name: "a", paths: ["config.json": "a/config.json", "tokenizer_config.json": "a/t"])
        #expect(try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: 257) is ByteTokenizer)
        #expect(try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: 300) is ByteTokenizer)
    }

    @Test func refusesAnEmbeddingWithTooFewRows() {
        let files = CheckpointFiles(name: "a", paths: [:])
        let error = #expect(throws: CheckpointError.self) {
            try TokenizerSelection.bytes.open(for: files, vocabularyRows: 256)
        }
        #expect(error?.subject == "vocab_size")
    }

    @Test(arguments: ["merges.txt", "tokenizer.model", "vocab.json"])
    func refusesATokenizerThatItDoesNotReadUnlessBytesAreAskedFor(name: String) throws {
        let files = CheckpointFiles(name: "a", paths: [name: "a/\(name)"])
        let error = #expect(throws: CheckpointError.self) {
            try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: 257)
        }
        #expect(error?.code == .unsupported)
        #expect(error?.file == "a/\(name)")
        #expect(try TokenizerSelection.bytes.open(for: files, vocabularyRows: 257) is ByteTokenizer)
    }
}
