public import Foundation

/// The shape and the constants of a Llama: everything of `config.json` that changes what the model computes.
public struct LlamaConfiguration: Hashable, Sendable {
    /// Rows of the embedding and of the head.
    public var vocabularySize: Int
    public var hiddenSize: Int
    /// Width of the feed-forward layer.
    public var intermediateSize: Int
    public var layerCount: Int
    /// Query heads.
    public var headCount: Int
    /// Key and value heads; divides ``headCount``.
    public var keyValueHeadCount: Int
    /// Width of a head; even, and not always ``hiddenSize`` / ``headCount``.
    public var headDimension: Int
    public var rmsNormEpsilon: Double
    public var ropeTheta: Double
    public var ropeScaling: RotaryScaling?
    /// Biases on q, k, v and o.
    public var attentionBias: Bool
    /// Biases on gate, up and down.
    public var mlpBias: Bool
    /// Whether the head is the embedding.
    public var tiedEmbeddings: Bool
    /// The longest context the model was made for, in tokens.
    public var maximumPositions: Int
    public var bosToken: Int?
    /// The first, where a file lists several.
    public var eosToken: Int?

    /// A configuration with `transformers`' defaults for whatever is not named.
    public init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
        keyValueHeadCount: Int? = nil, headDimension: Int? = nil, rmsNormEpsilon: Double = 1e-6,
        ropeTheta: Double = 10_000, ropeScaling: RotaryScaling? = nil, attentionBias: Bool = false,
        mlpBias: Bool = false, tiedEmbeddings: Bool = false, maximumPositions: Int = 2_048, bosToken: Int? = nil,
        eosToken: Int? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.layerCount = layerCount
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount ?? headCount
        self.headDimension = headDimension ?? hiddenSize / max(headCount, 1)
        self.rmsNormEpsilon = rmsNormEpsilon
        self.ropeTheta = ropeTheta
        self.ropeScaling = ropeScaling
        self.attentionBias = attentionBias
        self.mlpBias = mlpBias
        self.tiedEmbeddings = tiedEmbeddings
        self.maximumPositions = maximumPositions
        self.bosToken = bosToken
        self.eosToken = eosToken
    }

    /// How many parameters the model has; tied embeddings count once.
    public var parameterCount: Int {
        ParameterLayout.model(self).elementCount
    }

    /// A `config.json` that `transformers` reads, with keys in order of name.
    public func json() throws -> Data {
        var members: [String: any Sendable] = [
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "float32",
            "vocab_size": vocabularySize, "hidden_size": hiddenSize, "intermediate_size": intermediateSize,
            "num_hidden_layers": layerCount, "num_attention_heads": headCount,
            "num_key_value_heads": keyValueHeadCount, "head_dim": headDimension, "rms_norm_eps": rmsNormEpsilon,
            "rope_theta": ropeTheta, "attention_bias": attentionBias, "mlp_bias": mlpBias,
            "tie_word_embeddings": tiedEmbeddings, "max_position_embeddings": maximumPositions, "hidden_act": "silu",
        ]
        if let ropeScaling { members["rope_scaling"] = ropeScaling.json }
        if let bosToken { members["bos_token_id"] = bosToken }
        if let eosToken { members["eos_token_id"] = eosToken }
        return try JSONSerialization.data(withJSONObject: members, options: [.prettyPrinted, .sortedKeys])
    }
}
