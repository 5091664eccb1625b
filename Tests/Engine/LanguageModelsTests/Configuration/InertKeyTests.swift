import Checkpoints
import Foundation
import Testing

@testable import LanguageModels

/// Keys of real files that change nothing stop nobody; keys that could change the number are refused until somebody
/// lets them through by name.
@Suite struct InertKeyTests {
    private static let sizes: [String: any Sendable] = [
        "vocab_size": 100, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 4, "head_dim": 8,
    ]
    private static let small: [String: any Sendable] = ["vocab_size": 100, "n_embd": 32, "n_layer": 2, "n_head": 4]

    private func read(
        _ family: String, _ changes: [String: Any], ignoring: Set<String> = []
    ) throws -> ModelConfiguration {
        var members: [String: Any] = family == "gpt2" ? Self.small : Self.sizes
        if family == "gpt_neox" { ["num_key_value_heads", "head_dim"].forEach { members[$0] = nil } }
        members["model_type"] = family
        members.merge(changes) { $1 }
        return try ModelConfiguration(
            json: try JSONSerialization.data(withJSONObject: members), file: "config.json", ignoring: ignoring)
    }

    private func refusal(_ family: String, _ changes: [String: Any], ignoring: Set<String> = []) -> String {
        do {
            return "accepted: \(try read(family, changes, ignoring: ignoring))"
        } catch {
            return "\(error)"
        }
    }

    private static let saved: [String: any Sendable] = [
        "max_sequence_length": 1_024, "model_max_length": 512, "auto_map": ["AutoConfig": "configuration.Config"],
        "unsloth_fixed": true, "unsloth_version": "2025.1", "_attn_implementation": "sdpa",
        "_attn_implementation_autoset": true, "_attn_implementation_internal": "eager", "use_flash_attn": true,
        "transformers_version": "5.24.0", "dtype": "bfloat16", "output_router_logits": false, "bos_token": "<s>",
        "cache_implementation": "hybrid", "is_causal": true, "use_sliding_window": false, "qk_layernorm": NSNull(),
        "logits_soft_cap": NSNull(), "sliding_window": NSNull(), "made_up": NSNull(), "logit_scale": 1.0,
        "residual_multiplier": 1, "pretraining_tp": 2, "summary_type": "cls_index",
        "original_max_position_embeddings": 64,
    ]

    @Test(arguments: ModelFamily.allCases)
    func keysThatChangeNothingStopNoFamily(family: ModelFamily) throws {
        // A Mistral without the key has a window.
        let plain: [String: Any] = family == .mistral ? ["sliding_window": NSNull()] : [:]
        #expect(try read(family.rawValue, Self.saved) == read(family.rawValue, plain))
    }

    @Test(
        arguments: [
            ("is_causal", false), ("use_sliding_window", true), ("logit_scale", 0.5), ("use_rope", false),
            ("logits_soft_cap", 30), ("sliding_window", 8), ("use_moe", true), ("layer_types", ["sliding_attention"]),
        ] as [(String, any Sendable)])
    func whatWouldChangeTheNumberIsRefused(key: String, value: any Sendable) {
        let text = refusal("llama", [key: value])
        #expect(text.hasPrefix("config.json: \(key): "), "\(text)")
    }

    @Test func aByteOrderMarkStopsNothing() throws {
        let json = try read("llama", [:]).file()
        let marked = Data([0xEF, 0xBB, 0xBF]) + json
        #expect(try ModelConfiguration(json: marked, file: "config.json") == read("llama", [:]))
    }

    @Test func everyUnknownKeyIsNamedAtOnceWithTheWayRound() {
        let text = refusal("llama", ["strange": 1, "odd": 2, "foreign": 3])
        for key in ["strange", "odd", "foreign"] { #expect(text.contains("\(key): is not a key"), "\(text)") }
        #expect(text.contains("--ignore-key") && text.contains("ignored_keys"))
    }

    @Test func aKeyThatIsUsedCannotBeIgnored() throws {
        #expect(try read("llama", ["strange": 1], ignoring: ["strange", "absent"]) == read("llama", [:]))
        let text = refusal("llama", [:], ignoring: ["vocab_size"])
        #expect(text.contains("vocab_size: is used"), "\(text)")
        #expect(refusal("llama", ["rope_theta": 5.0], ignoring: ["rope_theta"]).contains("rope_theta: is used"))
    }

    @Test func aWindowThatIsOffIsNone() throws {
        let off: [String: Any] = ["use_sliding_window": false, "sliding_window": 4_096, "max_window_layers": 1]
        #expect(try read("llama", off) == read("llama", [:]))
        #expect(refusal("mistral", off).contains("use_sliding_window: is false, but sliding_window"))
        let full = ["full_attention", "full_attention"]
        #expect(try read("olmo2", ["layer_types": full]) == read("olmo2", [:]))
        #expect(refusal("mistral", ["layer_types": full]).contains("layer_types: names \"full_attention\""))
    }

    @Test func stretchedPositionsSayWhatTheyMeanOnce() throws {
        let linear: [String: Any] = ["type": "linear", "factor": 2.0, "finetuned": true, "beta_fast": 32]
        let plain = try read("llama", ["rope_scaling": ["type": "linear", "factor": 2]])
        #expect(try read("llama", ["rope_scaling": linear]) == plain)
        let both: [String: Any] = [
            "rope_scaling": linear, "rope_parameters": ["rope_type": "linear", "factor": 2, "rope_theta": 10_000],
        ]
        #expect(try read("llama", both) == plain)
        let other: [String: Any] = ["rope_scaling": linear, "rope_parameters": ["rope_type": "linear", "factor": 4]]
        #expect(refusal("llama", other).contains("rope_scaling: differs from rope_parameters"))
        #expect(refusal("llama", ["rope_scaling": linear.merging(["attn_factor": 2]) { $1 }]).contains("attn_factor"))
    }

    @Test func theTrainedLengthOutsideIsThatWithin() throws {
        let yarn: [String: Any] = ["rope_type": "yarn", "factor": 4.0]
        let within = try read(
            "llama", ["rope_scaling": yarn.merging(["original_max_position_embeddings": 512]) { $1 }])
        let outside = try read("llama", ["rope_scaling": yarn, "original_max_position_embeddings": 512])
        #expect(within == outside)
        #expect(try read("llama", ["rope_scaling": yarn]) != outside)
        let text = refusal(
            "llama",
            [
                "rope_scaling": yarn.merging(["original_max_position_embeddings": 256]) { $1 },
                "original_max_position_embeddings": 512,
            ])
        #expect(text.contains("original_max_position_embeddings: is 256, but"), "\(text)")
    }

    @Test(arguments: [
        "h.0.attn.bias", "h.0.attn.masked_bias", "rotary_emb.inv_freq", "model.rotary_emb.inv_freq",
        "model.layers.0.self_attn.rotary_emb.cos_cached", "score.weight", "v_head.summary.weight",
    ])
    func buffersAndOtherHeadsAreNoTensorsOfTheModel(name: String) {
        #expect(GPT2Family().names.isInert(name))
        #expect(LlamaFamily().names.isInert(name) == !name.hasSuffix("attn.bias"))
        #expect(!GPT2Family().names.isInert("h.0.attn.c_attn.bias"))
    }
}
