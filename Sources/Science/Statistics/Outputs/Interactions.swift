public import Mixtures

/// How each number of a score changes as weight moves to each partition: the interaction matrix.
///
/// Bits per byte for the whole way from the mixture to the partition, as the slope at the mixture says it: below 0
/// where more of the partition makes the score better. Weighted with the mixture's weights, the true derivatives of a
/// row sum to 0, for moving by them all leads nowhere; what they sum to as computed is ``Row/residual``, and shows how
/// far the differences are off.
public struct Interactions: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public let view: Objective
        /// The mixture's own score, bits per byte.
        public let value: Double
        /// In the order of the plan's directions.
        public let derivatives: [Double]
        /// Σ wi · derivative i.
        public let residual: Double
    }

    /// Macro, micro, then the domains.
    public let rows: [Row]

    /// - Parameter scores: of each of the plan's mixtures, on the same documents.
    public init(_ plan: InteractionPlan, scores: [Mixture: Score]) throws(InteractionError) {
        guard let own = scores[plan.mixture] else { throw .lackingScore(of: "\(plan.mixture)") }
        let views = Objective.all(of: own)
        var values: [Mixture: [Double]] = [:]
        for (mixture, score) in scores {
            let found = views.compactMap { $0.value(of: score) }
            guard found.count == views.count else { throw .lackingScore(of: "\(mixture)") }
            values[mixture] = found
        }
        let derivatives = try Self.derivatives(plan, values: values)
        rows = views.indices.map { column in
            let row = derivatives.map { $0[column] }
            return Row(
                view: views[column], value: values[plan.mixture]?[column] ?? .nan, derivatives: row,
                residual: zip(plan.directions, row).reduce(0) { $0 + $1.0.weight * $1.1 })
        }
    }

    /// The arithmetic: for each direction, the derivative of each value that a mixture has.
    static func derivatives(
        _ plan: InteractionPlan, values: [Mixture: [Double]]
    ) throws(InteractionError) -> [[Double]] {
        guard let own = values[plan.mixture] else { throw .lackingScore(of: "\(plan.mixture)") }
        var derivatives: [[Double]] = []
        for direction in plan.directions {
            var points: [[Double]] = []
            for point in direction.points {
                guard let found = values[point], found.count == own.count else { throw .lackingScore(of: "\(point)") }
                points.append(found)
            }
            derivatives.append(
                own.indices.map { column in
                    switch direction.side {
                    case .fixed: 0
                    case .central: (points[1][column] - points[0][column]) / (2 * plan.step)
                    case .oneSided:
                        // Second order: −3f(0) + 4f(h) − f(2h), over 2h.
                        (4 * points[0][column] - points[1][column] - 3 * own[column]) / (2 * plan.step)
                    }
                })
        }
        return derivatives
    }
}
