import Checkpoints
import Foundation
import Testing

@testable import LanguageModels

@Suite("Reading every family's config.json")
struct FamilyConfigurationTests {
    private static let llama: [String: any Sendable] = [
        "vocab_size": 100, "hidden_size": 128, "intermediate_size": 64, "num_hidden_layers": 3,
        "num_attention_heads": 32,
    ]
    private static let gpt2: [String: any Sendable] = [
        "model_type": "gpt2", "vocab_size": 100, "n_embd": 32, "n_layer": 2, "n_head": 4,
    ]

    private func read(_ type: String, _ changes: [String: Any] = [:]) throws -> ModelConfiguration {
        let plain: [String: Any] = type == "gpt2" ? Self.gpt2 : Self.llama
        let members = plain.merging(["model_type": type]) { $1 }.merging(changes) { $1 }
        return try ModelConfiguration(
            json: try JSONSerialization.data(withJSONObject: members), file: "config.json")
    }

    private func refusal(_ type: String, _ changes: [String: Any]) -> String {
        do { return "accepted: \(try read(type, changes))" } catch { return "\(error)" }
    }

    @Test("Mistral: no window key is a window of 4,096, null is none, and eight key heads where none are said")
    func mistral() throws {
        let absent = try read("mistral")
        #expect(absent.slidingWindow == SlidingWindow(width: 4_096, layers: [true, true, true]))
        #expect(absent.keyValueHeadCount == 8 && absent.maximumPositions == 131_072)
        #expect(try read("mistral", ["sliding_window": NSNull()]).slidingWindow == nil)
        #expect(try read("mistral", ["num_key_value_heads": NSNull()]).keyValueHeadCount == 32)
        #expect(refusal("mistral", ["attention_bias": true]).hasPrefix("config.json: attention_bias: is true; "))
    }

    @Test("Qwen: a window only where it is asked for, from a layer on, or in the layers that are listed")
    func qwen() throws {
        for type in ["qwen2", "qwen3"] {
            #expect(try read(type, ["sliding_window": 8, "max_window_layers": 0]).slidingWindow == nil)
            let windows: [String: Any] = ["use_sliding_window": true, "sliding_window": 8]
            func window(_ changes: [String: Any]) throws -> SlidingWindow? {
                try read(type, windows.merging(changes) { $1 }).slidingWindow
            }
            #expect(try window([:]) == nil)
            #expect(try window(["max_window_layers": 2])?.layers == [false, false, true])
            #expect(try window(["max_window_layers": 0, "sliding_window": NSNull()]) == nil)
            let kinds = ["sliding_attention", "full_attention", "full_attention"]
            #expect(try window(["layer_types": kinds]) == SlidingWindow(width: 8, layers: [true, false, false]))
            #expect(refusal(type, ["layer_types": kinds]).contains("layer_types: names \"sliding_attention\", but"))
            #expect(refusal(type, ["layer_types": ["full_attention"]]).contains("lists 1 layers"))
            let chunked = Array(repeating: "chunked_attention", count: 3)
            #expect(refusal(type, ["layer_types": chunked]).contains("layer_types: names \"chunked_attention\""))
        }
        #expect(try read("qwen2").queryKeyValueBias && !read("qwen2").attentionOutputBias)
        #expect(try read("qwen3").headDimension == 128 && !read("qwen3").queryKeyValueBias)
        #expect(refusal("qwen2", ["use_mrope": true]).contains("use_mrope: is true"))
    }

    @Test("OLMo: its epsilon is no key, and OLMo 2's is 1e-5 where it is absent")
    func olmo() throws {
        #expect(try read("olmo").norm == Norm(.plainLayer, epsilon: 1e-5))
        #expect(try read("olmo", ["clip_qkv": 8]).queryKeyValueClip == 8)
        #expect(refusal("olmo", ["rms_norm_eps": 1e-6]).contains("rms_norm_eps: is not a key that olmo"))
        #expect(try read("olmo2").norm == Norm(.rms, epsilon: 1e-5))
        #expect(try read("olmo2").residual == .normAfter)
    }

    @Test("GPT-2: tied and four times as wide where nothing is said, by either spelling of a key")
    func gpt2() throws {
        let absent = try read("gpt2")
        #expect(absent.tiedEmbeddings && absent.intermediateSize == 128 && absent.maximumPositions == 1_024)
        #expect(absent.feedForward == .plain(.tanhGelu) && absent.attentionScale == AttentionScale())
        #expect(try read("gpt2", ["n_inner": NSNull()]) == absent)
        #expect(try read("gpt2", ["n_embd": NSNull(), "hidden_size": 32]) == absent)
        #expect(refusal("gpt2", ["hidden_size": 16]).contains("hidden_size: is 16, but n_embd says 32"))
        #expect(refusal("gpt2", ["activation_function": "relu"]).contains("activation_function: is \"relu\""))
        #expect(refusal("gpt2", ["add_cross_attention": true]).contains("add_cross_attention: is true"))
        #expect(refusal("gpt2", ["n_head": 5]).contains("n_head: is 5, which does not divide 32"))
        #expect(refusal("gpt2", ["n_positions": 1 << 40]).contains("n_positions: is 1099511627776; must be from 1"))
    }

