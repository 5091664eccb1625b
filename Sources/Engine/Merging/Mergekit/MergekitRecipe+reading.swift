import Checkpoints
import Mixtures

extension MergekitRecipe {
    /// Reads a file of mergekit's.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: what messages call it.
    ///   - seed: what draws start from, for methods that draw.
    ///   - layerCount: how many layers the model at a path has; asked only where settings differ between layers.
    /// - Throws: ``MergekitError``, or what `layerCount` throws.
    public init(
        yaml: String, file: String, seed: UInt64? = nil, layerCount: (String) throws -> Int
    ) throws {
        let reader = MergekitReader(file: file)
        self = try MergekitInterpretation(try reader.file(yaml), reader: reader, layerCount: layerCount)
            .recipe(seed: seed)
    }
}

/// Makes a recipe of what a file says.
struct MergekitInterpretation {
    private let file: MergekitFile
    private let reader: MergekitReader
    private let method: MergeMethod
    /// The models in the order of the file; for `slerp` the base first, and never the base of a method that uses one.
    private let models: [String]
    private let layout: MergekitLayout

    init(_ file: MergekitFile, reader: MergekitReader, layerCount: (String) throws -> Int) throws {
        self.file = file
        self.reader = reader
        guard let method = MergeMethod(rawValue: file.method), method != .layerwise else {
            let known = MergeMethod.allCases.filter { $0 != .layerwise }.map(\.rawValue).joined(separator: ", ")
            throw reader.fault("merge_method", "is \"\(file.method)\"; both programs have \(known)")
        }
        self.method = method
        layout = try MergekitLayout(file, reader: reader, layerCount: layerCount)
        models = try Self.models(file, method: method, reader: reader)
    }

    private static func models(
        _ file: MergekitFile, method: MergeMethod, reader: MergekitReader
    ) throws(MergekitError) -> [String] {
        let named = file.slices.first.map { $0.sources.map(\.model) } ?? []
        if method.usesBase {
            guard let base = file.base else { throw reader.fault("base_model", "is missing; \(file.method) uses it") }
            let others = named.filter { $0 != base }
            guard !others.isEmpty else { throw reader.fault("models", "expected a model beside the base_model") }
            return others
        }
        if method == .slerp {
            let all = named + (file.base.map { named.contains($0) ? [] : [$0] } ?? [])
            guard let base = file.base, all.count == 2 else {
                throw reader.fault("base_model", "expected one of two models, from which slerp starts")
            }
            return [base] + all.filter { $0 != base }
        }
        if let base = file.base, method == .multislerp || !named.contains(base) {
            throw reader.fault("base_model", "is \"\(base)\"; \(file.method) merges the models themselves")
        }
        return named
    }

    func recipe(seed: UInt64?) throws -> MergekitRecipe {
        try refuseUnknownSettings()
        let outside = try weights(at: .outside)
        var parameters = try parameters(sum: outside.sum)
        var recipeMethod = method
        let groups = try layerGroups(outside: outside.weights)
        if !groups.isEmpty {
            guard method == .linear else {
                throw reader.fault("weight", "differs between layers, which \(method.rawValue) cannot have here")
            }
            recipeMethod = .layerwise
            parameters.layers = groups
        }
        if recipeMethod.parameters.contains(.seed) { parameters.seed = seed }
        let recipe: MergeRecipe
        do {
            recipe = try MergeRecipe(recipeMethod, parameters: parameters)
            try recipe.check(weights: outside.weights.map(\.weight).filter { $0 > 0 })
        } catch {
            throw reader.fault("", "\(error)")
        }
        return MergekitRecipe(
            models: outside.weights, base: method.usesBase ? file.base : nil, recipe: recipe,
            elementType: try elementType(), tokenizer: try tokenizer())
    }

    // MARK: Weights

    /// The models' weights at a place, divided by their sum, which is beside them; 1 where mergekit divides by it too.
    private func weights(
        at place: MergekitLayout.Place
    ) throws(MergekitError) -> (weights: [MergekitRecipe.Model], sum: Double) {
        var weights: [Double] = []
        switch method {
        case .modelStock: weights = models.map { _ in 1 }
        case .slerp:
            let share = try number("t", of: nil, at: place)
            guard share > 0, share < 1 else {
                throw reader.fault("t", "is \(share); expected a number between 0 and 1")
            }
            weights = [1 - share, share]
        default:
            for model in models {
                let weight = try number("weight", of: model, at: place)
                guard weight >= 0 else { throw reader.fault("weight", "is \(weight); a mixture has none below 0") }
                weights.append(weight)
            }
        }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { throw reader.fault("weight", "is 0 for every model") }
        let mixture = zip(models, weights).map { MergekitRecipe.Model(path: $0, weight: $1 / sum) }
        return (mixture, try dividesWeights() ? 1 : sum)
    }

    /// Whether what is weighed is divided by the weights, or is not weighed.
    private func dividesWeights() throws(MergekitError) -> Bool {
        for key in ["normalize", "normalize_weights"] where method.mergekitDefaults[key] != nil {
            return try flag(key)
        }
        return true
    }

