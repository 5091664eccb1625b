import Checkpoints
import TestSupport
import Testing
import Tokenizers

@Suite struct PrefixTokenTests {
    /// Files by the names that the shorthand stands for.
    private func token(tokenizer: String? = nil, map: String? = nil, model: String? = nil) throws -> PrefixToken {
        let folder = try TemporaryFolder()
        let contents = [
            "tokenizer_config.json": tokenizer, "special_tokens_map.json": map, "config.json": model,
        ]
        for (name, content) in contents { try content.map { _ = try folder.write(Array($0.utf8), to: name) } }
        return try PrefixToken(namedBy: CheckpointFiles(folder: folder.path))
    }

    @Test func isTheTokenizersBeginning() throws {
        let string = #"{"bos_token": "<s>", "eos_token": "</s>"}"#
        let object = #"{"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>"}"#
        for text in [string, object] {
            #expect(try token(tokenizer: text, model: #"{"bos_token_id": 7}"#) == .content(Array("<s>".utf8)))
            #expect(try token(map: text) == .content(Array("<s>".utf8)))
        }
        #expect(
            try token(tokenizer: #"{"bos_token": null, "eos_token": "</s>"}"#, map: string)
                == .content(Array("<s>".utf8)), "a BOS in either file goes before an EOS")
        #expect(try token(tokenizer: #"{"bos_token": "<a>"}"#, map: string) == .content(Array("<a>".utf8)))
    }

    @Test func isTheTokenizersEndWhereItHasNoBeginning() throws {
        let text = #"{"bos_token": null, "eos_token": "<|end|>"}"#
        #expect(try token(tokenizer: text, model: #"{"bos_token_id": 7}"#) == .content(Array("<|end|>".utf8)))
    }

    @Test func isTheModelsWhereTheTokenizerNamesNone() throws {
        #expect(try token(tokenizer: "{}", model: #"{"bos_token_id": 7, "eos_token_id": 8}"#) == .id(7))
        #expect(try token(model: #"{"bos_token_id": null, "eos_token_id": [8, 9]}"#) == .id(8))
    }

    @Test(arguments: [
        (nil, #"{}"#), (#"{"bos_token": 5}"#, "{}"), (#"{"bos_token": {"text": "x"}}"#, "{}"),
        (nil, #"{"bos_token_id": -1}"#), (nil, #"{"bos_token_id": 1.5}"#), (nil, #"{"bos_token_id": "1"}"#),
        ("{", "{}"),
    ])
    func refusesFilesThatNameNoneOrNoToken(tokenizer: String?, model: String) {
        #expect(throws: CheckpointError.self) { try token(tokenizer: tokenizer, model: model) }
    }
}
