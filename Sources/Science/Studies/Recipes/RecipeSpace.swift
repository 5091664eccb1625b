#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
import Mixtures

/// The recipes that a study's candidates may have, as points of a unit cube: a coordinate for each range, in the order
/// of ``MergeParameter``, then one for the method and one for the precision where there are several to choose from.
struct RecipeSpace: Hashable, Sendable {
    /// A numeric parameter that is searched.
    struct Axis: Hashable, Sendable {
        let parameter: MergeParameter
        let range: ValueRange

        /// Never beyond the ends, which rounding would reach.
        func value(at coordinate: Double) -> Double {
            let value =
                range.isLogarithmic
                ? range.low * pow(range.high / range.low, coordinate)
                : range.low + coordinate * (range.high - range.low)
            return min(range.high, max(range.low, value))
        }

        /// 0 to 1 within the range; a half where the range has no length.
        func coordinate(of value: Double) -> Double {
            guard range.high > range.low else { return 0.5 }
            guard range.isLogarithmic else { return (value - range.low) / (range.high - range.low) }
            return value > 0 ? log(value / range.low) / log(range.high / range.low) : 0
        }

        /// Whether a value is within the range, but for rounding.
        func contains(_ value: Double) -> Bool {
            value >= range.low - RecipeSpace.tolerance && value <= range.high + RecipeSpace.tolerance
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
    func candidate(_ mixture: Mixture, at point: [Double]) -> StudyCandidate? {
        var rest = point.dropFirst(axes.count)
        func chosen<Choice>(of choices: [Choice]) -> Choice? {
            guard choices.count > 1, let coordinate = rest.popFirst() else { return choices.first }
            return choices[min(choices.count - 1, max(0, Int(coordinate * Double(choices.count))))]
        }
        guard let method = chosen(of: recipe.methods), let precision = chosen(of: recipe.precisions),
            let merged = try? recipe(method, at: point),
            (try? merged.check(weights: mixture.support.map { mixture[$0] })) != nil
        else { return nil }
        return StudyCandidate(mixture: mixture, recipe: merged, precision: precision)
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
    func point(of candidate: StudyCandidate) -> [Double]? {
        guard violations(of: candidate.recipe, in: candidate.precision).isEmpty,
            let method = recipe.methods.firstIndex(of: candidate.recipe.method),
            let precision = recipe.precisions.firstIndex(of: candidate.precision)
        else { return nil }
        var point = coordinates(of: candidate.recipe)
        for (index, count) in [(method, recipe.methods.count), (precision, recipe.precisions.count)] where count > 1 {
            point.append((Double(index) + 0.5) / Double(count))
        }
        return point
    }

    /// Of the ranges alone, each from 0 to 1.
    private func coordinates(of found: MergeRecipe) -> [Double] {
        axes.map { axis in
            found.parameters[axis.parameter].map { min(1, max(0, axis.coordinate(of: $0))) } ?? 0.5
        }
    }

    /// A recipe of which some is named; the rest is the study's own, in the middle of its ranges.
    ///
    /// - Parameter method: the study's first where none is named.
    /// - Throws: ``MergeRecipeError`` for values that the method cannot have.
    func completed(_ method: MergeMethod?, _ named: MergeParameters) throws(MergeRecipeError) -> MergeRecipe {
        let method = method ?? recipe.methods.first ?? .linear
        var own = recipe.parameters
        for axis in axes { own[axis.parameter] = axis.value(at: 0.5) }
        return try MergeRecipe(method, parameters: named.filled(from: own.only(method.parameters)))
    }

    /// What keeps a recipe out, by field; empty for one that has a point.
    func violations(of found: MergeRecipe, in precision: Precision) -> [StudyCandidate.Violation] {
        var violations: [StudyCandidate.Violation] = []
        func expect(_ holds: Bool, _ path: [String], _ detail: String) {
            if !holds { violations.append(.init(path: path, detail: detail)) }
        }
        expect(
            recipe.precisions.contains(precision), ["precision"],
            "is \(precision.rawValue); the study has \(recipe.precisions.map(\.rawValue).joined(separator: ", "))")
        guard recipe.methods.contains(found.method) else {
            expect(
                false, ["recipe", "method"],
                "is \(found.method.rawValue); the study has \(recipe.methods.map(\.rawValue).joined(separator: ", "))")
            return violations
        }
        // Values that are left out follow others, so the study's own are those at the same place of its ranges.
        let own = try? self.recipe(found.method, at: coordinates(of: found))
        for parameter in found.method.parameters {
            let path = ["recipe", "parameters", parameter.rawValue]
            let seen = found.parameters.text(of: parameter)
            if let axis = axes.first(where: { $0.parameter == parameter }), let value = found.parameters[parameter] {
                expect(
                    axis.contains(value), path, "is \(seen); the study tries \(axis.range.low) to \(axis.range.high)")
            } else if own.map({ !isEqual(parameter, $0.parameters, found.parameters) }) ?? true {
                expect(false, path, "is \(seen); the study has \(own?.parameters.text(of: parameter) ?? "no such")")
            }
        }
        return violations
    }

    /// How far two values of a parameter may be apart that are the same but for rounding.
    fileprivate static let tolerance = 1e-9

    private func isEqual(_ parameter: MergeParameter, _ left: MergeParameters, _ right: MergeParameters) -> Bool {
        switch parameter {
        case .lambda, .density, .gamma, .epsilon:
            abs((left[parameter] ?? 0) - (right[parameter] ?? 0)) <= Self.tolerance
        case .normalize: left.normalize == right.normalize
        case .seed: left.seed == right.seed
        case .layers: left.layers == right.layers
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
