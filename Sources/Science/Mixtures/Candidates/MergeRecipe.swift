/// A merge method with a value for each of its parameters: all that a merge depends on, but for the models and their
/// weights.
public struct MergeRecipe: Hashable, Sendable {
    public let method: MergeMethod
    /// A value for every parameter that the method has, and for no other.
    public let parameters: MergeParameters

    /// Σ wi θi.
    public static let linear = MergeRecipe(unchecked: .linear, MergeParameters())

    /// Fills in defaults, and reports everything that is wrong with the values at once.
    ///
    /// - Parameters:
    ///   - method: the merge method.
    ///   - parameters: values; ``MergeParameter`` says which may be left out.
    public init(_ method: MergeMethod, parameters: MergeParameters = MergeParameters()) throws(MergeRecipeError) {
        let strangers = parameters.given.filter { !method.parameters.contains($0) }
        let complete = parameters.completed(for: method)
        let faults = strangers.map { method.fault(ofStranger: $0) } + complete.faults(for: method)
        guard faults.isEmpty else { throw MergeRecipeError(faults: faults) }
        self.init(unchecked: method, complete)
    }

    private init(unchecked method: MergeMethod, _ parameters: MergeParameters) {
        self.method = method
        self.parameters = parameters
    }

    /// Whether the merge depends on the base model.
    public var usesBase: Bool { method.usesBase }

    /// The names that the layer groups give a weight above 0, sorted: they are merged too, whatever the mixture says of
    /// them.
    public var layerSupport: [String] {
        Set((parameters.layers ?? []).flatMap(\.mixture.support)).sorted()
    }

    /// The recipe with the weights of its layer groups under other names.
    ///
    /// - Parameter name: the new name for an old one; weights of names that become one are added.
    public func renamingMembers(_ name: (String) -> String) -> MergeRecipe {
        guard let layers = parameters.layers else { return self }
        var renamed = parameters
        renamed.layers = layers.map { group in
            var weights: [String: Double] = [:]
            for (old, weight) in group.mixture.weights.sorted(by: { $0.key < $1.key }) {
                weights[name(old), default: 0] += weight
            }
            return LayerGroup(layers: group.layers, mixture: Mixture(unchecked: weights))
        }
        return MergeRecipe(unchecked: method, renamed)
    }

    /// Refuses weights that the method cannot merge with.
    ///
    /// - Parameter weights: those above 0, one for each model.
    public func check(weights: [Double]) throws(MergeRecipeError) {
        let fault: String? =
            switch method {
            case .slerp where weights.count != 2:
                "name \(weights.count) models; slerp is between two"
            case .modelStock where weights.count < 2:
                "name \(weights.count) models; model_stock needs the angle between two or more"
            case .modelStock where (weights.max() ?? 0) - (weights.min() ?? 0) > Mixture.sumTolerance:
                "differ; model_stock gives all models the same weight"
            default: nil
            }
        guard let fault else { return }
        throw MergeRecipeError(faults: [.init(parameter: "weights", detail: fault)])
    }

    /// The recipe in one line for a hash: two recipes have the same line exactly when they are equal.
    ///
    /// The method's name, then `name=value` for each of its parameters: doubles by their bits in hexadecimal, names of
    /// members after their length. `linear` has no parameter, so its line is its name.
    public var material: String {
        ([method.rawValue] + method.parameters.map { "\($0.rawValue)=\(parameters.material(of: $0))" })
            .joined(separator: " ")
    }
}

extension MergeRecipe: Codable {
    private enum CodingKeys: String, CodingKey {
        case method, parameters
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            container.decode(MergeMethod.self, forKey: .method),
            parameters: container.decodeIfPresent(MergeParameters.self, forKey: .parameters) ?? MergeParameters())
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(method, forKey: .method)
        if !method.parameters.isEmpty { try container.encode(parameters, forKey: .parameters) }
    }
}

extension MergeParameters {
    fileprivate func material(of parameter: MergeParameter) -> String {
        switch parameter {
        case .lambda: bits(lambda)
        case .density: bits(density)
        case .gamma: bits(gamma)
        case .epsilon: bits(epsilon)
        case .normalize: normalize == true ? "1" : "0"
        case .seed: "\(seed ?? 0)"
        case .layers:
            (layers ?? []).map { group in
                let weights = group.mixture.support.map { "\($0.utf8.count):\($0):\(bits(group.mixture[$0]))" }
                return "\(group.layers.lowerBound)-\(group.layers.upperBound)(\(weights.joined(separator: ",")))"
            }.joined(separator: ";")
        }
    }

    private func bits(_ value: Double?) -> String { String((value ?? 0).bitPattern, radix: 16) }
}
