/// Weights that sum to 1 within limits of each and of several together.
struct Polytope: Hashable, Sendable {
    struct Group: Hashable, Sendable {
        /// Places of its members, sorted.
        var members: [Int]
        var least: Double
        var most: Double
    }

    var lower: [Double]
    var upper: [Double]
    var groups: [Group]

    /// How far a sum may miss a limit.
    static let tolerance = 1e-9

    var count: Int { lower.count }

    /// True when nothing is limited: the whole simplex.
    var isSimplex: Bool {
        lower.allSatisfy { $0 <= 0 } && upper.allSatisfy { $0 >= 1 } && groups.isEmpty
    }

    /// The same limits, and weight 0 for all but these.
    func face(_ support: [Int]) -> Polytope {
        var face = self
        let kept = Set(support)
        for index in upper.indices where !kept.contains(index) { face.upper[index] = 0 }
        return face
    }

    /// The vertex where a linear function is least; `nil` when the limits cannot hold together.
    func vertex(minimizing cost: [Double]) -> [Double]? {
        guard !groups.isEmpty else { return greedyVertex(minimizing: cost) }
        guard case .optimal(let weights) = LinearProgram.minimize(cost, rows: limits.map(\.row)) else { return nil }
        return weights
    }

    /// Without groups: everything gets its least, and the cheapest take what is left.
    private func greedyVertex(minimizing cost: [Double]) -> [Double]? {
        guard zip(lower, upper).allSatisfy({ $0 <= $1 + Self.tolerance }) else { return nil }
        var weights = lower
        var left = 1 - lower.reduce(0, +)
        guard left >= -Self.tolerance else { return nil }
        for index in cost.indices.sorted(by: { (cost[$0], $0) < (cost[$1], $1) }) where left > 0 {
            let taken = min(left, upper[index] - lower[index])
            weights[index] += taken
            left -= taken
        }
        return left <= Self.tolerance ? weights : nil
    }

    func contains(_ weights: [Double], tolerance: Double = Polytope.tolerance) -> Bool {
        guard weights.count == count, abs(weights.reduce(0, +) - 1) <= tolerance else { return false }
        for index in weights.indices
        where !(weights[index] >= lower[index] - tolerance && weights[index] <= upper[index] + tolerance) {
            return false
        }
        return groups.allSatisfy { group in
            let sum = group.members.reduce(0) { $0 + weights[$1] }
            return sum >= group.least - tolerance && sum <= group.most + tolerance
        }
    }

    /// How far from a point of the polytope one can go along a direction that keeps the sum.
    func reach(from point: [Double], along direction: [Double]) -> Double {
        var reach = Double.infinity
        func limit(_ value: Double, _ change: Double, _ least: Double, _ most: Double) {
            if change < -1e-15 { reach = min(reach, max(0, value - least) / -change) }
            if change > 1e-15 { reach = min(reach, max(0, most - value) / change) }
        }
        for index in point.indices { limit(point[index], direction[index], lower[index], min(1, upper[index])) }
        for group in groups {
            limit(
                group.members.reduce(0) { $0 + point[$1] }, group.members.reduce(0) { $0 + direction[$1] },
                group.least, group.most)
        }
        return reach
    }

    /// Vertices with the least and the most of every weight and of every group, without repetition.
    var extremes: [[Double]] {
        var costs: [[Double]] = []
        for members in (0..<count).map({ [$0] }) + groups.map(\.members) {
            var cost = [Double](repeating: 0, count: count)
            for member in members { cost[member] = 1 }
            costs += [cost, cost.map { -$0 }]
        }
        var known: Set<[Double]> = []
        return costs.compactMap { vertex(minimizing: $0) }.filter { known.insert($0).inserted }
    }
}

extension Polytope {
    /// One limit, as a row of a linear program and as what it is about.
    struct Limit {
        enum Subject: Hashable {
            case sum
            case lower(Int)
            case upper(Int)
            case groupLeast(Int)
            case groupMost(Int)
        }

        var subject: Subject
        var row: LinearProgram.Row
    }

    /// Every limit that says more than that weights are from 0 to 1.
    var limits: [Limit] {
        func row(_ members: [Int], _ relation: LinearProgram.Relation, _ bound: Double) -> LinearProgram.Row {
            var coefficients = [Double](repeating: 0, count: count)
            for member in members { coefficients[member] = 1 }
            return LinearProgram.Row(coefficients: coefficients, relation: relation, bound: bound)
        }
        var limits = [Limit(subject: .sum, row: row(Array(0..<count), .equal, 1))]
        for index in 0..<count {
            if lower[index] > 0 {
                limits.append(Limit(subject: .lower(index), row: row([index], .atLeast, lower[index])))
            }
            if upper[index] < 1 {
                limits.append(Limit(subject: .upper(index), row: row([index], .atMost, upper[index])))
            }
        }
        for (place, group) in groups.enumerated() {
            if group.least > 0 {
                limits.append(Limit(subject: .groupLeast(place), row: row(group.members, .atLeast, group.least)))
            }
            if group.most < 1 {
                limits.append(Limit(subject: .groupMost(place), row: row(group.members, .atMost, group.most)))
            }
        }
        return limits
    }

    /// What cannot hold together; `nil` when there are weights within all limits.
    var clash: [Limit.Subject]? {
        let limits = limits
        let cost = [Double](repeating: 0, count: count)
        guard case .infeasible(let rows) = LinearProgram.minimize(cost, rows: limits.map(\.row)) else { return nil }
        return rows.map { limits[$0].subject }
    }

    /// True when there are no weights within all limits.
    var isEmpty: Bool { vertex(minimizing: [Double](repeating: 0, count: count)) == nil }
}
