import Checkpoints
import Mixtures

extension MergekitRecipe {
    /// The merge as a file that mergekit runs to the same result, where ``MergekitRecipe`` says that there is one.
    ///
    /// - Parameter layerName: what stands before a layer's number in tensors' names: `layers`, or `h` for GPT-2.
    /// - Throws: ``MergekitError`` if mergekit would refuse it.
    public func yaml(layerName: String = "layers") throws(MergekitError) -> String {
        var lines: [String] = []
        lines.append("merge_method: \(recipe.method == .layerwise ? "linear" : recipe.method.rawValue)")
        if recipe.method == .slerp, let first = models.first {
            lines.append("base_model: \(Self.quoted(first.path))")
        } else if recipe.usesBase {
            guard let base else {
                throw MergekitError(
                    file: "", key: "base_model", message: "is missing; \(recipe.method.rawValue) uses it")
            }
            lines.append("base_model: \(Self.quoted(base))")
        }
        lines.append("models:")
        for model in models { lines += modelLines(model, layerName: layerName) }
        let parameters = try parameterLines()
        if !parameters.isEmpty { lines += ["parameters:"] + parameters.map { "  \($0)" } }
        lines.append("dtype: float32")
        if let elementType { lines.append("out_dtype: \(elementType.torchName)") }
        if let tokenizer { lines.append("tokenizer_source: \(Self.quoted(tokenizer))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func modelLines(_ model: Model, layerName: String) -> [String] {
        var lines = ["  - model: \(Self.quoted(model.path))"]
        guard recipe.method.hasMergekitWeights else { return lines }
        guard let groups = recipe.parameters.layers else {
            return lines + ["    parameters:", "      weight: \(model.weight)"]
        }
        lines += ["    parameters:", "      weight:"]
        for group in groups {
            for layer in group.layers {
                lines.append("        - filter: \(layerName).\(layer).")
                lines.append("          value: \(group.mixture[model.path])")
            }
        }
        return lines + ["        - value: \(model.weight)"]
    }

    private func parameterLines() throws(MergekitError) -> [String] {
        let values = recipe.parameters
        var lines: [String] = []
        if recipe.method == .slerp { lines.append("t: \(models.last?.weight ?? 0)") }
        if let lambda = values.lambda { lines.append("lambda: \(lambda)") }
        if let density = values.density { lines.append("density: \(density)") }
        if let gamma = values.gamma { lines.append("gamma: \(gamma)") }
        if let epsilon = values.epsilon, let density = values.density {
            guard density == 1 || (density - epsilon / 2 > 0 && density + epsilon / 2 < 1) else {
                throw MergekitError(
                    file: "", key: "epsilon",
                    message:
                        "is \(epsilon); mergekit runs della with density \(density) ± epsilon/2 between 0 and 1 only")
            }
            lines.append("epsilon: \(epsilon / 2)")
        }
        if let normalize = values.normalize { lines.append("normalize: \(normalize)") }
        return lines
    }

    /// Text that YAML reads as that text.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