    private func layerGroups(outside: [MergekitRecipe.Model]) throws -> [LayerGroup] {
        var groups: [LayerGroup] = []
        var differs = false
        for layer in 0..<layout.layerCount {
            let (weights, sum) = try weights(at: .layer(layer))
            guard method.usesBase || abs(sum - 1) <= Mixture.sumTolerance else { throw sumFault(sum) }
            differs = differs || weights != outside
            let mixture = try Mixture(Dictionary(uniqueKeysWithValues: weights.map { ($0.path, $0.weight) }))
            if let last = groups.last, last.mixture == mixture {
                groups[groups.count - 1] = LayerGroup(layers: last.layers.lowerBound...layer, mixture: mixture)
            } else {
                groups.append(LayerGroup(layers: layer...layer, mixture: mixture))
            }
        }
        return differs ? groups : []
    }

    private func sumFault(_ sum: Double) -> MergekitError {
        reader.fault("normalize", "is false with weights that sum to \(sum); \(method.rawValue) here is of a mixture")
    }

    // MARK: Parameters

    private func parameters(sum: Double) throws(MergekitError) -> MergeParameters {
        let own = Set(method.parameters)
        var parameters = MergeParameters()
        guard method.usesBase || abs(sum - 1) <= Mixture.sumTolerance else { throw sumFault(sum) }
        if own.contains(.lambda) { parameters.lambda = try number("lambda") * sum }
        if own.contains(.density) { parameters.density = try number("density") }
        if own.contains(.gamma) { parameters.gamma = parameters.density == 1 ? 0 : try number("gamma") }
        if own.contains(.epsilon) { parameters.epsilon = parameters.density == 1 ? 0 : 2 * (try number("epsilon")) }
        if own.contains(.normalize) { parameters.normalize = try flag("normalize") }
        try requireFlag("rescale", method == .dareLinear || method == .dareTies || method == .della)
        try requireFlag("filter_wise", false)
        if method == .multislerp, try number("eps") != 1e-8 {
            throw reader.fault("eps", "is another than 1e-8, which is fixed here")
        }
        return parameters
    }

    private func requireFlag(_ key: String, _ expected: Bool) throws(MergekitError) {
        guard method.mergekitDefaults[key] != nil, method != .taskArithmetic else { return }
        guard try flag(key) == expected else {
            throw reader.fault(key, "is \(!expected); \(method.rawValue) here is as with \(expected)")
        }
    }

    private func refuseUnknownSettings() throws(MergekitError) {
        let known = Set(method.mergekitDefaults.keys).union(
            method.hasMergekitWeights ? ["weight"] : method == .slerp ? ["t"] : [])
        for (settings, key, isOfModel) in layout.everySetting {
            let known = isOfModel ? known.intersection(["weight", "density", "gamma", "epsilon"]) : known
            if let stranger = settings.keys.sorted().first(where: { !known.contains($0) }) {
                throw reader.fault(
                    "\(key).\(stranger)",
                    "is not known here as a parameter of \(isOfModel ? "one model in " : "")\(method.rawValue); expected "
                        + (known.isEmpty ? "none" : known.sorted().joined(separator: ", ")))
            }
        }
    }

    /// The one value that a setting has for every model and layer.
    private func scalar(_ key: String) throws(MergekitError) -> MergekitScalar {
        var found: MergekitScalar?
        for model in models {
            for place in [.outside] + (0..<layout.layerCount).map(MergekitLayout.Place.layer) {
                guard let value = try layout.value(key, of: model, at: place) ?? method.mergekitDefaults[key] else {
                    throw reader.fault(key, "is missing")
                }
                guard found == nil || found == value else {
                    throw reader.fault(key, "differs between models or layers; expected one value for all")
                }
                found = value
            }
        }
        guard let found else { throw reader.fault(key, "is missing") }
        return found
    }

    private func number(_ key: String) throws(MergekitError) -> Double {
        guard case .number(let value) = try scalar(key) else { throw reader.fault(key, "expected a number") }
        return value
    }

    private func flag(_ key: String) throws(MergekitError) -> Bool {
        guard case .boolean(let value) = try scalar(key) else { throw reader.fault(key, "expected true or false") }
        return value
    }

    private func number(
        _ key: String, of model: String?, at place: MergekitLayout.Place
    ) throws(MergekitError) -> Double {
        guard case .number(let value) = try layout.value(key, of: model, at: place) else {
            throw reader.fault(key, "is missing" + (model.map { " for \($0)" } ?? "") + "; expected a number")
        }
        return value
    }

    // MARK: The rest

    private func elementType() throws(MergekitError) -> ElementType? {
        guard let dtype = file.dtype else { return nil }
        guard let type = ElementType(spelling: dtype) else {
            throw reader.fault("dtype", "is \"\(dtype)\"; expected float32, float16, bfloat16 or float64")
        }
        return type
    }

    private func tokenizer() throws(MergekitError) -> String? {
        guard let source = file.tokenizer else { return nil }
        if source == "base" {
            guard let base = file.base ?? models.first else { return nil }
            return base
        }
        guard models.contains(source) || file.base == source else {
            throw reader.fault("tokenizer_source", "is \"\(source)\"; expected base or a model of the merge")
        }
        return source
    }
}
