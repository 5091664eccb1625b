/// The least of a convex function over a space, with a certificate.
///
/// Weights are shares of the space's vertices, of the simplex's corners where nothing is limited. Exponentiated
/// gradient (Kivinen and Warmuth, "Exponentiated Gradient versus Gradient Descent for Linear Predictors", 1997)
/// multiplies each share by exp(−η · derivative); where every derivative is negative, as for a log-likelihood of
/// mixtures, by the derivative itself, which is expectation maximisation and never loses. Near the end multiplying
/// alone is slow, so from there steps come from a quadratic model of the function, whose curvature is measured by
/// differences of gradients. Vertices are added as the gradient asks for them (Frank and Wolfe), so the last derivative
/// proves how near the end is: for all weights s of the space, f(w) − f(s) ≤ gap = max over s of ∇f(w)·(w − s). For a
/// mean log-likelihood without limits that is max_i mean_t(p_i/p_w) − 1.
public struct ExponentiatedGradient: Sendable {
    /// The gap to be reached, in the unit of the function.
    public var tolerance: Double
    /// Evaluations of the function, at most.
    public var evaluations: Int

    public init(tolerance: Double = 1e-6, evaluations: Int = 2_000) {
        self.tolerance = tolerance
        self.evaluations = evaluations
    }

    /// Weights, and how near their value is to the least possible.
    public struct Solution: Hashable, Sendable {
        /// In the order of the space's units.
        public let weights: [Double]
        /// Of the function, at the weights.
        public let value: Double
        /// No weights of the space (with a limit of size: of the same support) have a value less by more than this.
        public let gap: Double
        /// Whether the gap is within the tolerance.
        public let closed: Bool
        /// Evaluations that it took.
        public let evaluations: Int
    }

    /// - Parameter objective: A function of weights in the order of the space's units.
    /// - Throws: what the function throws; `ConvexError` for another dimension, or a value that is not finite.
    public func minimize(_ objective: any ConvexObjective, over space: StudySpace) throws -> Solution {
        guard objective.dimension == space.units.count else {
            throw ConvexError.dimension(found: objective.dimension, expected: space.units.count)
        }
        var search = try ConvexDescent(objective, over: space.polytope, budget: evaluations)
        try search.run(tolerance: tolerance)
        // A limit of size is not convex: the lightest leave one by one, and what is left is solved again.
        while search.weights.indices(above: 1e-9).count > space.size {
            guard let face = lighterFace(of: search, in: space) else { break }
            search = try ConvexDescent(objective, over: face, budget: max(evaluations, 1), spent: search.spent)
            try search.run(tolerance: tolerance)
        }
        return Solution(
            weights: search.weights, value: search.value, gap: search.gap, closed: search.gap <= tolerance,
            evaluations: search.spent)
    }

    /// The space without the lightest unit that it can do without; `nil` when it cannot do without any.
    private func lighterFace(of search: ConvexDescent, in space: StudySpace) -> Polytope? {
        let support = search.weights.indices(above: 1e-9)
        for index in support.sorted(by: { (search.weights[$0], $0) < (search.weights[$1], $1) }) {
            let face = space.polytope.face(support.filter { $0 != index })
            if !face.isEmpty { return face }
        }
        return space.feasibleSupport().map(space.polytope.face)
    }
}

/// Why a convex function was not minimised.
public enum ConvexError: Error, Hashable, Sendable, CustomStringConvertible {
    case dimension(found: Int, expected: Int)
    case notFinite(value: Double, weights: [Double])
    case empty

    public var description: String {
        switch self {
        case .dimension(let found, let expected): "the function has \(found) weights; expected \(expected)"
        case .notFinite(let value, let weights):
            "the function's value or gradient is \(value) at \(weights); expected finite numbers"
        case .empty: "the limits leave no weights"
        }
    }
}
