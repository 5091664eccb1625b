import Checkpoints
import Foundation
import StrictJSON
import TestSupport
import Testing

/// Checkpoints and tokenizers as people bring them, by the real program.
@Suite(.serialized) struct PeoplesFilesTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The fixture `llama` with further keys, tensors and files, and rows for further tokens.
    private func write(
        _ name: String, rows: Int = 0, keys: [String: JSONValue] = [:], tensors: [String] = [],
        files: [String: Data] = [:]
    ) throws -> String {
        let original = try CheckpointFolder.open(Fixture.path("llama"))
        guard case .object(let members) = try JSONValue(parsing: original.configuration) else { throw NoObject() }
        let added = keys.sorted { $0.key < $1.key }.map { JSONValue.Member(key: Array($0.key.utf8), value: $0.value) }
        let kept = members.filter { keys[String(decoding: $0.key, as: UTF8.self)] == nil }
        var all = MemoryTensorSource()
        for tensor in original.tensorNames {
            var dimensions = original.shape(of: tensor)?.dimensions ?? []
            var values = try original.values(of: tensor)
            if rows > 0, tensor == "model.embed_tokens.weight" || tensor == "lm_head.weight" {
                values += (values.count..<rows * dimensions[1]).map { sin(Float($0)) / 4 }
                dimensions[0] = rows
            }
            try all.insert(tensor, dimensions: dimensions, values: values)
        }
        for tensor in tensors { try all.insert(TensorName(tensor), dimensions: [2], values: [1, 2]) }
        try CheckpointWriter.write(
            configuration: Data(JSONValue.object(kept + added).serialized()), tensors: all, to: folder.path(name))
        for (file, data) in files { try folder.write(data, to: "\(name)/\(file)") }
        return folder.path(name)
    }

    private struct NoObject: Error {}

    private func score(_ checkpoint: String, _ options: String...) throws -> (documents: JSONValue?, error: String) {
        let result = try assayd.run(
            ["score", checkpoint, "--jsonl", Fixture.path("documents.jsonl"), "--json"] + options)
        guard result.status == 0 else { return (nil, result.error) }
        return (try JSONValue(parsing: Data(result.output.utf8))["documents"], result.error)
    }

    @Test func keysAndTensorsThatChangeNothingChangeNothing() throws {
        let plain = try score(Fixture.path("llama")).documents
        #expect(plain != nil)
        let saved = try write(
            "saved",
            keys: [
                "max_sequence_length": 1_024, "auto_map": .object([]), "sliding_window": .null, "made_up": .null,
                "unsloth_version": "2025.1",
            ], tensors: ["model.rotary_emb.inv_freq", "score.weight"])
        #expect(try score(saved).documents == plain)
    }

    @Test func aKeyOrATensorIsLetThroughByName() throws {
        let odd = try write("odd", keys: ["strange": 1, "foreign": 2], tensors: ["extra.weight"])
        let refused = try score(odd).error
        #expect(refused.contains("strange") && refused.contains("foreign") && refused.contains("--ignore-key"))
        let half = try score(odd, "--ignore-key", "strange", "--ignore-key", "foreign").error
        #expect(half.contains("extra.weight is not a tensor"), "\(half)")
        let ignored = ["strange", "foreign", "extra.weight"].flatMap { ["--ignore-key", $0] }
        let result = try assayd.run(
            ["score", odd, "--jsonl", Fixture.path("documents.jsonl"), "--json"] + ignored)
        let documents = try JSONValue(parsing: Data(result.output.utf8))["documents"]
        #expect(try documents == score(Fixture.path("llama")).documents)
        let merge = try assayd.run(["merge", "--out", folder.path("merged"), "1=\(odd)"] + ignored)
        #expect(merge.status == 0, "\(merge.error)")
    }

    @Test func anAddedTokenWithoutARowStopsOnlyTheDocumentThatHoldsIt() throws {
        var files = try SmallTokenizer.files()
        let text = try #require(files["tokenizer.json"].map { String(decoding: $0, as: UTF8.self) })
        let rows = SmallTokenizer.vocabularySize
        // As a fine-tune adds a padding token, and does not make the embedding larger.
        let token =
            #"{"id":\#(rows),"content":"<pad>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"#
            + #""special":true}"#
        let changed = text.replacingOccurrences(
            of: #""added_tokens":["#, with: #""added_tokens":["# + token + ",")
        files["tokenizer.json"] = Data(changed.utf8)
        let padded = try write("padded", rows: rows, keys: ["vocab_size": .number(rows)], files: files)
        let whole = try write(
            "whole", rows: rows, keys: ["vocab_size": .number(rows)], files: SmallTokenizer.files())
        #expect(try score(padded).documents == score(whole).documents)
        #expect(try score(padded).documents != nil)
        let lines = try folder.write(Array("{\"text\":\"a\"}\n{\"text\":\"b<pad>\"}\n".utf8), to: "lines.jsonl")
        let refused = try assayd.run(["score", padded, "--jsonl", lines])
        #expect(
            refused.status != 0 && refused.error.contains("lines.jsonl:2: holds the token \"<pad>\""),
            "\(refused.error)")
    }

    @Test(arguments: [
        ("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "Git LFS pointer"),
        ("model.safetensors", "<!DOCTYPE html><html>", "HTML page"), ("model.safetensors", "", "is empty"),
        ("model.safetensors", "Entry not found", "is no safetensors file"), ("model.safetensors", "GGUF\u{3}", "GGUF"),
        ("config.json", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "Git LFS pointer"),
        ("config.json", "", "is empty"), ("tokenizer.json", "<html><body>404</body></html>", "HTML page"),
    ])
    func aFileThatIsAnotherIsCalledWhatItIs(file: String, contents: String, words: String) throws {
        let broken = try write("broken", files: [file: Data(contents.utf8), "tokenizer_config.json": Data("{}".utf8)])
        let error = try score(broken).error
        #expect(error.contains("broken/\(file): ") && error.contains(words), "\(error)")
    }

    @Test func aFolderThatHoldsAModelInAnotherFormIsCalledWhatItIs() throws {
        for (files, words) in [
            (["adapter_config.json": "{}", "adapter_model.safetensors": ""], "LoRA adapter"),
            (["model.Q4_K_M.gguf": "GGUF"], "GGUF"), (["config.json": "{}", "pytorch_model.bin": "PK"], "pickle"),
            (["config.json": "{}", "weights.safetensors": ""], "is not read under this name"),
        ] {
            let name = words.replacingOccurrences(of: " ", with: "-")
            for (file, text) in files { try folder.write(Array(text.utf8), to: "\(name)/\(file)") }
            let error = try score(folder.path(name)).error
            #expect(error.contains(words), "\(error)")
        }
        let file = try folder.write(Array("GGUF".utf8), to: "model.gguf")
        #expect(try score(file).error.contains("model.gguf: is GGUF"))
    }
}
