#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import Randomness

/// The candidates that surrogates predict to be best, found without derivatives: trees have none.
///
/// Points that fill the space, then ten generations of changes to the best of them that get smaller: part of the way to
/// another point, or weight from one unit to another, and where recipes are searched a step along one of their
/// coordinates. Limits hold at every step.
struct ProposalSearch {
    let prediction: StudyPrediction
    let rule: ProposalRule
    /// Points of what was evaluated already.
    let known: [[Double]]
    /// The best objective found so far.
    let best: Double?
    let seed: UInt64

    private static let first = 512
    private static let generations = 10
    private static let elite = 12
    private static let children = 20
    /// Distances (sums of differences of coordinates) that proposals keep from each other and from what is known, the
    /// widest first.
    private static let distances = [0.05, 0.02, 0.005, 0.000_1]

    private var space: CandidateSpace { prediction.space }
    private var units: Int { space.weights.units.count }

    private struct Point {
        /// Of the space: weights, then the recipe's coordinates.
        var place: [Double]
        var outlook: StudyPrediction.Outlook
        /// What the evidence says nothing of comes last; then harm, then what the rule makes small.
        var rank: (unknown: Int, harm: Double, cost: Double)
    }

    /// At most `count`, the most promising first.
    func proposals(_ count: Int) throws -> [StudyStepResult.Proposal] {
        var generator = SeededGenerator(seed: seed, purpose: .proposals)
        let filling = space.sobol(Self.first, seed: seed, streams: prediction.definition.streams)
            .compactMap(space.point)
        guard !filling.isEmpty else { return [] }
        var points = try judged(filling + known.filter(isWithin))
        for generation in 0..<Self.generations {
            let reach = pow(0.5, Double(generation))
            var next: [[Double]] = []
            for parent in points.prefix(Self.elite) {
                for child in 0..<Self.children {
                    let blended =
                        child % 2 == 0
                        ? blend(parent.place, filling[generator.below(filling.count)], reach * generator.unit())
                        : exchange(parent.place, reach, using: &generator)
                    let changed = shift(blended, reach, using: &generator)
                    if isWithin(changed) { next.append(changed) }
                }
            }
            points = try ordered(Array(points.prefix(400)) + judged(next))
        }
        return chosen(count, of: points).compactMap { point in
            space.candidate(at: point.place).map {
                .init($0, predicted: point.outlook.mean, standardDeviation: point.outlook.standardDeviation)
            }
        }
    }

    private func isWithin(_ place: [Double]) -> Bool {
        let weights = Array(place.prefix(units))
        return weights.indices(above: 1e-9).count <= space.weights.size && space.weights.polytope.contains(weights)
            && space.candidate(at: place) != nil
    }

    private func blend(_ from: [Double], _ to: [Double], _ share: Double) -> [Double] {
        zip(from, to).map { $0 + share * ($1 - $0) }
    }

    /// Moves weight from one unit to another.
    private func exchange(_ place: [Double], _ share: Double, using generator: inout SeededGenerator) -> [Double] {
        let weights = Array(place.prefix(units))
        var direction = [Double](repeating: 0, count: units)
        direction[generator.below(units)] += 1
        direction[generator.below(units)] -= 1
        let reach = space.weights.polytope.reach(from: weights, along: direction)
        guard reach.isFinite else { return place }
        // Now and then all the way: the best is often on the border.
        let length = generator.unit() < 0.2 ? reach : reach * share * generator.unit()
        return zip(weights, direction).map { max(0, $0 + length * $1) } + place.dropFirst(units)
    }

    /// Moves a coordinate of the recipe either way, as far as the border; nothing is drawn where there is none.
    private func shift(_ place: [Double], _ reach: Double, using generator: inout SeededGenerator) -> [Double] {
        guard space.recipes.dimension > 0 else { return place }
        var place = place
        let moved = units + generator.below(space.recipes.dimension)
        place[moved] = min(1, max(0, place[moved] + reach * (2 * generator.unit() - 1)))
        return place
    }

    private func judged(_ places: [[Double]]) throws -> [Point] {
        guard !places.isEmpty else { return [] }
        let prior = StudyBaseline.proportional.mixture(in: space.weights).flatMap(space.weights.weights)
        let outlooks = try prediction.outlooks(places)
        return ordered(
            zip(places, outlooks).map { place, outlook in
                let cost = cost(of: outlook, weights: Array(place.prefix(units)), prior: prior)
                return Point(
                    place: place, outlook: outlook, rank: (outlook.standardDeviation == nil ? 1 : 0, outlook.harm, cost)
                )
            })
    }

    private func ordered(_ points: [Point]) -> [Point] {
        points.enumerated().sorted { left, right in
            let (first, second) = (left.element.rank, right.element.rank)
            return (first.unknown, first.harm, first.cost, left.offset)
                < (second.unknown, second.harm, second.cost, right.offset)
        }.map(\.element)
    }

    private func cost(of outlook: StudyPrediction.Outlook, weights: [Double], prior: [Double]?) -> Double {
        switch rule {
        case .kl(let strength):
            guard strength > 0, let prior else { return outlook.mean }
            return outlook.mean + strength * Self.divergence(of: weights, from: prior)
        case .expectedImprovement:
            guard let best else { return outlook.mean }
            // Doubt about what lies outside of the evidence is no reason to expect an improvement there.
            return -ExpectedImprovement.of(
                mean: outlook.mean, standardDeviation: outlook.regressorDeviation, over: best)
        }
    }

    /// KL(weights ‖ prior) in nats; what the prior does not have counts as if it had a millionth.
    static func divergence(of weights: [Double], from prior: [Double]) -> Double {
        zip(weights, prior).reduce(0) { sum, pair in
            pair.0 > 0 ? sum + pair.0 * log(pair.0 / max(pair.1, 1e-6)) : sum
        }
    }

    /// The best points that are far enough from each other and from what is known; nearer ones only where there are no
    /// others.
    private func chosen(_ count: Int, of points: [Point]) -> [Point] {
        var chosen: [Point] = []
        for distance in Self.distances {
            for point in points where chosen.count < count {
                // The best of all may stand beside something known: it is what the rule asks for.
                let limit = chosen.isEmpty ? 1e-4 : distance
                let taken = (known + chosen.map(\.place)).contains { Self.distance($0, point.place) < limit }
                if !taken { chosen.append(point) }
            }
        }
        return chosen
    }

    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
}
