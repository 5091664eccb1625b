import Spelling

/// Non-negative weights over the partitions of a pool that sum to 1: what a model would be trained on.
///
/// Weights are keyed by the partitions' names. A partition that is not named has weight 0.
public struct Mixture: Hashable, Sendable {
    /// How far the sum of the weights may be from 1.
    public static let sumTolerance = 1e-6

    /// Optimisers leave so little on the wrong side of 0: it counts as 0.
    public static let leastWeight = -1e-9

    /// Weight by partition name: each finite and ≥ 0, their sum within `sumTolerance` of 1.
    public let weights: [String: Double]

    /// Checks the weights and reports every fault at once.
    ///
    /// - Parameters:
    ///   - weights: Weight by partition name.
    ///   - partitions: The names that exist; `nil` where they are not known yet.
    ///   - normalize: Divide by the sum, instead of refusing weights that do not sum to 1.
    public init(
        _ weights: [String: Double], partitions: Set<String>? = nil, normalize: Bool = false
    ) throws(MixtureError) {
        let weights = weights.mapValues { $0 < 0 && $0 >= Mixture.leastWeight ? 0 : $0 }
        var faults = Mixture.faults(of: weights, partitions: partitions)
        // Weights in order of their names: a sum of doubles depends on the order, and a dictionary's is random.
        let sum = weights.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
        if faults.isEmpty, let fault = Mixture.fault(ofSum: sum, normalize: normalize) {
            faults.append(fault)
        }
        guard faults.isEmpty else { throw MixtureError(faults: faults) }
        self.weights = normalize ? weights.mapValues { $0 / sum } : weights
    }

    /// For weights that are right by construction.
    package init(unchecked weights: [String: Double]) {
        self.weights = weights
    }

    /// The weight of a partition; 0 when the mixture does not name it.
    public subscript(partition: String) -> Double { weights[partition] ?? 0 }

    /// The names of the partitions with a weight above 0, sorted.
    public var support: [String] { weights.filter { $0.value > 0 }.keys.sorted() }

    /// The number of partitions with a weight above 0.
    public var size: Int { weights.count { $0.value > 0 } }

    /// True when every partition of the support has the same weight.
    public var isUniform: Bool {
        let positive = weights.values.filter { $0 > 0 }
        guard let first = positive.first else { return false }
        return positive.allSatisfy { abs($0 - first) <= Mixture.sumTolerance }
    }
}

extension Mixture {
    /// What is said of a name that no partition of a pool has: the end of a sentence that begins with it.
    static func unknown(_ name: String, among partitions: some Sequence<String>) -> String {
        let known = ExistingNames(partitions.sorted())
        let meant = known.suggestion(for: name).map { "; \($0)" } ?? ""
        return "is not a partition of this pool, which has \(known.list)\(meant)"
    }

    private static func faults(of weights: [String: Double], partitions: Set<String>?) -> [MixtureError.Fault] {
        guard !weights.isEmpty else {
            return [.init(partition: nil, detail: "is empty: give at least one partition a weight above 0")]
        }
        var faults: [MixtureError.Fault] = []
        for (name, weight) in weights.sorted(by: { $0.key < $1.key }) {
            if let partitions, !partitions.contains(name) {
                faults.append(.init(partition: name, detail: unknown(name, among: partitions)))
            }
            if weight.isNaN {
                faults.append(.init(partition: name, detail: "is not a number; expected a weight from 0 to 1"))
            } else if weight < 0 {
                faults.append(.init(partition: name, detail: "is \(weight); expected a weight of 0 or more"))
            } else if weight.isInfinite {
                faults.append(.init(partition: name, detail: "is infinite; expected a weight from 0 to 1"))
            }
        }
        return faults
    }

    private static func fault(ofSum sum: Double, normalize: Bool) -> MixtureError.Fault? {
        if sum == 0 {
            return .init(partition: nil, detail: "all weights are 0; expected at least one above 0")
        }
        if normalize {
            return sum.isFinite ? nil : .init(partition: nil, detail: "the weights are too large to be summed")
        }
        // A sum that is off by the tolerance is within it, however its decimals are rounded.
        guard abs(sum - 1) > sumTolerance + 1e-12 else { return nil }
        return .init(
            partition: nil,
            detail: "the weights sum to \(sum); expected 1 within \(sumTolerance), "
                + "or \"normalize\": true to have them divided by their sum")
    }
}

extension Mixture: Codable {
    /// Reads the plain `{name: weight}` object that people keep mixtures in.
    public init(from decoder: any Decoder) throws {
        let weights = try decoder.singleValueContainer().decode([String: Double].self)
        try self.init(weights)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(weights)
    }
}

extension Mixture: CustomStringConvertible {
    /// `man 0.5 + perl 0.5`: the support in order of the names.
    public var description: String {
        support.map { "\($0) \(Mixture.text(of: self[$0]))" }.joined(separator: " + ")
    }

    /// Up to four decimals, without trailing zeros.
    private static func text(of weight: Double) -> String {
        let scaled = Int((weight * 10_000).rounded())
        var digits = String(scaled % 10_000)
        digits = String(repeating: "0", count: 4 - digits.count) + digits
        while digits.hasSuffix("0") && digits.count > 1 { digits.removeLast() }
        return "\(scaled / 10_000).\(digits)"
    }
}
