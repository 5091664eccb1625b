import Checkpoints

/// The keys that a Llama shares with the families made after it, and what the families take where one is absent.
struct LlamaKeys {
    /// Key and value heads where the key is absent; `nil` is as many as query heads, which `null` is in every family.
    var keyValueHeadCount: Int?
    /// The width of a head where the key is absent; `nil` is hidden size by heads.
    var headDimension: Int?
    var maximumPositions = 2_048

    static let used: Set = [
        "model_type", "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
        "num_key_value_heads", "head_dim", "rope_theta", "rope_scaling", "rope_parameters", "tie_word_embeddings",
        "max_position_embeddings", "bos_token_id", "eos_token_id",
    ]

    static let fixed: [String: [ConfigurationValue]] = [
        "hidden_act": [.text("silu"), .text("swish")], "rope_interleaved": [.truth(false)],
        "partial_rotary_factor": [.whole(1), .number(1)],
    ]

    /// The same for a family whose feed-forward layers never have biases.
    static let fixedWithoutBias = fixed.merging(["mlp_bias": [.truth(false)]]) { $1 }

    func read(_ reader: ConfigurationReader, _ family: ModelFamily, norm: Norm) throws -> ModelConfiguration {
        let positions = try reader.count("max_position_embeddings") ?? maximumPositions
        let hidden = try reader.requiredCount("hidden_size")
        let heads = try reader.requiredCount("num_attention_heads")
        let width = try reader.count("head_dim") ?? headDimension
        if width == nil, hidden % heads != 0 {
            throw reader.refusal("num_attention_heads", .malformed, "is \(heads), which does not divide \(hidden)")
        }
        let shared = reader.isAbsent("num_key_value_heads") ? keyValueHeadCount : nil
        return ModelConfiguration(
            family: family, vocabularySize: try reader.requiredCount("vocab_size"), hiddenSize: hidden,
            intermediateSize: try reader.requiredCount("intermediate_size"),
            layerCount: try reader.requiredCount("num_hidden_layers", atMost: ModelConfiguration.largestLayerCount),
            headCount: heads,
            keyValueHeadCount: try reader.count("num_key_value_heads") ?? shared ?? heads,
            headDimension: width ?? hidden / heads, norm: norm,
            positions: .rotary(try .read(reader, maximumPositions: positions)),
            tiedEmbeddings: try reader.truth("tie_word_embeddings", default: false), maximumPositions: positions,
            bosToken: try reader.token("bos_token_id"), eosToken: try reader.token("eos_token_id"))
    }

    static func members(of configuration: ModelConfiguration) -> [String: Any] {
        var members: [String: Any] = [
            "vocab_size": configuration.vocabularySize, "hidden_size": configuration.hiddenSize,
            "intermediate_size": configuration.intermediateSize, "num_hidden_layers": configuration.layerCount,
            "num_attention_heads": configuration.headCount,
            "num_key_value_heads": configuration.keyValueHeadCount, "head_dim": configuration.headDimension,
            "tie_word_embeddings": configuration.tiedEmbeddings,
            "max_position_embeddings": configuration.maximumPositions, "hidden_act": "silu",
        ]
        members["rope_theta"] = configuration.rotary?.theta
        members["rope_scaling"] = configuration.rotary?.scaling?.json
        return members
    }
}

extension Norm {
    /// The RMSNorm of a file that may say its ε.
    static func rms(_ reader: ConfigurationReader, default epsilon: Double) throws -> Norm {
        Norm(.rms, epsilon: try reader.positiveNumber("rms_norm_eps") ?? epsilon)
    }
}
