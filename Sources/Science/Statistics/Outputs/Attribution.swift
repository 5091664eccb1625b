public import Mixtures

/// What each partition of a mixture does to its score: leave-one-out and Shapley values.
///
/// The worth of a set of partitions S is the score of the mixture restricted to S and renormalised, that of no
/// partition the score of the base model. All values are bits per byte: below 0 where the partition makes the score
/// better.
public struct Attribution: Hashable, Sendable {
    /// One partition's part.
    public struct Share: Hashable, Sendable {
        public let partition: String
        /// Its weight in the mixture.
        public let weight: Double
        /// The score of the whole mixture less that of the mixture without this partition.
        public let leaveOneOut: Double
        /// The Shapley value; over all partitions these sum to `whole − base`.
        public let shapley: Double
        /// Standard error of a Shapley value that is sampled; `nil` for one that is exact.
        public let standardError: Double?
    }

    /// The parts in one number of the score.
    public struct Row: Hashable, Sendable {
        public let view: Objective
        /// The base model's score.
        public let base: Double
        /// The whole mixture's score.
        public let whole: Double
        /// In order of partition.
        public let shares: [Share]
    }

    /// Macro, micro, then the domains.
    public let rows: [Row]

    /// - Parameters:
    ///   - scores: of the mixture of each of the plan's coalitions.
    ///   - base: the base model's, on the same documents.
    public init(_ plan: AttributionPlan, scores: [Coalition: Score], base: Score) throws(AttributionError) {
        let views = Objective.all(of: base)
        var values: [Coalition: [Double]] = [:]
        for (coalition, score) in scores {
            let found = views.compactMap { $0.value(of: score) }
            guard found.count == views.count else {
                throw .lackingScore(of: "\(plan.mixture(of: coalition))")
            }
            values[coalition] = found
        }
        let own = views.compactMap { $0.value(of: base) }
        let columns = try Self.columns(plan, values: values, base: own)
        rows = zip(views, columns).map { view, column in
            Row(view: view, base: column.base, whole: column.whole, shares: column.shares)
        }
    }

    struct Column: Hashable, Sendable {
        let base: Double
        let whole: Double
        let shares: [Share]
    }

    /// The arithmetic: one column for each of the values that a coalition has.
    static func columns(
        _ plan: AttributionPlan, values: [Coalition: [Double]], base: [Double]
    ) throws(AttributionError) -> [Column] {
        for coalition in plan.coalitions where values[coalition]?.count != base.count {
            throw .lackingScore(of: "\(plan.mixture(of: coalition))")
        }
        return base.indices.map { column in
            let worth: (Coalition) -> Double = { values[$0]?[column] ?? base[column] }
            let whole = worth(plan.everyone())
            let shapley = shapley(plan, worth: worth, base: base[column])
            let count = plan.partitions.count
            let shares = plan.partitions.indices.map { index in
                Share(
                    partition: plan.partitions[index], weight: plan.mixture[plan.partitions[index]],
                    leaveOneOut: whole - (count == 1 ? base[column] : worth(plan.everyone(but: index))),
                    shapley: shapley[index].value, standardError: shapley[index].standardError)
            }
            return Column(base: base[column], whole: whole, shares: shares)
        }
    }

    private static func shapley(
        _ plan: AttributionPlan, worth: (Coalition) -> Double, base: Double
    ) -> [(value: Double, standardError: Double?)] {
        let count = plan.partitions.count
        switch plan.method {
        case .exact:
            let worths = (0..<(1 << count)).map { bits in
                bits == 0
                    ? base : worth(Coalition(of: count, members: (0..<count).filter { bits >> $0 & 1 == 1 }))
            }
            return ShapleyValues.exact(players: count, worths: worths).map { ($0, nil) }
        case .sampled:
            let sampled = ShapleyValues.sampled(players: count, orders: plan.orders) { order, first in
                first == 0 ? base : worth(Coalition(of: count, members: plan.orders[order].prefix(first)))
            }
            return sampled.map { ($0.value, $0.standardError) }
        }
    }
}
