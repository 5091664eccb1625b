import Mixtures

/// The recipes that a study's candidates may have, as points of a unit cube: a coordinate for each range, in the order
/// of ``MergeParameter``, then one for the method and one for the precision where there are several to choose from.
struct RecipeSpace: Hashable, Sendable {
    /// A numeric parameter that is searched.
    struct Axis: Hashable, Sendable {
        let parameter: MergeParameter
        let range: ValueRange

        func value(at coordinate: Double) -> Double { range.low + coordinate * (range.high - range.low) }

        /// 0 to 1 within the range; a half where the range has no length.
        func coordinate(of value: Double) -> Double {
            range.high > range.low ? (value - range.low) / (range.high - range.low) : 0.5
        }
    }

    let recipe: StudyRecipe
    let axes: [Axis]

    init(_ recipe: StudyRecipe) {
        self.recipe = recipe
        axes = MergeParameter.allCases.compactMap { parameter in
            recipe.ranges[parameter].map { Axis(parameter: parameter, range: $0) }
        }
    }

    /// How many things there are to choose from, where there is a choice.
    private var choices: [Int] { [recipe.methods.count, recipe.precisions.count].filter { $0 > 1 } }

    /// How many coordinates a point has; 0 for one recipe alone.
    var dimension: Int { axes.count + choices.count }

    /// A mixture merged by the recipe of a point; `nil` where the recipe or its method does not allow for it.
    ///
    /// - Parameter point: ``dimension`` numbers from 0 to 1.
    func candidate(_ mixture: Mixture, at point: [Double]) -> Candidate? {
        var rest = point.dropFirst(axes.count)
        func chosen<Choice>(of choices: [Choice]) -> Choice? {
            guard choices.count > 1, let coordinate = rest.popFirst() else { return choices.first }
            return choices[min(choices.count - 1, max(0, Int(coordinate * Double(choices.count))))]
        }
        guard let method = chosen(of: recipe.methods), let precision = chosen(of: recipe.precisions),
            let merged = try? recipe(method, at: point),
            (try? merged.check(weights: mixture.support.map { mixture[$0] })) != nil
        else { return nil }
        return Candidate(mixture: mixture, recipe: merged, precision: precision)
    }

    /// The recipe of a method at a point: what is shared, and the values of ranges, of parameters that the method has.
    private func recipe(_ method: MergeMethod, at point: [Double]) throws(MergeRecipeError) -> MergeRecipe {
        var parameters = recipe.parameters.only(method.parameters)
        for (axis, coordinate) in zip(axes, point) where method.parameters.contains(axis.parameter) {
            parameters[axis.parameter] = axis.value(at: coordinate)
        }
        return try MergeRecipe(method, parameters: parameters)
    }

    /// The point of a candidate's recipe; `nil` for any other recipe.
    ///
    /// What the method does not have, and what any value of a choice gives, is in the middle.
    func point(of candidate: Candidate) -> [Double]? {
        let found = candidate.recipe
        guard let method = recipe.methods.firstIndex(of: found.method),
            let precision = recipe.precisions.firstIndex(of: candidate.precision)
        else { return nil }
        var point = axes.map { axis in found.parameters[axis.parameter].map(axis.coordinate) ?? 0.5 }
        guard point.allSatisfy({ $0 >= -Self.tolerance && $0 <= 1 + Self.tolerance }),
            let own = try? recipe(found.method, at: point), isSame(own, found)
        else { return nil }
        point = point.map { min(1, max(0, $0)) }
        for (index, count) in [(method, recipe.methods.count), (precision, recipe.precisions.count)] where count > 1 {
            point.append((Double(index) + 0.5) / Double(count))
        }
        return point
    }

    /// How far two values of a parameter may be apart that are the same but for rounding.
    private static let tolerance = 1e-9

    private func isSame(_ left: MergeRecipe, _ right: MergeRecipe) -> Bool {
        left.method.parameters.allSatisfy { parameter in
            switch parameter {
            case .lambda, .density, .gamma, .epsilon:
                abs((left.parameters[parameter] ?? 0) - (right.parameters[parameter] ?? 0)) <= Self.tolerance
            case .normalize: left.parameters.normalize == right.parameters.normalize
            case .seed: left.parameters.seed == right.parameters.seed
            case .layers: left.parameters.layers == right.parameters.layers
            }
        }
    }

    /// What surrogates see of a point: numbers as they are, choices as a 1 among zeros.
    func features(of point: [Double]) -> [Double] {
        var features = Array(point.prefix(axes.count))
        for (coordinate, count) in zip(point.dropFirst(axes.count), choices) {
            let chosen = min(count - 1, max(0, Int(coordinate * Double(count))))
            features += (0..<count).map { $0 == chosen ? 1 : 0 }
        }
        return features
    }

    /// How many numbers surrogates see of a point.
    var featureCount: Int { axes.count + choices.reduce(0, +) }

    /// The points that `enumerate` lists: ``StudyRecipe/levels`` values of each range times every choice.
    var grid: [[Double]] {
        let levels = max(2, recipe.levels)
        let values = axes.map { axis in
            axis.range.high > axis.range.low ? (0..<levels).map { Double($0) / Double(levels - 1) } : [0.5]
        }
        let chosen = choices.map { count in (0..<count).map { (Double($0) + 0.5) / Double(count) } }
        return (values + chosen).reduce([[]]) { points, values in
            points.flatMap { point in values.map { point + [$0] } }
        }
    }

    /// How many points the grid has; `nil` when they are beyond an `Int`.
    var gridCount: Int? {
        let counts = axes.map { $0.range.high > $0.range.low ? max(2, recipe.levels) : 1 } + choices
        var product: Int? = 1
        for count in counts {
            product = product.flatMap {
                let (next, overflow) = $0.multipliedReportingOverflow(by: count)
                return overflow ? nil : next
            }
        }
        return product
    }
}
