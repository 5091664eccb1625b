import Mixtures

extension StudyDefinition {
    /// What is wrong with the recipe for the strategy, the estimator and the size of mixtures.
    func recipeFaults(space: StudySpace) -> [StudyDefinitionError.Fault] {
        var faults = choiceFaults(space: space)
        for (parameter, range) in recipe.ranges.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let detail = fault(of: parameter, in: range) {
                faults.append(.init(path: ["recipe", "ranges", parameter.rawValue], detail: detail))
            }
        }
        for parameter in recipe.parameters.given where !recipe.methods.contains(where: { $0.has(parameter) }) {
            faults.append(
                .init(path: ["recipe", "parameters", parameter.rawValue], detail: "is no parameter of \(methodNames)"))
        }
        if !recipe.ranges.isEmpty, !(2...100).contains(recipe.levels) {
            faults.append(.init(path: ["recipe", "levels"], detail: "is \(recipe.levels); expected 2 to 100"))
        }
        return faults.isEmpty ? searchFaults + cornerFaults : faults
    }

    private var methodNames: String { recipe.methods.map(\.rawValue).joined(separator: ", ") }

    /// Of the methods and precisions.
    private func choiceFaults(space: StudySpace) -> [StudyDefinitionError.Fault] {
        var faults: [StudyDefinitionError.Fault] = []
        if recipe.methods.isEmpty || Set(recipe.methods).count < recipe.methods.count {
            faults.append(
                .init(path: ["recipe", "methods"], detail: "are [\(methodNames)]; expected one or more, each once"))
        }
        if recipe.precisions.isEmpty || Set(recipe.precisions).count < recipe.precisions.count {
            let names = recipe.precisions.map(\.rawValue).joined(separator: ", ")
            faults.append(
                .init(path: ["recipe", "precisions"], detail: "are [\(names)]; expected one or more, each once"))
        }
        let isListed = strategy.kind == .enumerate || strategy.kind == .outside
        for method in recipe.methods {
            let detail: String? =
                switch method {
                case .layerwise:
                    "hold layerwise, whose groups of layers have weights of their own: a study has one mixture"
                case .modelStock where !isListed:
                    "hold model_stock, which gives all models the same weight: use enumerate"
                case .slerp where !isListed && (space.size != 2 || strategy.kind == .convex):
                    "hold slerp, which is between two models: use enumerate with pairs, or the constraint size 2"
                        + (strategy.kind == .convex ? " with surrogate" : "")
                default: nil
                }
            if let detail { faults.append(.init(path: ["recipe", "methods"], detail: detail)) }
        }
        return faults
    }

    private func fault(of parameter: MergeParameter, in range: ValueRange) -> String? {
        guard [.lambda, .density, .gamma, .epsilon].contains(parameter) else {
            return "is no number; lambda, density, gamma and epsilon have ranges"
        }
        guard recipe.methods.contains(where: { $0.has(parameter) }) else { return "is no parameter of \(methodNames)" }
        guard !recipe.parameters.given.contains(parameter) else { return "has a value among the parameters too" }
        guard range.low.isFinite, range.high.isFinite, range.low <= range.high else {
            return "is from \(range.low) to \(range.high); expected the least and the most"
        }
        guard !range.isLogarithmic || range.low > 0 else {
            return "is logarithmic from \(range.low); expected a least value above 0"
        }
        return nil
    }

    /// What cannot be searched: an ensemble reads no recipe, and a convex search has weights alone.
    private var searchFaults: [StudyDefinitionError.Fault] {
        let searched: [[String]] =
            recipe.ranges.keys.map(\.rawValue).sorted().map { ["ranges", $0] }
            + (recipe.methods.count > 1 ? [["methods"]] : []) + (recipe.precisions.count > 1 ? [["precisions"]] : [])
        let reason: String? =
            if strategy.kind == .convex {
                "cannot be searched by convex, which moves weights alone: give one value, or use surrogate"
            } else if estimator == .ensemble {
                "cannot be searched by the estimator ensemble, which merges nothing: use merge"
            } else {
                nil
            }
        guard let reason else { return [] }
        return searched.map { .init(path: ["recipe"] + $0, detail: reason) }
    }

    /// Ends of the ranges that are no recipe together: what is allowed is convex, so that the rest is right when they
    /// are.
    private var cornerFaults: [StudyDefinitionError.Fault] {
        let ranges = RecipeSpace(recipe).axes
        var seen: Set<StudyDefinitionError.Fault> = []
        for method in recipe.methods {
            for corner in 0..<(1 << ranges.count) {
                var parameters = recipe.parameters.only(method.parameters)
                for (bit, axis) in ranges.enumerated() where method.has(axis.parameter) {
                    parameters[axis.parameter] = corner >> bit & 1 == 1 ? axis.range.high : axis.range.low
                }
                do throws(MergeRecipeError) {
                    _ = try MergeRecipe(method, parameters: parameters)
                } catch {
                    for fault in error.faults {
                        let place = recipe.ranges.keys.contains { $0.rawValue == fault.parameter }
                        seen.insert(
                            .init(
                                path: ["recipe", place ? "ranges" : "parameters", fault.parameter],
                                detail: "\(fault.detail) (\(method.rawValue))"))
                    }
                }
            }
        }
        return seen.sorted { ($0.path.joined(), $0.detail) < ($1.path.joined(), $1.detail) }
    }
}

extension MergeMethod {
    fileprivate func has(_ parameter: MergeParameter) -> Bool { parameters.contains(parameter) }
}
