import StrictJSON

/// The keys that a Llama shares with the families made after it, and what the families take where one is absent.
struct LlamaKeys {
    /// Key and value heads where the key is absent; `nil` is as many as query heads, which `null` is in every family.
    var keyValueHeadCount: Int?
    /// The width of a head where the key is absent; `nil` is hidden size by heads.
    var headDimension: Int?
    var maximumPositions = 2_048

    static let fixed: [String: [JSONValue]] = [
        "hidden_act": ["silu", "swish"], "rope_interleaved": [false],
        "partial_rotary_factor": [1, .number("1.0")],
    ]

    /// The same for a family whose feed-forward layers never have biases.
    static let fixedWithoutBias = fixed.merging(["mlp_bias": [false]]) { $1 }

    /// The same for a family whose queries and keys are normed.
    static let fixedWithNorms = fixedWithoutBias.merging([
        "qk_norm": [true], "use_qk_norm": [true], "qk_layernorm": [true],
    ]) { $1 }

    func read(_ fields: ObjectReader, _ family: ModelFamily, norm: Norm) -> ModelConfiguration? {
        let positions = fields.count("max_position_embeddings") ?? maximumPositions
        let vocabulary = fields.requiredCount("vocab_size")
        let hidden = fields.requiredCount("hidden_size")
        let intermediate = fields.requiredCount("intermediate_size")
        let layers = fields.requiredCount("num_hidden_layers", atMost: ModelConfiguration.largestLayerCount)
        let heads = fields.requiredCount("num_attention_heads")
        let shared = fields.mentions("num_key_value_heads") ? nil : keyValueHeadCount
        let keyValueHeads = fields.count("num_key_value_heads") ?? shared
        let isWide = fields.has("head_dim") || headDimension != nil
        let width = fields.count("head_dim") ?? headDimension
        let rotary = Rotary.read(fields, maximumPositions: positions)
        let isTied = fields.flag("tie_word_embeddings", default: false)
        let (bos, eos) = (fields.token("bos_token_id"), fields.token("eos_token_id"))
        guard let vocabulary, let hidden, let intermediate, let layers, let heads else { return nil }
        if !isWide, hidden % heads != 0 {
            fields.refuse("num_attention_heads", "is \(heads), which does not divide \(hidden)")
        }
        return ModelConfiguration(
            family: family, vocabularySize: vocabulary, hiddenSize: hidden, intermediateSize: intermediate,
            layerCount: layers, headCount: heads, keyValueHeadCount: keyValueHeads ?? heads,
            headDimension: width ?? hidden / heads, norm: norm, positions: .rotary(rotary), tiedEmbeddings: isTied,
            maximumPositions: positions, bosToken: bos, eosToken: eos)
    }

    static func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "vocab_size": .number(configuration.vocabularySize), "hidden_size": .number(configuration.hiddenSize),
            "intermediate_size": .number(configuration.intermediateSize),
            "num_hidden_layers": .number(configuration.layerCount),
            "num_attention_heads": .number(configuration.headCount),
            "num_key_value_heads": .number(configuration.keyValueHeadCount),
            "head_dim": .number(configuration.headDimension),
            "tie_word_embeddings": .boolean(configuration.tiedEmbeddings),
            "max_position_embeddings": .number(configuration.maximumPositions), "hidden_act": "silu",
        ]
        members["rope_theta"] = configuration.rotary.map { .decimal($0.theta) }
        members["rope_scaling"] = configuration.rotary?.scaling?.json
        return members
    }
}

extension Norm {
    /// The RMSNorm of a file that may say its ε.
    static func rms(_ fields: ObjectReader, default epsilon: Double) -> Norm {
        Norm(.rms, epsilon: fields.positiveNumber("rms_norm_eps") ?? epsilon)
    }
}
