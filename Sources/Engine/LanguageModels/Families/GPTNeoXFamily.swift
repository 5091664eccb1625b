import Checkpoints
import Foundation

/// GPT-NeoX and Pythia, which store q, k and v head by head.
struct GPTNeoXFamily: FamilyDefinition {
    private static let rotaryKeys = RotaryKeys(theta: "rotary_emb_base", share: "rotary_pct", defaultShare: 0.25)

    var architecture: String { "GPTNeoXForCausalLM" }

    var usedKeys: Set<String> {
        [
            "model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers",
            "num_attention_heads", "max_position_embeddings", "hidden_act", "layer_norm_eps", "attention_bias",
            "use_parallel_residual", "rotary_pct", "rotary_emb_base", "partial_rotary_factor", "rope_theta",
            "rope_scaling", "rope_parameters", "tie_word_embeddings", "bos_token_id", "eos_token_id",
        ]
    }

    var inertKeys: Set<String> { ["classifier_dropout", "attention_probs_dropout_prob", "hidden_dropout_prob"] }
    var fixedKeys: [String: [ConfigurationValue]] { [:] }

    var names: TensorNames {
        TensorNames(
            prefix: "gpt_neox.", embedding: "embed_in.weight",
            queryKeyValue: .fused("attention.query_key_value", .headByHead), output: "attention.dense",
            up: "mlp.dense_h_to_4h", down: "mlp.dense_4h_to_h", lastNorm: "final_layer_norm",
            head: "embed_out.weight",
            inertSuffixes: [".attention.bias", ".attention.masked_bias", ".attention.rotary_emb.inv_freq"])
    }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        let hidden = try reader.requiredCount("hidden_size")
        let heads = try reader.requiredCount("num_attention_heads")
        guard hidden % heads == 0 else {
            throw reader.refusal("num_attention_heads", .malformed, "is \(heads), which does not divide \(hidden)")
        }
        let positions = try reader.count("max_position_embeddings") ?? 2_048
        var configuration = ModelConfiguration(
            family: .gptNeoX, vocabularySize: try reader.requiredCount("vocab_size"), hiddenSize: hidden,
            intermediateSize: try reader.requiredCount("intermediate_size"),
            layerCount: try reader.requiredCount("num_hidden_layers", atMost: ModelConfiguration.largestLayerCount),
            headCount: heads, keyValueHeadCount: heads,
            headDimension: hidden / heads,
            norm: Norm(.layer, epsilon: try reader.positiveNumber("layer_norm_eps") ?? 1e-5),
            positions: .rotary(try .read(reader, Self.rotaryKeys, maximumPositions: positions)),
            tiedEmbeddings: try reader.truth("tie_word_embeddings", default: false), maximumPositions: positions,
            bosToken: try reader.token("bos_token_id"), eosToken: try reader.token("eos_token_id"))
        configuration.residual = try reader.truth("use_parallel_residual", default: true) ? .parallel : .normBefore
        configuration.queryKeyValueBias = try reader.truth("attention_bias", default: true)
        configuration.attentionOutputBias = configuration.queryKeyValueBias
        configuration.feedForward = .plain(try .read(reader, "hidden_act", default: .gelu))
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        var members: [String: Any] = [
            "vocab_size": configuration.vocabularySize, "hidden_size": configuration.hiddenSize,
            "intermediate_size": configuration.intermediateSize, "num_hidden_layers": configuration.layerCount,
            "num_attention_heads": configuration.headCount,
            "max_position_embeddings": configuration.maximumPositions, "layer_norm_eps": configuration.norm.epsilon,
            "use_parallel_residual": configuration.residual == .parallel,
            "attention_bias": configuration.attentionOutputBias,
            "tie_word_embeddings": configuration.tiedEmbeddings,
        ]
        members["hidden_act"] = configuration.feedForward.activation?.spelling
        members["rotary_emb_base"] = configuration.rotary?.theta
        members["rotary_pct"] = configuration.rotary?.share
        members["rope_scaling"] = configuration.rotary?.scaling?.json
        return members
    }
}
