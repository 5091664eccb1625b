public import Checkpoints
import Mixtures

extension MergekitRecipe {
    /// Reads a file of mergekit's.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: what messages call it.
    ///   - seed: what draws start from, for methods that draw.
    ///   - tensors: the names of the tensors of the model at a path; asked only where settings may differ between
    ///     tensors.
    /// - Throws: ``MergekitError`` with everything that is wrong, or what `tensors` throws.
    public init(
        yaml: String, file: String, seed: UInt64? = nil, tensors: (String) throws -> [TensorName]
    ) throws {
        let reader = MergekitReader(file: file)
        let asked = try MergekitInterpretation(try reader.file(yaml), reader: reader, tensors: tensors)
        let elementType = asked.elementType()
        let tokenizer = asked.tokenizer()
        let settings = try asked.settings()
        let base = asked.method.usesBase || asked.method == .multislerp ? asked.file.base : nil
        if let (weights, recipe) = try asked.recipe(for: settings, seed: seed) {
            self.init(
                models: zip(asked.models, weights).map { Model(path: $0, weight: $1) }, base: base, recipe: recipe,
                elementType: elementType, tokenizer: tokenizer)
            return
        }
        let share = 1 / Double(asked.models.count)
        self.init(
            models: asked.models.map { Model(path: $0, weight: share) }, base: base, recipe: .linear,
            elementType: elementType, tokenizer: tokenizer,
            tensorwise: TensorwiseRecipe(method: asked.method, settings: settings, seed: seed ?? 0))
    }
}

extension MergekitInterpretation {
    /// The mixture's weights and the recipe that do what the file says of all tensors; `nil` if no recipe does.
    func recipe(
        for settings: [(name: TensorName?, settings: TensorSettings)], seed: UInt64?
    ) throws -> (weights: [Double], recipe: MergeRecipe)? {
        let outside = settings.first { $0.name.flatMap(Merge.layer) == nil } ?? settings.first
        guard let common = outside?.settings, let method = method.recipeMethod,
            let weights = mixture(of: common)
        else { return nil }
        guard settings.allSatisfy({ $0.settings == common }) else {
            return try layerwise(settings, outside: common).map { (weights, $0) }
        }
        guard var parameters = parameters(of: common) else { return nil }
        if method.parameters.contains(.seed) { parameters.seed = seed }
        guard let recipe = try? MergeRecipe(method, parameters: parameters) else { return nil }
        do {
            try recipe.check(weights: weights.filter { $0 > 0 })
        } catch {
            throw MergekitError(file: file.name, key: "", message: "\(error)")
        }
        return (weights, recipe)
    }

    /// The weights divided by their sum, where that is a mixture that mergekit merges too.
    private func mixture(of settings: TensorSettings) -> [Double]? {
        let weights = settings.parts.map(\.weight)
        let sum = settings.sum
        guard sum > 0, weights.allSatisfy({ $0 >= 0 }) else { return nil }
        switch method {
        case .slerp: guard weights.allSatisfy({ $0 > 0 }) else { return nil }
        case .multislerp where file.base != nil: return nil
        case .linear, .multislerp:
            guard settings.normalizes || abs(sum - 1) <= Mixture.sumTolerance else { return nil }
        default: break
        }
        return weights.map { $0 / sum }
    }

    private func parameters(of settings: TensorSettings) -> MergeParameters? {
        guard let first = settings.parts.first, let method = method.recipeMethod,
            settings.parts.allSatisfy({
                $0.density == first.density && $0.gamma == first.gamma && $0.epsilon == first.epsilon
            })
        else { return nil }
        let own = Set(method.parameters)
        var parameters = MergeParameters()
        if own.contains(.lambda) { parameters.lambda = settings.lambda * (settings.normalizes ? 1 : settings.sum) }
        if own.contains(.density) { parameters.density = first.density }
        if own.contains(.gamma) { parameters.gamma = first.gamma }
        if own.contains(.epsilon) { parameters.epsilon = 2 * first.epsilon }
        if own.contains(.normalize) { parameters.normalize = settings.normalizes }
        return parameters
    }

    /// A linear merge whose weights differ between layers and nowhere else.
    private func layerwise(
        _ settings: [(name: TensorName?, settings: TensorSettings)], outside: TensorSettings
    ) throws -> MergeRecipe? {
        guard method == .linear else { return nil }
        var layers: [Int: TensorSettings] = [:]
        for (name, settings) in settings {
            guard let layer = name.flatMap(Merge.layer) else {
                guard settings == outside else { return nil }
                continue
            }
            guard layers.updateValue(settings, forKey: layer) ?? settings == settings else { return nil }
        }
        var groups: [LayerGroup] = []
        for (layer, settings) in layers.sorted(by: { $0.key < $1.key }) {
            guard let weights = mixture(of: settings) else { return nil }
            let mixture = try Mixture(Dictionary(uniqueKeysWithValues: zip(models, weights)))
            if let last = groups.last, last.mixture == mixture, last.layers.upperBound == layer - 1 {
                groups[groups.count - 1] = LayerGroup(layers: last.layers.lowerBound...layer, mixture: mixture)
            } else {
                groups.append(LayerGroup(layers: layer...layer, mixture: mixture))
            }
        }
        return try MergeRecipe(.layerwise, parameters: MergeParameters(layers: groups))
    }

    // MARK: The rest

    func elementType() -> ElementType? {
        guard let dtype = file.dtype else { return nil }
        let type = ElementType(spelling: dtype)
        if type == nil { faults.add("dtype", "is \"\(dtype)\"; expected float32, float16, bfloat16 or float64") }
        return type
    }

    func tokenizer() -> String? {
        guard let source = file.tokenizer else { return nil }
        if source == "base" { return file.base ?? models.first }
        if !models.contains(source), file.base != source {
            faults.add("tokenizer_source", "is \"\(source)\"; expected base or a model of the merge")
        }
        return source
    }
}
