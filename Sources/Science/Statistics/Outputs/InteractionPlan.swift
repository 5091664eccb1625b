public import Mixtures

/// Why there is no interaction matrix.
public enum InteractionError: Error, Hashable, Sendable, CustomStringConvertible {
    case step(Double)
    /// A pool of one partition has no mixture but that one, and no direction to go.
    case onePartition(String)
    /// More scores than may be asked for at once.
    case tooManyScores(Int, limit: Int)
    /// A mixture of the plan has no values, or not one for each view.
    case lackingScore(of: String)

    public var description: String {
        switch self {
        case .step(let step): "is \(step); expected a number above 0 and at most \(InteractionPlan.largestStep)"
        case .onePartition(let name):
            "has \"\(name)\" as its only partition: there is no other mixture to go towards"
        case .tooManyScores(let count, let limit): "needs \(count) scores; expected at most \(limit)"
        case .lackingScore(let subject): "\(subject) has no score in every domain"
        }
    }
}

/// Which scores an interaction matrix is made of: those of mixtures a step towards, and away from, each partition.
///
/// Along w + t(e_i − w), partition i gains weight from all others in proportion. The derivative at t = 0 is a central
/// difference of step h; where the weight of i is too small to take h away, the one-sided difference of the points h
/// and 2h. Both are exact for scores that are quadratic in t, their error is of the order h².
public struct InteractionPlan: Hashable, Sendable {
    public static let defaultStep = 0.05
    /// Twice the step must not lead beyond the partition itself.
    public static let largestStep = 0.5

    /// How a derivative is taken.
    public enum Side: String, Codable, Hashable, Sendable, CaseIterable {
        case central
        /// Forward alone: the weight is at, or near, the boundary of what a mixture can be.
        case oneSided = "one_sided"
        /// The mixture is this partition alone: there is no direction, and the derivative is 0.
        case fixed
    }

    /// The way to one partition.
    public struct Direction: Hashable, Sendable {
        public let partition: String
        /// The partition's weight in the mixture.
        public let weight: Double
        public let side: Side
        /// Central: back and forth by h; one-sided: forth by h and 2h; fixed: none.
        public let points: [Mixture]
    }

    public let mixture: Mixture
    public let step: Double
    /// One for each partition of the pool, in order of name.
    public let directions: [Direction]

    /// - Parameters:
    ///   - partitions: the pool's: those without a weight have a direction too, which tells what adding them would do.
    ///   - step: h, as a share of the weight that is moved.
    ///   - limit: the most scores that may be asked for.
    public init(
        at mixture: Mixture, partitions: Set<String>, step: Double = defaultStep, limit: Int = .max
    ) throws(InteractionError) {
        guard step > 0, step <= Self.largestStep else { throw .step(step) }
        let names = partitions.union(mixture.support).sorted()
        if names.count == 1 { throw .onePartition(names[0]) }
        guard 2 * names.count < limit else { throw .tooManyScores(2 * names.count + 1, limit: limit) }
        let positive = Mixture(unchecked: mixture.weights.filter { $0.value > 0 })
        self.mixture = positive
        self.step = step
        directions = names.map { name in
            let weight = positive[name]
            let side: Side =
                if positive.support == [name] { .fixed } else if (1 + step) * weight - step >= 0 { .central } else {
                    .oneSided
                }
            let distances: [Double] =
                switch side {
                case .fixed: []
                case .central: [-step, step]
                case .oneSided: [step, 2 * step]
                }
            return Direction(
                partition: name, weight: weight, side: side,
                points: distances.map { Self.point(from: positive, towards: name, by: $0) })
        }
    }

    /// Every mixture whose score is needed, each once: the mixture itself first.
    public var mixtures: [Mixture] {
        var seen: Set<Mixture> = []
        return ([mixture] + directions.flatMap(\.points)).filter { seen.insert($0).inserted }
    }

    /// w + t(e_i − w).
    private static func point(from mixture: Mixture, towards partition: String, by distance: Double) -> Mixture {
        var weights = mixture.weights.mapValues { (1 - distance) * $0 }
        weights[partition] = (1 - distance) * mixture[partition] + distance
        return Mixture(unchecked: weights.filter { $0.value > 0 })
    }
}
