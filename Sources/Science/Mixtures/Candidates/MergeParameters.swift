/// The name of a merge method's parameter, as the API, the command line and files spell it.
public enum MergeParameter: String, Codable, Hashable, Sendable, CaseIterable {
    /// λ: what the merged difference from the base is multiplied with. Above 0, at most 100; 1 unless given.
    case lambda
    /// The share of a difference's elements that is kept. Above 0, at most 1; 0.2 for `ties` (the paper's), 0.9 for
    /// `breadcrumbs`, 0.5 for `dare_linear`, `dare_ties` and `della` unless given.
    case density
    /// The share of a difference's elements, the largest, that `breadcrumbs` drops. From 0 to 1 − density; 0.01, or 1 −
    /// density if that is less, unless given.
    case gamma
    /// How far `della`'s probabilities reach from the smallest element to the largest: density ± epsilon/2 lies within
    /// 0 and 1. 0.3, or what density allows if that is less, unless given.
    case epsilon
    /// Whether the sum over the members that agree on a sign is divided by their weights; true unless given.
    case normalize
    /// What random draws start from. From 0 to 2^53 − 1, which every JSON reader keeps; 0 unless given.
    case seed
    /// The groups of layers that have weights of their own: at least one.
    case layers
}

/// Values of merge methods' parameters; `nil` where none is given, or the method has no such parameter.
public struct MergeParameters: Codable, Hashable, Sendable {
    public var lambda: Double?
    public var density: Double?
    public var gamma: Double?
    public var epsilon: Double?
    public var normalize: Bool?
    public var seed: UInt64?
    public var layers: [LayerGroup]?

    public init(
        lambda: Double? = nil, density: Double? = nil, gamma: Double? = nil, epsilon: Double? = nil,
        normalize: Bool? = nil, seed: UInt64? = nil, layers: [LayerGroup]? = nil
    ) {
        self.lambda = lambda
        self.density = density
        self.gamma = gamma
        self.epsilon = epsilon
        self.normalize = normalize
        self.seed = seed
        self.layers = layers
    }

    /// The parameters that have a value.
    public var given: [MergeParameter] {
        MergeParameter.allCases.filter { parameter in
            switch parameter {
            case .lambda: lambda != nil
            case .density: density != nil
            case .gamma: gamma != nil
            case .epsilon: epsilon != nil
            case .normalize: normalize != nil
            case .seed: seed != nil
            case .layers: layers != nil
            }
        }
    }
}

/// Consecutive layers that have a mixture of their own.
public struct LayerGroup: Hashable, Sendable {
    /// Layers counted from 0, the first and the last one included.
    public let layers: ClosedRange<Int>
    /// The group's weights: by partition in a candidate, by member in the recipe that is run.
    public let mixture: Mixture

    public init(layers: ClosedRange<Int>, mixture: Mixture) {
        self.layers = layers
        self.mixture = mixture
    }
}

extension LayerGroup: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers, weights
    }

    /// Reads `{"layers": [first, last], "weights": {name: weight}}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let ends = try container.decode([Int].self, forKey: .layers)
        guard let first = ends.first, ends.count == 2, first >= 0, first <= ends[1] else {
            throw DecodingError.dataCorruptedError(
                forKey: .layers, in: container,
                debugDescription: "expected the first and the last layer, counted from 0; found \(ends)")
        }
        self.init(layers: first...ends[1], mixture: try container.decode(Mixture.self, forKey: .weights))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode([layers.lowerBound, layers.upperBound], forKey: .layers)
        try container.encode(mixture, forKey: .weights)
    }
}
