import StrictJSON

/// Llama, all versions of it.
struct LlamaFamily: FamilyDefinition {
    var architecture: String { "LlamaForCausalLM" }
    var inertKeys: Set<String> { ["is_llama_config"] }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let hasBias = fields.flag("attention_bias", default: false)
        let feedForward = FeedForward.gated(bias: fields.flag("mlp_bias", default: false))
        var configuration = LlamaKeys().read(fields, .llama, norm: .rms(fields, default: 1e-6))
        configuration?.queryKeyValueBias = hasBias
        configuration?.attentionOutputBias = hasBias
        configuration?.feedForward = feedForward
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        LlamaKeys.members(of: configuration).merging([
            "rms_norm_eps": .decimal(configuration.norm.epsilon),
            "attention_bias": .boolean(configuration.attentionOutputBias),
            "mlp_bias": .boolean(configuration.feedForward == .gated(bias: true)),
        ]) { $1 }
    }
}

extension ModelConfiguration {
    /// A Llama, with `transformers`' defaults for whatever is not named.
    ///
    /// - Parameters:
    ///   - attentionBias: biases on q, k, v and o.
    ///   - mlpBias: biases on gate, up and down.
    public static func llama(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
        keyValueHeadCount: Int? = nil, headDimension: Int? = nil, rmsNormEpsilon: Double = 1e-6,
        ropeTheta: Double = 10_000, ropeScaling: RotaryScaling? = nil, attentionBias: Bool = false,
        mlpBias: Bool = false, tiedEmbeddings: Bool = false, maximumPositions: Int = 2_048, bosToken: Int? = nil,
        eosToken: Int? = nil
    ) -> ModelConfiguration {
        ModelConfiguration(
            family: .llama, vocabularySize: vocabularySize, hiddenSize: hiddenSize,
            intermediateSize: intermediateSize, layerCount: layerCount, headCount: headCount,
            keyValueHeadCount: keyValueHeadCount ?? headCount,
            headDimension: headDimension ?? hiddenSize / max(headCount, 1),
            norm: Norm(.rms, epsilon: rmsNormEpsilon),
            positions: .rotary(Rotary(theta: ropeTheta, scaling: ropeScaling)), queryKeyValueBias: attentionBias,
            attentionOutputBias: attentionBias, feedForward: .gated(bias: mlpBias), tiedEmbeddings: tiedEmbeddings,
            maximumPositions: maximumPositions, bosToken: bosToken, eosToken: eosToken)
    }
}
