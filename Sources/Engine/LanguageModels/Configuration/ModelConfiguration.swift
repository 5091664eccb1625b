/// The shape, the parts and the constants of a model: everything of `config.json` that changes what it computes.
///
/// Every family is put together from the same few parts; ``ModelFamily`` says which, and how its files spell them.
public struct ModelConfiguration: Hashable, Sendable {
    /// The family, by which tensors are named and keys are read.
    public var family: ModelFamily
    /// Rows of the embedding and of the head.
    public var vocabularySize: Int
    /// H: the width of the residual stream.
    public var hiddenSize: Int
    /// Width of the feed-forward layer.
    public var intermediateSize: Int
    /// How many layers there are.
    public var layerCount: Int
    /// Query heads.
    public var headCount: Int
    /// Key and value heads; divides ``headCount``.
    public var keyValueHeadCount: Int
    /// Width of a head; not always ``hiddenSize`` / ``headCount``.
    public var headDimension: Int
    /// The norm before or behind each part of a layer, and after the last.
    public var norm: Norm
    /// How the parts of a layer and the residual stream meet.
    public var residual: Residual = .normBefore
    /// How the model knows where a token stands.
    public var positions: Positions
    /// Whether the products of q, k and v have biases.
    public var queryKeyValueBias = false
    /// What q, k and v are cut off at, on both sides of zero.
    public var queryKeyValueClip: Double?
    /// The norm of queries and keys before they are turned; `nil` where there is no such norm.
    public var queryKeyNorm: QueryKeyNorm?
    /// What the products of queries and keys are multiplied with.
    public var attentionScale = AttentionScale()
    /// The window of some layers; `nil` where every token sees all before it.
    public var slidingWindow: SlidingWindow?
    /// Whether the matrix after attention has a bias.
    public var attentionOutputBias = false
    /// The feed-forward part of each layer.
    public var feedForward: FeedForward = .gated(bias: false)
    /// Whether the head is the embedding.
    public var tiedEmbeddings: Bool
    /// The longest context the model was made for, in tokens.
    public var maximumPositions: Int
    /// The token that begins a text, where the configuration names one.
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
