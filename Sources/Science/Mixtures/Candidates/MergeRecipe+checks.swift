/// Why a method and values are no recipe: every fault at once, each with the parameter that it is about.
public struct MergeRecipeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault of a recipe.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The parameter's name, as ``MergeParameter`` spells it, or `weights`.
        public let parameter: String
        /// What was seen, and what is expected.
        public let detail: String

        public init(parameter: String, detail: String) {
            self.parameter = parameter
            self.detail = detail
        }

        public var description: String { "\(parameter) \(detail)" }
    }

    /// Parameters that the method lacks come first, then those out of range.
    public let faults: [Fault]

    public init(faults: [Fault]) {
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}

extension MergeMethod {
    func fault(ofStranger parameter: MergeParameter) -> MergeRecipeError.Fault {
        let own = parameters.map(\.rawValue).joined(separator: ", ")
        return .init(
            parameter: parameter.rawValue,
            detail: "is no parameter of \(rawValue), which has \(own.isEmpty ? "none" : own)")
    }

    /// The density unless one is given.
    var defaultDensity: Double {
        switch self {
        case .ties: 0.2
        case .breadcrumbs: 0.9
        default: 0.5
        }
    }
}

extension MergeParameters {
    /// The largest seed: every integer up to it is kept by readers that know doubles only.
    static let largestSeed: UInt64 = 1 << 53 - 1

    /// The values with defaults for what is left out, and nothing that the method does not have.
    func completed(for method: MergeMethod) -> MergeParameters {
        let own = Set(method.parameters)
        var complete = MergeParameters()
        if own.contains(.lambda) { complete.lambda = lambda ?? 1 }
        if own.contains(.density) { complete.density = density ?? method.defaultDensity }
        let kept = complete.density ?? 1
        if own.contains(.gamma) { complete.gamma = gamma ?? max(0, min(0.01, 1 - kept)) }
        if own.contains(.epsilon) { complete.epsilon = epsilon ?? max(0, min(0.3, 2 * kept, 2 * (1 - kept))) }
        if own.contains(.normalize) { complete.normalize = normalize ?? true }
        if own.contains(.seed) { complete.seed = seed ?? 0 }
        if own.contains(.layers) {
            complete.layers = (layers ?? []).sorted { $0.layers.lowerBound < $1.layers.lowerBound }
        }
        return complete
    }

    /// What is wrong with complete values.
    func faults(for method: MergeMethod) -> [MergeRecipeError.Fault] {
        method.parameters.compactMap { parameter in
            fault(of: parameter).map { .init(parameter: parameter.rawValue, detail: $0) }
        }
    }

    private func fault(of parameter: MergeParameter) -> String? {
        switch parameter {
        case .lambda:
            guard let lambda, !(lambda > 0 && lambda <= 100) else { return nil }
            return "is \(lambda); expected a number above 0, at most 100"
        case .density:
            guard let density, !(density > 0 && density <= 1) else { return nil }
            return "is \(density); expected a share above 0, at most 1"
        case .gamma:
            guard let gamma, let density, !(gamma >= 0 && gamma + density <= 1) else { return nil }
            return "is \(gamma); expected a share of 0 or more that with density \(density) sums to at most 1"
        case .epsilon:
            guard let epsilon, let density,
                !(epsilon >= 0 && density - epsilon / 2 >= 0 && density + epsilon / 2 <= 1)
            else { return nil }
            return "is \(epsilon); expected 0 or more, with density \(density) ± epsilon/2 within 0 and 1"
        case .normalize: return nil
        case .seed:
            guard let seed, seed > Self.largestSeed else { return nil }
            return "is \(seed); expected an integer from 0 to \(Self.largestSeed)"
        case .layers: return faultOfLayers
        }
    }

    private var faultOfLayers: String? {
        guard let layers, let first = layers.first else { return "is missing; expected at least one group of layers" }
        guard first.layers.lowerBound >= 0 else {
            return "starts at layer \(first.layers.lowerBound); layers are counted from 0"
        }
        for (group, next) in zip(layers, layers.dropFirst()) where next.layers.lowerBound <= group.layers.upperBound {
            return "names layer \(next.layers.lowerBound) in two groups"
        }
        return nil
    }
}
