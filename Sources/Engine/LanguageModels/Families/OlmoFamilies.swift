import StrictJSON

/// OLMo: a Llama with LayerNorm without parameters, whose q, k and v may be cut off.
struct OlmoFamily: FamilyDefinition {
    /// No key says it.
    private static let epsilon = 1e-5

    var architecture: String { "OlmoForCausalLM" }
    var fixedKeys: [String: [JSONValue]] { LlamaKeys.fixedWithoutBias }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let hasBias = fields.flag("attention_bias", default: false)
        let clip = fields.positiveNumber("clip_qkv")
        var configuration = LlamaKeys().read(fields, .olmo, norm: Norm(.plainLayer, epsilon: Self.epsilon))
        configuration?.queryKeyValueBias = hasBias
        configuration?.attentionOutputBias = hasBias
        configuration?.queryKeyValueClip = clip
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        var members = LlamaKeys.members(of: configuration)
        members["attention_bias"] = .boolean(configuration.attentionOutputBias)
        members["clip_qkv"] = configuration.queryKeyValueClip.map { .decimal($0) }
        return members
    }
}

/// OLMo 2: the norms stand behind attention and feed-forward, and queries and keys are normed before heads are split.
struct Olmo2Family: FamilyDefinition {
    var architecture: String { "Olmo2ForCausalLM" }
    var fixedKeys: [String: [JSONValue]] { LlamaKeys.fixedWithNorms }
    var names: TensorNames {
        TensorNames(
            attentionNorm: "post_attention_layernorm", queryNorm: "self_attn.q_norm", keyNorm: "self_attn.k_norm",
            feedForwardNorm: "post_feedforward_layernorm")
    }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let hasBias = fields.flag("attention_bias", default: false)
        var configuration = LlamaKeys().read(fields, .olmo2, norm: .rms(fields, default: 1e-5))
        configuration?.residual = .normAfter
        configuration?.queryKeyNorm = .wholeProjection
        configuration?.queryKeyValueBias = hasBias
        configuration?.attentionOutputBias = hasBias
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        LlamaKeys.members(of: configuration).merging([
            "rms_norm_eps": .decimal(configuration.norm.epsilon),
            "attention_bias": .boolean(configuration.attentionOutputBias),
        ]) { $1 }
    }
}
