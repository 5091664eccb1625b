public import Mixtures

/// The mixtures that a study may choose from: weights over partitions, or groups of them, within limits that can hold
/// together.
public struct StudySpace: Hashable, Sendable {
    /// What has one weight: a partition, or a group of partitions that keep their shares of its tokens.
    public struct Unit: Hashable, Sendable {
        /// A partition's name, or a group's path of labels.
        public let name: String
        /// The path of its labels, outermost first.
        public let labels: [String]
        /// Under the pool's tokenizer.
        public let tokens: Int
        /// The share of the unit's weight that each partition has, by name; they sum to 1.
        public let shares: [String: Double]
    }

    /// What was asked for.
    public let constraints: StudyConstraints
    /// Sorted by name; vectors of weights follow this order.
    public let units: [Unit]
    /// How many units may have a weight above 0.
    public let size: Int
    /// The limits of all weights, but for the size.
    let polytope: Polytope

    /// - Parameters:
    ///   - partitions: The partitions of the pool that have a model.
    ///   - constraints: What is asked for.
    /// - Throws: Every fault of a single field; or else what cannot hold together, by name and number.
    public init(partitions: [Weighting.Partition], constraints: StudyConstraints = StudyConstraints())
        throws(StudySpaceError)
    {
        var faults: [StudySpaceError.Fault] = []
        let units = Self.units(of: partitions, over: constraints.over, &faults)
        constraints.check(units: units, &faults)
        guard faults.isEmpty else { throw StudySpaceError(faults: faults) }
        self.constraints = constraints
        self.units = units
        size = min(units.count, constraints.size ?? units.count)
        polytope = constraints.polytope(units: units)
        if let fault = clash { throw StudySpaceError(faults: [fault]) }
    }

    /// The partitions that may have a weight, sorted.
    public var partitions: [String] { units.flatMap(\.shares.keys).sorted() }

    /// The mixture of weights in the order of the units.
    public func mixture(_ weights: [Double]) -> Mixture {
        // What rounding leaves is not a weight: it would make a partition's model be read for nothing.
        let kept = weights.map { $0 > 1e-9 ? $0 : 0 }
        let sum = kept.reduce(0, +)
        var result: [String: Double] = [:]
        for (unit, weight) in zip(units, kept) where weight > 0 {
            for (partition, share) in unit.shares where share > 0 { result[partition] = weight / sum * share }
        }
        return Mixture(unchecked: result)
    }

    /// The weights of a mixture in the order of the units; `nil` when it is not one of these units, such as a part of a
    /// group.
    public func weights(of mixture: Mixture) -> [Double]? {
        var left = Set(mixture.support)
        var weights: [Double] = []
        for unit in units {
            let weight = unit.shares.keys.sorted().reduce(0) { $0 + mixture[$1] }
            for (partition, share) in unit.shares {
                guard abs(mixture[partition] - weight * share) <= Mixture.sumTolerance else { return nil }
                left.remove(partition)
            }
            weights.append(weight)
        }
        return left.isEmpty ? weights : nil
    }

    /// Weights of partitions in the order of ``partitions``, for weights of units.
    func partitionWeights(_ weights: [Double]) -> [Double] {
        let shared = zip(units, weights).flatMap { unit, weight in unit.shares.map { ($0.key, $0.value * weight) } }
        return shared.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// True when a mixture keeps to every limit.
    public func contains(_ mixture: Mixture) -> Bool { violations(of: mixture).isEmpty }
}

/// Why there is no space to search.
public struct StudySpaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault of the constraints.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The field of the constraints, such as `["groups", "0", "min"]`; empty for several together.
        public let path: [String]
        /// What was seen, and what is expected.
        public let detail: String

        public var description: String {
            path.isEmpty ? detail : "\(path.joined(separator: "/")) \(detail)"
        }
    }

    /// Those of single fields, or the one cause that leaves no mixture.
    public let faults: [Fault]

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}
