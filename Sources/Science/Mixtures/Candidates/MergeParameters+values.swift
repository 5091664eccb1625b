extension MergeParameters {
    /// The value of a numeric parameter; `nil` where none is given, and for parameters that are no numbers.
    package subscript(_ parameter: MergeParameter) -> Double? {
        get {
            switch parameter {
            case .lambda: lambda
            case .density: density
            case .gamma: gamma
            case .epsilon: epsilon
            case .normalize, .seed, .layers: nil
            }
        }
        set {
            switch parameter {
            case .lambda: lambda = newValue
            case .density: density = newValue
            case .gamma: gamma = newValue
            case .epsilon: epsilon = newValue
            case .normalize, .seed, .layers: break
            }
        }
    }

    /// The values that are given, and another's where none is.
    package func filled(from other: MergeParameters) -> MergeParameters {
        MergeParameters(
            lambda: lambda ?? other.lambda, density: density ?? other.density, gamma: gamma ?? other.gamma,
            epsilon: epsilon ?? other.epsilon, normalize: normalize ?? other.normalize, seed: seed ?? other.seed,
            layers: layers ?? other.layers)
    }

    /// The value of a parameter for messages.
    package func text(of parameter: MergeParameter) -> String {
        switch parameter {
        case .lambda, .density, .gamma, .epsilon: self[parameter].map { "\($0)" } ?? "missing"
        case .normalize: normalize.map { "\($0)" } ?? "missing"
        case .seed: seed.map { "\($0)" } ?? "missing"
        case .layers: "\(layers?.count ?? 0) groups of layers"
        }
    }

    /// The values of some parameters alone.
    package func only(_ parameters: [MergeParameter]) -> MergeParameters {
        func kept<Value>(_ parameter: MergeParameter, _ value: Value?) -> Value? {
            parameters.contains(parameter) ? value : nil
        }
        return MergeParameters(
            lambda: kept(.lambda, lambda), density: kept(.density, density), gamma: kept(.gamma, gamma),
            epsilon: kept(.epsilon, epsilon), normalize: kept(.normalize, normalize), seed: kept(.seed, seed),
            layers: kept(.layers, layers))
    }
}
