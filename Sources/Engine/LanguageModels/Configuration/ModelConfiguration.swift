/// The shape, the parts and the constants of a model: everything of `config.json` that changes what it computes.
///
/// Every family is put together from the same few parts; ``ModelFamily`` says which, and how its files spell them.
public struct ModelConfiguration: Hashable, Sendable {
    public var family: ModelFamily
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
    /// Width of a head; not always ``hiddenSize`` / ``headCount``.
    public var headDimension: Int
    public var norm: Norm
    public var residual: Residual = .normBefore
    public var positions: Positions
    public var queryKeyValueBias = false
    /// What q, k and v are cut off at, on both sides of zero.
    public var queryKeyValueClip: Double?
    public var queryKeyNorm: QueryKeyNorm?
    public var attentionScale = AttentionScale()
    public var slidingWindow: SlidingWindow?
    /// Whether the matrix after attention has a bias.
    public var attentionOutputBias = false
    public var feedForward: FeedForward = .gated(bias: false)
    /// Whether the head is the embedding.
    public var tiedEmbeddings: Bool
    /// The longest context the model was made for, in tokens.
    public var maximumPositions: Int
    public var bosToken: Int?
    /// The first, where a file lists several.
    public var eosToken: Int?

    /// How many parameters the model has; tied embeddings count once.
    public var parameterCount: Int {
        ParameterLayout.model(self).elementCount
    }

    /// The rotary positions, if the model has such.
    public var rotary: Rotary? {
        guard case .rotary(let rotary) = positions else { return nil }
        return rotary
    }

    /// How many tokens one of this layer sees at most, itself included; `nil` is all before it.
    func window(ofLayer layer: Int) -> Int? {
        guard let slidingWindow, slidingWindow.layers.indices.contains(layer), slidingWindow.layers[layer] else {
            return nil
        }
        return slidingWindow.width
    }

    /// What the products of queries and keys of a layer are multiplied with.
    func attentionScale(ofLayer layer: Int) -> Float {
        let scale = attentionScale.dividesByRootOfWidth ? 1 / Float(headDimension).squareRoot() : 1
        return attentionScale.dividesByLayerNumber ? scale / Float(layer + 1) : scale
    }
}
