import Checkpoints
import Foundation

/// GPT-2, whose matrices are stored with a row for each input.
struct GPT2Family: FamilyDefinition {
    var architecture: String { "GPT2LMHeadModel" }

    var usedKeys: Set<String> {
        [
            "model_type", "vocab_size", "n_embd", "hidden_size", "n_layer", "num_hidden_layers", "n_head",
            "num_attention_heads", "n_positions", "max_position_embeddings", "n_inner", "activation_function",
            "layer_norm_epsilon", "scale_attn_weights", "scale_attn_by_inverse_layer_idx", "tie_word_embeddings",
            "bos_token_id", "eos_token_id",
        ]
    }

    /// `reorder_and_upcast_attn` orders the same products otherwise, for numbers of less than f32.
    var inertKeys: Set<String> {
        [
            "n_ctx", "resid_pdrop", "embd_pdrop", "attn_pdrop", "reorder_and_upcast_attn", "summary_activation",
            "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj",
        ]
    }

    var fixedKeys: [String: [ConfigurationValue]] { ["add_cross_attention": [.truth(false)]] }

    var spellings: [String: String] {
        [
            "hidden_size": "n_embd", "intermediate_size": "n_inner", "num_hidden_layers": "n_layer",
            "num_attention_heads": "n_head", "max_position_embeddings": "n_positions",
        ]
    }

    var names: TensorNames {
        TensorNames(
            prefix: "transformer.", embedding: "wte.weight", positions: "wpe.weight", layers: "h.",
            attentionNorm: "ln_1", queryKeyValue: .fused("attn.c_attn", .asStored), output: "attn.c_proj",
            feedForwardNorm: "ln_2", up: "mlp.c_fc", down: "mlp.c_proj", lastNorm: "ln_f",
            matrices: .rowPerInput, inertSuffixes: [".attn.bias", ".attn.masked_bias"])
    }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        let hidden = try reader.requiredCount(reader.spelling("n_embd", "hidden_size"))
        let heads = try reader.requiredCount(reader.spelling("n_head", "num_attention_heads"))
        guard hidden % heads == 0 else {
            throw reader.refusal("n_head", .malformed, "is \(heads), which does not divide \(hidden)")
        }
        var configuration = ModelConfiguration(
            family: .gpt2, vocabularySize: try reader.requiredCount("vocab_size"), hiddenSize: hidden,
            intermediateSize: try reader.count("n_inner") ?? 4 * hidden,
            layerCount: try reader.requiredCount(
                reader.spelling("n_layer", "num_hidden_layers"), atMost: ModelConfiguration.largestLayerCount),
            headCount: heads,
            keyValueHeadCount: heads, headDimension: hidden / heads,
            norm: Norm(.layer, epsilon: try reader.positiveNumber("layer_norm_epsilon") ?? 1e-5),
            positions: .learned, tiedEmbeddings: try reader.truth("tie_word_embeddings", default: true),
            maximumPositions: try reader.count(reader.spelling("n_positions", "max_position_embeddings")) ?? 1_024,
            bosToken: try reader.token("bos_token_id"), eosToken: try reader.token("eos_token_id"))
        configuration.queryKeyValueBias = true
        configuration.attentionOutputBias = true
        configuration.feedForward = .plain(try .read(reader, "activation_function", default: .tanhGelu))
        configuration.attentionScale = AttentionScale(
            dividesByRootOfWidth: try reader.truth("scale_attn_weights", default: true),
            dividesByLayerNumber: try reader.truth("scale_attn_by_inverse_layer_idx", default: false))
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        [
            "vocab_size": configuration.vocabularySize, "n_embd": configuration.hiddenSize,
            "n_inner": configuration.intermediateSize, "n_layer": configuration.layerCount,
            "n_head": configuration.headCount, "n_positions": configuration.maximumPositions,
            "layer_norm_epsilon": configuration.norm.epsilon,
            "activation_function": configuration.feedForward.activation?.spelling as Any,
            "scale_attn_weights": configuration.attentionScale.dividesByRootOfWidth,
            "scale_attn_by_inverse_layer_idx": configuration.attentionScale.dividesByLayerNumber,
            "tie_word_embeddings": configuration.tiedEmbeddings,
        ]
    }
}
