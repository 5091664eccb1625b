import Checkpoints
import Mixtures

extension MergekitRecipe {
    /// The merge as a file that mergekit runs to the same result, where ``MergekitRecipe`` says that there is one.
    ///
    /// - Parameters:
    ///   - layerName: what stands before a layer's number in tensors' names: `layers`, or `h` for GPT-2.
    ///   - comments: lines that go before all, for who reads the file.
    /// - Throws: ``MergekitError`` if mergekit would refuse it, or if it was read from a file that says more.
    public func yaml(layerName: String = "layers", comments: [String] = []) throws(MergekitError) -> String {
        guard tensorwise == nil else {
            throw MergekitError(
                file: "", key: "parameters", message: "say more than a recipe; the file that was read is mergekit's")
        }
        var lines = comments.map { "# \($0)" }
        lines.append("merge_method: \(recipe.method == .layerwise ? "linear" : recipe.method.rawValue)")
        if recipe.method == .slerp, let first = models.first {
            lines.append("base_model: \(YAMLText.quoted(first.path))")
        } else if recipe.usesBase {
            guard let base else {
                throw MergekitError(
                    file: "", key: "base_model", message: "is missing; \(recipe.method.rawValue) uses it")
            }
            lines.append("base_model: \(YAMLText.quoted(base))")
        }
        lines.append("models:")
        for model in models { lines += modelLines(model, layerName: layerName) }
        let parameters = try parameterLines()
        if !parameters.isEmpty { lines += ["parameters:"] + parameters.map { "  \($0)" } }
        lines.append("dtype: float32")
        if let elementType { lines.append("out_dtype: \(elementType.torchName)") }
        if let tokenizer { lines.append("tokenizer_source: \(YAMLText.quoted(tokenizer))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func modelLines(_ model: Model, layerName: String) -> [String] {
        var lines = ["  - model: \(YAMLText.quoted(model.path))"]
        guard (MergekitMethod(rawValue: recipe.method.rawValue) ?? .linear).hasWeights else { return lines }
        guard let groups = recipe.parameters.layers else {
            return lines + ["    parameters:", "      weight: \(YAMLText.number(model.weight))"]
        }
        lines += ["    parameters:", "      weight:"]
        for group in groups {
            for layer in group.layers {
                lines.append("        - filter: \(layerName).\(layer).")
                lines.append("          value: \(YAMLText.number(group.mixture[model.path]))")
            }
        }
        return lines + ["        - value: \(YAMLText.number(model.weight))"]
    }

    private func parameterLines() throws(MergekitError) -> [String] {
        let values = recipe.parameters
        var lines: [String] = []
        if recipe.method == .slerp { lines.append("t: \(YAMLText.number(models.last?.weight ?? 0))") }
        if let lambda = values.lambda { lines.append("lambda: \(YAMLText.number(lambda))") }
        if let density = values.density { lines.append("density: \(YAMLText.number(density))") }
        if let gamma = values.gamma { lines.append("gamma: \(YAMLText.number(gamma))") }
        if let epsilon = values.epsilon, let density = values.density {
            guard density == 1 || (density - epsilon / 2 > 0 && density + epsilon / 2 < 1) else {
                throw MergekitError(
                    file: "", key: "epsilon",
                    message:
                        "is \(epsilon); mergekit runs della with density \(density) ± epsilon/2 between 0 and 1 only")
            }
            lines.append("epsilon: \(YAMLText.number(epsilon / 2))")
        }
        if let normalize = values.normalize { lines.append("normalize: \(normalize)") }
        return lines
    }
}