    @Test("GPT-NeoX: a quarter of each head is turned unless a key says otherwise, wherever it stands")
    func neox() throws {
        let heads: [String: Any] = ["num_attention_heads": 4]
        func rotary(_ changes: [String: Any]) throws -> Rotary? {
            try read("gpt_neox", heads.merging(changes) { $1 }).rotary
        }
        #expect(try rotary([:]) == Rotary(theta: 10_000, share: 0.25))
        #expect(try rotary(["rotary_pct": 0.5, "rotary_emb_base": 77]) == Rotary(theta: 77, share: 0.5))
        let nested: [String: Any] = ["rope_theta": 77, "partial_rotary_factor": 0.5]
        #expect(try rotary(["rope_parameters": nested]) == Rotary(theta: 77, share: 0.5))
        let scaling: [String: Any] = ["type": "linear", "factor": 2]
        #expect(
            try rotary(["rope_scaling": scaling]) == Rotary(theta: 10_000, scaling: .linear(factor: 2), share: 0.25))
        #expect(try rotary(["rotary_pct": 0.5, "partial_rotary_factor": 0.5])?.share == 0.5)
        // transformers passes these keys over where they stand alone; a file that says so means otherwise.
        for (key, value) in [("partial_rotary_factor", 0.5), ("rope_theta", 77.0)] {
            #expect(refusal("gpt_neox", heads.merging([key: value]) { $1 }).hasPrefix("config.json: \(key): is"))
        }
        #expect(refusal("gpt_neox", heads.merging(["rotary_pct": 0.01]) { $1 }).contains("rotary_pct: is 0.01"))
        #expect(refusal("gpt_neox", heads.merging(["rotary_pct": 1.5]) { $1 }).contains("rotary_pct: is 1.5"))
        let plain = try read("gpt_neox", heads)
        #expect(plain.residual == .parallel && plain.queryKeyValueBias && !plain.tiedEmbeddings)
    }

    @Test("What is written is read back the same", arguments: FamilyFixture.names)
    func roundTrip(name: String) throws {
        let configuration = try FamilyFixture(name).configuration
        let again = try ModelConfiguration(json: configuration.file(), file: "config.json")
        #expect(again == configuration)
        #expect(again.differences(from: configuration).isEmpty)
    }

    @Test("A file has the bytes that Foundation gives its members", arguments: FamilyFixture.names)
    func bytesOfTheFile(name: String) throws {
        var configuration = try FamilyFixture(name).configuration
        configuration.norm.epsilon = 1e-6
        configuration.bosToken = 1
        if case .rotary(var rotary) = configuration.positions {
            rotary.theta = 1_000_000
            rotary.scaling = .llama3(factor: 8, lowFrequency: 1, highFrequency: 4.5, originalPositions: 8_192)
            configuration.positions = .rotary(rotary)
        }
        let file = configuration.file()
        let members = try JSONSerialization.jsonObject(with: file)
        #expect(
            file == (try JSONSerialization.data(withJSONObject: members, options: [.prettyPrinted, .sortedKeys])))
    }

    @Test("Every error of a file is said at once")
    func everyError() throws {
        let text = refusal(
            "llama",
            [
                "hidden_size": "wide", "vocab_size": NSNull(), "attention_bias": 1, "surprise": true,
                "rope_scaling": ["type": "linear", "factor": -1, "slope": 3],
            ])
        #expect(
            text == """
                config.json: attention_bias: is 1; must be true or false; also vocab_size: is missing; also \
                hidden_size: is "wide"; must be a whole number of at least 1; also rope_scaling.factor: is -1.0; must \
                be above 0; also rope_scaling.slope: is not a key that rope_type "linear" is known to have, and could \
                change what the model computes; also surprise: is not a key that llama is known to have, and could \
                change what the model computes; if it does not, ignore it by name (--ignore-key, ignored_keys)
                """)
    }

    @Test("A value of the wrong kind, sign or size is refused by its key", arguments: FamilyFixture.names)
    func wrongKinds(name: String) throws {
        let fixture = try FamilyFixture(name)
        let members = try #require(
            JSONSerialization.jsonObject(with: fixture.checkpoint.configuration) as? [String: Any])
        let definition = fixture.configuration.family.definition
        let others = ModelFamily.inertKeys.union(definition.inertKeys).union(["bos_token_id", "eos_token_id"])
        for key in members.keys where !others.contains(key) && !ModelFamily.isInert(key) {
            for wrong in [["a": 1], ["b"], "c", -3, 1e300] as [Any] {
                let changed = members.merging([key: wrong]) { $1 }
                let json = try JSONSerialization.data(withJSONObject: changed)
                do {
                    let read = try ModelConfiguration(json: json, file: "config.json")
                    // A number may be large.
                    #expect(wrong as? Double == 1e300, "\(key): \(wrong) was taken: \(read)")
                } catch let error as CheckpointError {
                    #expect(error.file == "config.json" && error.subject?.hasPrefix(key) == true, "\(error)")
                }
            }
        }
    }

    private static let extremes: [any Sendable] = [
        0, 1, Int.max, Int.min, 0.5, 1e308, -1e-308, true, "", "yarn", NSNull(), [] as [Int], [Int.max],
        [:] as [String: Int],
    ]

    /// Whether a file is read; what is read can be written, and is the same again.
    private func reads(_ members: [String: Any]) throws -> Bool {
        do {
            let configuration = try ModelConfiguration(
                json: try JSONSerialization.data(withJSONObject: members), file: "config.json")
            #expect(try ModelConfiguration(json: configuration.file(), file: "config.json") == configuration)
            return true
        } catch let error as CheckpointError {
            #expect(error.file == "config.json" && error.subject != nil, "\(error)")
            return false
        }
    }

    @Test("Whatever stands under a key is read or refused by the key", arguments: FamilyFixture.names)
    func extremes(name: String) throws {
        let fixture = try FamilyFixture(name)
        let members = try #require(
            JSONSerialization.jsonObject(with: fixture.checkpoint.configuration) as? [String: Any])
        let found = try members.keys.flatMap { key in
            try Self.extremes.map { try reads(members.merging([key: $0]) { $1 }) }
        }
        #expect(found.contains(true) && found.contains(false))
    }

    @Test("So is whatever stands in the scaling of positions", arguments: ["linear", "llama3", "yarn"])
    func extremesOfScaling(kind: String) throws {
        let members = (Self.llama as [String: Any]).merging(["model_type": "llama"]) { $1 }
        let scaling: [String: Any] = ["rope_type": kind, "factor": 2, "low_freq_factor": 1, "high_freq_factor": 4]
        let keys = ["factor", "low_freq_factor", "beta_fast", "original_max_position_embeddings", "rope_theta"]
        let found = try keys.flatMap { key in
            try Self.extremes.map {
                try reads(members.merging(["rope_scaling": scaling.merging([key: $0]) { $1 }]) { $1 })
            }
        }
        #expect(found.contains(false) && found.contains(true))
        let plain: [String: Any] = ["rope_type": kind, "factor": 2]
        #expect(try reads(members.merging(["rope_scaling": plain]) { $1 }) == (kind != "llama3"))
    }

    @Test("Every key that changes the function is named where two configurations differ in it")
    func differences() throws {
        let changes: [(String, String, Any)] = [
            ("llama", "rms_norm_eps", 0.5), ("llama", "rope_theta", 7), ("llama", "attention_bias", true),
            ("llama", "mlp_bias", true), ("llama", "head_dim", 8), ("llama", "num_key_value_heads", 4),
            ("llama", "tie_word_embeddings", true), ("llama", "vocab_size", 101), ("llama", "hidden_size", 256),
            ("llama", "intermediate_size", 65), ("llama", "num_hidden_layers", 4),
            ("llama", "max_position_embeddings", 9), ("llama", "rope_scaling", ["type": "linear", "factor": 2]),
            ("mistral", "sliding_window", 9), ("mistral", "sliding_window", NSNull()), ("olmo", "clip_qkv", 2),
            ("qwen3", "attention_bias", true), ("gpt2", "scale_attn_weights", false),
            ("gpt2", "scale_attn_by_inverse_layer_idx", true), ("gpt2", "activation_function", "gelu"),
            ("gpt2", "layer_norm_epsilon", 0.5), ("gpt2", "n_inner", 9), ("gpt2", "tie_word_embeddings", false),
            ("gpt_neox", "use_parallel_residual", false), ("gpt_neox", "attention_bias", false),
            ("gpt_neox", "rotary_pct", 1), ("gpt_neox", "rotary_emb_base", 7), ("gpt_neox", "hidden_act", "gelu_new"),
            ("gpt_neox", "layer_norm_eps", 0.5),
        ]
        for (type, key, value) in changes {
            let heads: [String: Any] = type == "gpt_neox" ? ["num_attention_heads": 4] : [:]
            let plain = try read(type, heads)
            let changed = try read(type, heads.merging([key: value]) { $1 })
            #expect(changed != plain, "\(type): \(key)")
            #expect(changed.differences(from: plain).contains { $0.key == key }, "\(type): \(key)")
        }
        let windowed = try read(
            "qwen2", ["use_sliding_window": true, "sliding_window": 8, "max_window_layers": 1])
        let keys = try windowed.differences(from: read("qwen2")).map(\.key)
        #expect(keys == ["layer_types", "sliding_window", "use_sliding_window"])
        let families = try read("qwen2").differences(from: read("llama", ["num_key_value_heads": 32]))
        #expect(families.contains { $0.key == "model_type" && $0.value == "\"qwen2\"" && $0.other == "\"llama\"" })
    }
}
