/// OLMo: a Llama with LayerNorm without parameters, whose q, k and v may be cut off.
struct OlmoFamily: FamilyDefinition {
    /// No key says it.
    private static let epsilon = 1e-5

    var architecture: String { "OlmoForCausalLM" }
    var usedKeys: Set<String> { LlamaKeys.used.union(["attention_bias", "clip_qkv"]) }
    var fixedKeys: [String: [ConfigurationValue]] { LlamaKeys.fixedWithoutBias }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        var configuration = try LlamaKeys().read(reader, .olmo, norm: Norm(.plainLayer, epsilon: Self.epsilon))
        configuration.queryKeyValueBias = try reader.truth("attention_bias", default: false)
        configuration.attentionOutputBias = configuration.queryKeyValueBias
        configuration.queryKeyValueClip = try reader.positiveNumber("clip_qkv")
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        var members = LlamaKeys.members(of: configuration)
        members["attention_bias"] = configuration.attentionOutputBias
        members["clip_qkv"] = configuration.queryKeyValueClip
        return members
    }
}

/// OLMo 2: the norms stand behind attention and feed-forward, and queries and keys are normed before heads are split.
struct Olmo2Family: FamilyDefinition {
    var architecture: String { "Olmo2ForCausalLM" }
    var usedKeys: Set<String> { LlamaKeys.used.union(["rms_norm_eps", "attention_bias"]) }
    var fixedKeys: [String: [ConfigurationValue]] { LlamaKeys.fixedWithoutBias }
    var names: TensorNames {
        TensorNames(
            attentionNorm: "post_attention_layernorm", queryNorm: "self_attn.q_norm", keyNorm: "self_attn.k_norm",
            feedForwardNorm: "post_feedforward_layernorm")
    }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        var configuration = try LlamaKeys().read(reader, .olmo2, norm: .rms(reader, default: 1e-5))
        configuration.residual = .normAfter
        configuration.queryKeyNorm = .wholeProjection
        configuration.queryKeyValueBias = try reader.truth("attention_bias", default: false)
        configuration.attentionOutputBias = configuration.queryKeyValueBias
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        LlamaKeys.members(of: configuration).merging([
            "rms_norm_eps": configuration.norm.epsilon, "attention_bias": configuration.attentionOutputBias,
        ]) { $1 }
    }
}
