public import Mixtures
internal import Randomness

/// Why there is no attribution.
public enum AttributionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Too few orders to tell how far the mean over them is off.
    case tooFewPermutations(Int, partitions: Int)
    /// More scores than may be asked for at once.
    case tooManyScores(Int, limit: Int)
    /// A mixture of the plan, or the base, has no values, or not one for each view.
    case lackingScore(of: String)

    public var description: String {
        switch self {
        case .tooFewPermutations(let count, let partitions):
            "is \(count); expected at least \(AttributionPlan.leastPermutations) for a mixture of \(partitions) partitions"
        case .tooManyScores(let count, let limit):
            "needs \(count) scores; expected at most \(limit): ask for fewer permutations"
        case .lackingScore(let subject): "\(subject) has no score in every domain"
        }
    }
}

/// Which scores an attribution is made of: those of the mixture restricted to some of its partitions and renormalised.
///
/// Attribution is among the partitions that have a weight above 0: one with weight 0 adds nothing to any of them, and
/// has no score of its own here. Up to ``exactLimit`` partitions, every coalition is scored, and the Shapley values are
/// exact; above, those that seeded random orders of joining pass through.
public struct AttributionPlan: Hashable, Sendable {
    /// Up to this many partitions, all 2^n − 1 coalitions are scored.
    public static let exactLimit = 10
    /// Fewer orders give a standard error that is itself a guess.
    public static let leastPermutations = 10
    public static let defaultPermutations = 64

    /// How Shapley values are found.
    public enum Method: Hashable, Sendable {
        case exact
        case sampled(permutations: Int, seed: UInt64)
    }

    public let mixture: Mixture
    /// The partitions with a weight above 0, sorted.
    public let partitions: [String]
    public let method: Method
    /// Each once, never the empty one; the one of all partitions is the first.
    public let coalitions: [Coalition]
    /// For sampled values: the orders in which partitions join, by their indices.
    let orders: [[Int]]

    /// - Parameters:
    ///   - permutations: how many orders are drawn where values are sampled; not used up to ``exactLimit`` partitions.
    ///   - seed: of those draws.
    ///   - limit: the most scores that may be asked for.
    public init(
        of mixture: Mixture, permutations: Int = defaultPermutations, seed: UInt64 = 0, limit: Int = .max
    ) throws(AttributionError) {
        self.mixture = mixture
        let partitions = mixture.support
        let count = partitions.count
        self.partitions = partitions
        if count <= Self.exactLimit {
            method = .exact
            orders = []
            coalitions = (1..<(1 << count)).reversed().map { bits in
                Coalition(of: count, members: (0..<count).filter { bits >> $0 & 1 == 1 })
            }
        } else {
            guard permutations >= Self.leastPermutations else {
                throw .tooFewPermutations(permutations, partitions: count)
            }
            // Most of the prefixes are different: a number that is far too large is refused before it is drawn.
            guard permutations <= 1_000_000 / count else {
                let scores = permutations.multipliedReportingOverflow(by: count)
                throw .tooManyScores(scores.overflow ? .max : scores.partialValue, limit: min(limit, 1_000_000))
            }
            method = .sampled(permutations: permutations, seed: seed)
            orders = Self.orders(permutations, of: count, seed: seed)
            coalitions = Self.coalitions(along: orders, of: count)
        }
        guard coalitions.count < limit else { throw .tooManyScores(coalitions.count + 1, limit: limit) }
    }

    /// The mixture restricted to a coalition, its weights divided by their sum; the mixture's own weights for all
    /// partitions.
    public func mixture(of coalition: Coalition) -> Mixture {
        let names = partitions.indices.filter(coalition.contains).map { partitions[$0] }
        let weights = Dictionary(uniqueKeysWithValues: names.map { ($0, mixture[$0]) })
        guard names.count < partitions.count else { return Mixture(unchecked: weights) }
        let sum = names.reduce(0) { $0 + mixture[$1] }
        return Mixture(unchecked: weights.mapValues { $0 / sum })
    }

    /// The coalition of every partition but one, or of all.
    func everyone(but member: Int? = nil) -> Coalition {
        Coalition(of: partitions.count, members: partitions.indices.filter { $0 != member })
    }

    private static func orders(_ permutations: Int, of count: Int, seed: UInt64) -> [[Int]] {
        var generator = SeededGenerator(seed: seed, purpose: .joiningOrders)
        return (0..<permutations).map { _ in generator.permutation(of: count) }
    }

    /// All partitions, all but each one, and the beginnings of every order; each once.
    private static func coalitions(along orders: [[Int]], of count: Int) -> [Coalition] {
        var coalitions = [Coalition(of: count, members: 0..<count)]
        coalitions += (0..<count).map { member in
            Coalition(of: count, members: (0..<count).lazy.filter { $0 != member })
        }
        for order in orders {
            var beginning = Coalition(of: count)
            for member in order.dropLast() {
                beginning.insert(member)
                coalitions.append(beginning)
            }
        }
        var seen: Set<Coalition> = []
        return coalitions.filter { seen.insert($0).inserted }
    }
}
