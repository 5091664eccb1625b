import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import LanguageModels

/// Checkpoints whose files are well-formed and whose contents are not what they say.
@Suite("Broken models")
struct BrokenModelTests {
    /// A copy of a fixture's files, to be broken.
    private func copy(_ name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for file in ["config.json", "model.safetensors"] {
            let source = try Fixture.folder().appending(path: "families/\(name)/\(file)")
            try folder.write(try Data(contentsOf: source), to: file)
        }
        return folder
    }

    private func change(_ folder: TemporaryFolder, _ changes: [String: Any]) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("config.json")))
        let members = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        let changed = members.merging(changes) { $1 }
        try folder.write(try JSONSerialization.data(withJSONObject: changed), to: "config.json")
    }

    /// Rewrites the header of the file, and leaves the data as they are.
    private func rewrite(
        _ folder: TemporaryFolder, _ change: (inout [String: [String: Any]]) -> Void
    ) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("model.safetensors")))
        let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let parsed = try JSONSerialization.jsonObject(with: bytes[8..<8 + length])
        var header = try #require(parsed as? [String: [String: Any]])
        change(&header)
        let json = try JSONSerialization.data(withJSONObject: header)
        let count = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) }
        try folder.write(count + Array(json) + Array(bytes[(8 + length)...]), to: "model.safetensors")
    }

    private func open(_ folder: TemporaryFolder) throws -> LanguageModel {
        let checkpoint = try CheckpointFolder.open(folder.path)
        let configuration = try ModelConfiguration(
            json: checkpoint.configuration, file: folder.path("config.json"))
        return try LanguageModel(configuration: configuration, parameters: checkpoint)
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test("A configuration that does not fit the tensors is refused with file, tensor and both shapes")
    func lyingShapes() throws {
        let cases: [(String, [String: Any], String)] = [
            ("mistral", ["hidden_size": 30], "lm_head.weight is [1003, 24]; the configuration says [1003, 30]"),
            ("mistral", ["num_key_value_heads": 3], "k_proj.weight is [20, 24]; the configuration says [30, 24]"),
            ("mistral", ["head_dim": 12], "q_proj.weight is [60, 24]; the configuration says [72, 24]"),
            ("mistral", ["num_hidden_layers": 3], "model.layers.2.input_layernorm.weight is missing"),
            ("mistral", ["num_hidden_layers": 1], "model.layers.1.mlp.up_proj.weight is not a tensor of this"),
            ("mistral", ["model_type": "llama", "sliding_window": NSNull()], "sliding_window"),
            ("qwen2", ["model_type": "qwen3"], "q_norm.weight is missing"),
            ("gpt2", ["n_positions": 41], "wpe.weight is [40, 30]; the configuration says [41, 30]"),
            ("gpt2", ["n_inner": 90], "mlp.c_fc.weight is [30, 120]; the configuration says [30, 90]"),
            ("gpt_neox", ["attention_bias": false], "attention.dense.bias is not a tensor of this"),
            ("gpt_neox", ["tie_word_embeddings": true, "vocab_size": 1_000], "embed_in.weight is [1003, 30]"),
        ]
        for (name, changes, words) in cases {
            let folder = try copy(name)
            try change(folder, changes.filter { !($0.value is NSNull) })
            let text = refusal { _ = try open(folder) }
            #expect(text.contains(words), "\(name) \(changes): \(text)")
            #expect(text.hasPrefix(folder.path), "\(text)")
        }
    }

    @Test("Sizes beyond any model are refused before memory is asked for")
    func absurdSizes() throws {
        let cases: [(String, [String: Any], String)] = [
            ("mistral", ["vocab_size": 1 << 24, "hidden_size": 1 << 20], "lm_head.weight is [1003, 24]"),
            ("mistral", ["num_hidden_layers": 4_096], "and "),
            ("mistral", ["num_hidden_layers": 1 << 40], "num_hidden_layers: is 1099511627776; must be from 1"),
            ("gpt2", ["n_positions": 1 << 30], "wpe.weight is [40, 30]"),
            ("gpt2", ["n_embd": 1 << 20, "n_head": 4_096], "wte.weight is [1003, 30]"),
        ]
        for (name, changes, words) in cases {
            let folder = try copy(name)
            try change(folder, changes)
            let text = refusal { _ = try open(folder) }
            #expect(text.contains(words) && text.utf8.count < 4_000, "\(name) \(changes): \(text)")
        }
    }

    @Test("Tensors that are missing, misnamed or of a type without numbers are named")
    func tensors() throws {
        let missing = try copy("qwen3")
        try rewrite(missing) { $0["model.norm.wight"] = $0.removeValue(forKey: "model.norm.weight") }
        let text = refusal { _ = try open(missing) }
        #expect(text.hasPrefix(missing.path("model.safetensors: model.norm.weight is missing")), "\(text)")
        #expect(text.contains("model.norm.wight is not a tensor of this configuration"))
        let typed = try copy("mistral")
        try rewrite(typed) { $0["model.norm.weight"]?["dtype"] = "I16" }
        let type = refusal { _ = try open(typed) }
        #expect(type.hasPrefix(typed.path("model.safetensors: model.norm.weight: dtype I16 is not one")), "\(type)")
    }

    @Test("A weight that is not a number is found when it is read, by file and tensor", arguments: ["mistral", "gpt2"])
    func notANumber(name: String) throws {
        let folder = try copy(name)
        let url = URL(fileURLWithPath: folder.path("model.safetensors"))
        var bytes = try Data(contentsOf: url)
        let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let parsed = try JSONSerialization.jsonObject(with: bytes[8..<8 + length])
        let header = try #require(parsed as? [String: [String: Any]])
        let tensor = name == "mistral" ? "model.layers.1.self_attn.k_proj.weight" : "h.1.mlp.c_fc.weight"
        let range = try #require(header[tensor]?["data_offsets"] as? [Int])
        let place = 8 + length + range[0]
        bytes.replaceSubrange(place..<place + 4, with: [0xff, 0xff, 0xff, 0x7f])
        try bytes.write(to: url)
        let model = try open(folder)
        let window = TokenWindow(inputs: [1, 2, 3], targets: [4])
        let text = refusal { _ = try model.negativeLogLikelihoods(of: [[window]], threads: 2) }
        #expect(text.hasPrefix(folder.path("model.safetensors: \(tensor): ")), "\(text)")
    }

    @Test("Weights so large that a loss overflows are an error that names the checkpoint")
    func overflow() throws {
        let fixture = try FamilyFixture("mistral")
        var parameters = try fixture.parameters(cutTo: fixture.configuration)
        parameters.arrays["model.norm.weight"]?.values = Array(repeating: 3e38, count: 24)
        let model = try LanguageModel(configuration: fixture.configuration, parameters: parameters)
        let text = refusal {
            _ = try model.negativeLogLikelihoods(of: [[TokenWindow(inputs: [1], targets: [2])]], threads: 1)
        }
        #expect(text.hasPrefix("parameters: document 0: the negative log-likelihood of token 0 is "), "\(text)")
    }

    @Test("An id beyond the embedding is refused, of a model whose vocabulary is padded too")
    func tokens() throws {
        for name in ["gpt2", "gpt_neox", "mistral"] {
            let model = try open(copy(name))
            for window in [TokenWindow(inputs: [1_003], targets: []), TokenWindow(inputs: [1], targets: [1_003])] {
                let text = refusal { _ = try model.negativeLogLikelihoods(of: [[window]], threads: 1) }
                #expect(text.contains("token 1003; the vocabulary is 0 to 1002"), "\(text)")
            }
        }
        let gpt2 = try open(copy("gpt2"))
        let long = TokenWindow(inputs: Array(repeating: 1, count: 41), targets: [])
        #expect(refusal { _ = try gpt2.negativeLogLikelihoods(of: [[long]], threads: 1) }.contains("must be 1 to 40"))
    }

    @Test(
        "A quantised model and a family that is not known are refused, whatever is ignored")
    func families() throws {
        for (key, value) in ["quantization_config": ["bits": 4], "quantization": ["bits": 8]] as [String: Any] {
            let folder = try copy("qwen2")
            try change(folder, [key: value])
            let json = try Data(contentsOf: URL(fileURLWithPath: folder.path("config.json")))
            let text = refusal { _ = try ModelConfiguration(json: json, file: "config.json", ignoring: [key]) }
            #expect(text.hasPrefix("config.json: \(key): "), "\(text)")
        }
        for family in ["mixtral", "qwen2_moe", "olmoe", "gemma", "phi3", "Llama", "gpt-neox"] {
            let folder = try copy("qwen2")
            try change(folder, ["model_type": family])
            #expect(refusal { _ = try open(folder) }.contains("model_type: is \"\(family)\"; known are \"llama\""))
        }
    }
}
