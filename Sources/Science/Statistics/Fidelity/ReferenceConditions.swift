public import Mixtures

/// How a reference run was trained: only runs trained alike tell of their mixtures alone.
public struct ReferenceConditions: Hashable, Sendable {
    /// Tokens trained on.
    public let tokens: Int?
    /// Whatever stands for learning rates, batch and steps: equal for equal schedules.
    public let schedule: String?
    /// What identifies the model that training continues.
    public let base: String?

    public init(tokens: Int? = nil, schedule: String? = nil, base: String? = nil) {
        self.tokens = tokens
        self.schedule = schedule
        self.base = base
    }

    /// Whether runs agree in one condition.
    public enum Equality: String, Codable, Hashable, Sendable, CaseIterable {
        case equal, different
        /// Not told of every run.
        case unknown

        init<Value: Hashable>(of values: [Value?]) {
            let known = Set(values.compactMap(\.self))
            if known.count > 1 {
                self = .different
            } else {
                self = values.contains { $0 == nil } ? .unknown : .equal
            }
        }
    }

    /// How often each partition's tokens were seen, its weight being the probability of drawing from it.
    ///
    /// - Parameter available: Tokens of each partition.
    /// - Returns: Weight · tokens / available, of the partitions with a weight; `nil` when the tokens trained on are
    ///   not known.
    public func repetitions(of mixture: Mixture, available: [String: Int]) -> [String: Double]? {
        guard let tokens else { return nil }
        var repetitions: [String: Double] = [:]
        for name in mixture.support {
            guard let size = available[name], size > 0 else { continue }
            repetitions[name] = mixture[name] * Double(tokens) / Double(size)
        }
        return repetitions
    }
}

/// What reference runs that are compared with each other have in common.
public struct ReferenceComparability: Codable, Hashable, Sendable {
    public let tokens: ReferenceConditions.Equality
    public let schedule: ReferenceConditions.Equality
    public let base: ReferenceConditions.Equality

    public init(of runs: [ReferenceConditions]) {
        tokens = .init(of: runs.map(\.tokens))
        schedule = .init(of: runs.map(\.schedule))
        base = .init(of: runs.map(\.base))
    }

    /// What is wrong with comparing them; empty when they are alike as far as is known.
    public var warnings: [String] {
        [("tokens", tokens), ("schedules", schedule), ("bases", base)].filter { $0.1 == .different }.map { name, _ in
            "reference runs differ in their \(name): what they are found to be is not of their mixtures alone"
        }
    }
}
