#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import Randomness

/// The mixtures that surrogates foretell to be best, found without derivatives: trees have none.
///
/// Points that fill the space, then ten generations of changes to the best of them that get smaller: part of the way to
/// another point, or weight from one unit to another. Limits hold at every step.
struct ProposalSearch {
    let prediction: StudyPrediction
    let rule: ProposalRule
    /// Weights of what was evaluated already.
    let known: [[Double]]
    /// The best objective found so far.
    let best: Double?
    let seed: UInt64

    private static let first = 512
    private static let generations = 10
    private static let elite = 12
    private static let children = 20
    /// Distances (sums of differences of weights) that proposals keep from each other and from what is known, the
    /// widest first.
    private static let distances = [0.05, 0.02, 0.005, 0.000_1]

    private var space: StudySpace { prediction.space }

    private struct Point {
        var weights: [Double]
        var outlook: StudyPrediction.Outlook
        /// Harm first, then what the rule makes small.
        var rank: (harm: Double, cost: Double)
    }

    /// At most `count`, the most promising first.
    func proposals(_ count: Int) throws -> [StudyStepResult.Proposal] {
        var generator = SeededGenerator(seed: seed, purpose: .proposals)
        let filling = space.sobol(Self.first, seed: seed, streams: prediction.definition.streams).compactMap(
            space.weights)
        var points = try judged(filling + known.filter(isWithin))
        for generation in 0..<Self.generations {
            let reach = pow(0.5, Double(generation))
            var next: [[Double]] = []
            for parent in points.prefix(Self.elite) {
                for child in 0..<Self.children {
                    let changed =
                        child % 2 == 0
                        ? blend(parent.weights, filling[generator.below(filling.count)], reach * generator.unit())
                        : exchange(parent.weights, reach, using: &generator)
                    if isWithin(changed) { next.append(changed) }
                }
            }
            points = try ordered(Array(points.prefix(400)) + judged(next))
        }
        return chosen(count, of: points).map { point in
            .init(
                mixture: space.mixture(point.weights), predicted: point.outlook.mean,
                standardDeviation: point.outlook.standardDeviation)
        }
    }

    private func isWithin(_ weights: [Double]) -> Bool {
        weights.indices(above: 1e-9).count <= space.size && space.polytope.contains(weights)
    }

    private func blend(_ from: [Double], _ to: [Double], _ share: Double) -> [Double] {
        zip(from, to).map { $0 + share * ($1 - $0) }
    }

    private func exchange(_ weights: [Double], _ share: Double, using generator: inout SeededGenerator) -> [Double] {
        var direction = [Double](repeating: 0, count: weights.count)
        direction[generator.below(weights.count)] += 1
        direction[generator.below(weights.count)] -= 1
        let reach = space.polytope.reach(from: weights, along: direction)
        guard reach.isFinite else { return weights }
        // Now and then all the way: the best is often on the border.
        let length = generator.unit() < 0.2 ? reach : reach * share * generator.unit()
        return zip(weights, direction).map { max(0, $0 + length * $1) }
    }

    private func judged(_ weights: [[Double]]) throws -> [Point] {
        guard !weights.isEmpty else { return [] }
        let prior = StudyBaseline.proportional.mixture(in: space).flatMap(space.weights)
        let outlooks = try prediction.outlooks(weights)
        return ordered(
            zip(weights, outlooks).map { weights, outlook in
                Point(
                    weights: weights, outlook: outlook,
                    rank: (outlook.harm, cost(of: outlook, weights: weights, prior: prior)))
            })
    }

    private func ordered(_ points: [Point]) -> [Point] {
        points.enumerated().sorted { left, right in
            (left.element.rank.harm, left.element.rank.cost, left.offset)
                < (right.element.rank.harm, right.element.rank.cost, right.offset)
        }.map(\.element)
    }

    private func cost(of outlook: StudyPrediction.Outlook, weights: [Double], prior: [Double]?) -> Double {
        switch rule {
        case .kl(let strength):
            guard strength > 0, let prior else { return outlook.mean }
            return outlook.mean + strength * Self.divergence(of: weights, from: prior)
        case .expectedImprovement:
            guard let best else { return outlook.mean }
            return -Self.expectedImprovement(of: outlook, over: best)
        }
    }

    /// KL(weights ‖ prior) in nats; what the prior does not have counts as if it had a millionth.
    static func divergence(of weights: [Double], from prior: [Double]) -> Double {
        zip(weights, prior).reduce(0) { sum, pair in
            pair.0 > 0 ? sum + pair.0 * log(pair.0 / max(pair.1, 1e-6)) : sum
        }
    }

    /// How much less than the best a normally distributed objective is on average, where more counts as none: Jones,
    /// Schonlau and Welch, "Efficient Global Optimization of Expensive Black-Box Functions", 1998.
    static func expectedImprovement(of outlook: StudyPrediction.Outlook, over best: Double) -> Double {
        let gain = best - outlook.mean
        guard outlook.standardDeviation > 0 else { return max(0, gain) }
        let z = gain / outlook.standardDeviation
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        return gain * erfc(-z / 2.0.squareRoot()) / 2 + outlook.standardDeviation * density
    }

    /// The best points that are far enough from each other and from what is known; nearer ones only where there are no
    /// others.
    private func chosen(_ count: Int, of points: [Point]) -> [Point] {
        var chosen: [Point] = []
        for distance in Self.distances {
            for point in points where chosen.count < count {
                // The best of all may stand beside something known: it is what the rule asks for.
                let limit = chosen.isEmpty ? 1e-4 : distance
                let taken = (known + chosen.map(\.weights)).contains { Self.distance($0, point.weights) < limit }
                if !taken { chosen.append(point) }
            }
        }
        return chosen
    }

    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
}
