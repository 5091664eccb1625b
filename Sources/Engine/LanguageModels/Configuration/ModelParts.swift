/// What a norm does to each row, and what it is multiplied with and shifted by.
public struct Norm: Hashable, Sendable {
    /// What a norm divides by, and which parameters it has.
    public enum Kind: String, Hashable, Sendable {
        /// x / √(mean(x²) + ε) · weight (Zhang and Sennrich, arXiv 1910.07467).
        case rms
        /// (x − mean(x)) / √(variance(x) + ε) · weight + bias (Ba et al., arXiv 1607.06450).
        case layer
        /// The same without parameters.
        case plainLayer
    }

    /// Which norm it is.
    public var kind: Kind
    /// Added to the variance or mean square before its root is taken.
    public var epsilon: Double

    public init(_ kind: Kind, epsilon: Double) {
        self.kind = kind
        self.epsilon = epsilon
    }
}

/// How attention and feed-forward stand to their norms and to the residual stream h.
public enum Residual: String, Hashable, Sendable {
    /// h += attention(norm(h)), then h += feed-forward(norm(h)).
    case normBefore
    /// h += norm(attention(h)), then h += norm(feed-forward(h)).
    case normAfter
    /// h += attention(norm(h)) + feed-forward(other norm(h)), both of the same h.
    case parallel
}

/// The RMSNorm that queries and keys pass before they are turned; its ε is that of the other norms.
public enum QueryKeyNorm: String, Hashable, Sendable {
    /// Each head by itself; one weight of the head's width for all query heads, and one for all key heads.
    case perHead
    /// All query heads as one row, and all key heads.
    case wholeProjection
}

/// How a token's place reaches the model.
public enum Positions: Hashable, Sendable {
    /// Queries and keys are turned.
    case rotary(Rotary)
    /// A learned row for each place is added to the embedding.
    case learned
}

/// Rotary positions (Su et al., arXiv 2104.09864), in the rotate-half form.
public struct Rotary: Hashable, Sendable {
    /// The base of the frequencies by which pairs of dimensions turn.
    public var theta: Double
    /// How frequencies are changed for longer contexts; `nil` where they are not.
    public var scaling: RotaryScaling?
    /// The share of each head that is turned, its first dimensions; the rest stays as it is.
    public var share: Double

    public init(theta: Double = 10_000, scaling: RotaryScaling? = nil, share: Double = 1) {
        self.theta = theta
        self.scaling = scaling
        self.share = share
    }

    /// The dimensions of a head that the share makes, rounded down: what the exponents of the frequencies are over.
    func dimensions(ofHead width: Int) -> Int { Int(Double(width) * share) }

    /// How many pairs of a head's dimensions are turned: an odd count of dimensions is rounded up to pairs.
    func pairs(ofHead width: Int) -> Int { (dimensions(ofHead: width) + 1) / 2 }
}

/// What the products of queries and keys are multiplied with.
public struct AttentionScale: Hashable, Sendable {
    /// 1/√(width of a head), else 1.
    public var dividesByRootOfWidth = true
    /// Also 1/(number of the layer, counted from 1).
    public var dividesByLayerNumber = false

    public init(dividesByRootOfWidth: Bool = true, dividesByLayerNumber: Bool = false) {
        self.dividesByRootOfWidth = dividesByRootOfWidth
        self.dividesByLayerNumber = dividesByLayerNumber
    }
}

/// The layers in which a token sees only the last few, itself included.
public struct SlidingWindow: Hashable, Sendable {
    /// How many tokens are seen.
    public var width: Int
    /// Whether a layer has the window, for each; at least one has.
    public var layers: [Bool]

    public init(width: Int, layers: [Bool]) {
        self.width = width
        self.layers = layers
    }
}

/// What a layer does to each token by itself.
///
/// A mixture of experts would be a further case.
public enum FeedForward: Hashable, Sendable {
    /// down(silu(gate(x)) · up(x)) (SwiGLU; Shazeer, arXiv 2002.05202).
    case gated(bias: Bool)
    /// down(activation(up(x))), all with biases.
    case plain(Activation)
}

/// The function between the two matrices of a plain feed-forward layer.
public enum Activation: String, Hashable, Sendable {
    /// x · Φ(x), Φ the normal distribution (Hendrycks and Gimpel, arXiv 1606.08415).
    case gelu
    /// The same with Φ approximated by a hyperbolic tangent.
    case tanhGelu
}
