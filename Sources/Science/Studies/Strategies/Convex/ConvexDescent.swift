#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The course of `ExponentiatedGradient` over one polytope.
struct ConvexDescent {
    private let objective: any ConvexObjective
    private let polytope: Polytope
    private let budget: Int

    /// Vertices, and the share that each has of the weights.
    private var vertices: [[Double]]
    private var shares: [Double]
    private var point: ConvexValue

    /// The best so far by its gap.
    private(set) var weights: [Double]
    private(set) var value: Double
    private(set) var gap = Double.infinity
    private(set) var spent: Int

    /// Multiplying steps before the first that needs the curvature.
    private static let multiplyingSteps = 12

    init(_ objective: any ConvexObjective, over polytope: Polytope, budget: Int, spent: Int = 0) throws {
        self.objective = objective
        self.polytope = polytope
        self.budget = spent + budget
        self.spent = spent + 1
        vertices = polytope.extremes
        guard !vertices.isEmpty else { throw ConvexError.empty }
        shares = vertices.map { [count = vertices.count] _ in 1 / Double(count) }
        weights = Self.combined(vertices, shares)
        point = try Self.checked(objective, weights)
        value = point.value
    }

    mutating func run(tolerance: Double) throws {
        var step = 0
        var failures = 0
        while true {
            guard let vertex = polytope.vertex(minimizing: point.gradient) else { throw ConvexError.empty }
            let current = Self.combined(vertices, shares)
            recordBest(current, gap: -Self.dot(Self.centred(point.gradient, at: current), vertex))
            if gap <= tolerance || spent >= budget || failures > 3 { return }
            add(vertex)
            let shares = self.shares
            if step < Self.multiplyingSteps {
                try multiplicativeStep()
            } else if try !newtonStep(at: current) {
                try multiplicativeStep()
            }
            failures = shares == self.shares ? failures + 1 : 0
            step += 1
        }
    }

    private mutating func recordBest(_ current: [Double], gap found: Double) {
        guard found < gap else { return }
        (weights, value, gap) = (current, point.value, max(0, found))
    }

    private mutating func add(_ vertex: [Double]) {
        let known = vertices.contains { other in zip(other, vertex).allSatisfy { abs($0 - $1) < 1e-12 } }
        guard !known else { return }
        // Vertices without a share are only in the way.
        let kept = vertices.indices.filter { shares[$0] > 0 }
        vertices = kept.map { vertices[$0] } + [vertex]
        shares = kept.map { shares[$0] } + [0]
    }

    /// One step of multiplied shares.
    private mutating func multiplicativeStep() throws {
        let slopes = vertices.map { Self.dot($0, point.gradient) }
        var target: [Double]
        if slopes.allSatisfy({ $0 < 0 }) {
            target = zip(shares, slopes).map { $0 * -$1 }
        } else {
            let least = slopes.reduce(Double.infinity, min)
            let spread = slopes.reduce(0) { max($0, $1 - least) }
            guard spread > 0 else { return }
            target = zip(shares, slopes).map { $0 * exp(-($1 - least) / spread) }
        }
        // A vertex that the gradient asks for and that has no share yet gets one.
        let best = slopes.indices.min { (slopes[$0], $0) < (slopes[$1], $1) } ?? 0
        let sum = target.reduce(0, +)
        guard sum > 0, sum.isFinite else { return }
        target = target.map { $0 / sum }
        if shares[best] == 0 {
            target = target.map { $0 * 0.9 }
            target[best] += 0.1
        }
        _ = try move(towards: target)
    }

    /// One step to the least of a quadratic model; false when there is none that helps.
    private mutating func newtonStep(at current: [Double]) throws -> Bool {
        guard spent + current.count < budget else { return false }
        let curvature = try curvature(at: current)
        let model = QuadraticModel(
            vertices: vertices, shares: shares, gradient: Self.centred(point.gradient, at: current),
            curvature: curvature)
        let (vertices, shares) = model.minimized(over: polytope)
        let old = self.shares
        self.shares = old + [Double](repeating: 0, count: vertices.count - old.count)
        self.vertices = vertices
        return try move(towards: shares)
    }

    /// Second derivatives by differences of gradients, row by row.
    private mutating func curvature(at current: [Double]) throws -> [[Double]] {
        var rows: [[Double]] = []
        for index in current.indices {
            let step = 1e-4 * max(current[index], 1e-3)
            var moved = current
            moved[index] += step
            let found = try Self.checked(objective, moved)
            spent += 1
            rows.append(zip(found.gradient, point.gradient).map { ($0 - $1) / step })
        }
        // The row of the larger weight is the better measured: its step is small beside it.
        return rows.indices.map { row in
            rows.indices.map { column in
                if current[row] == current[column] { return (rows[row][column] + rows[column][row]) / 2 }
                return current[row] > current[column] ? rows[row][column] : rows[column][row]
            }
        }
    }

    /// Goes as far along the line to other shares as the slope allows; the function's own value is too coarse near the
    /// end.
    private mutating func move(towards target: [Double]) throws -> Bool {
        let start = Self.combined(vertices, shares)
        let direction = zip(Self.combined(vertices, target), start).map { $0 - $1 }
        let slope = Self.dot(Self.centred(point.gradient, at: start), direction)
        guard slope < 0 else { return false }
        var length = 1.0
        while spent < budget {
            let found = try objective.evaluate(Self.combined(vertices, Self.blend(shares, target, length)))
            spent += 1
            let next = Self.dot(Self.centred(found.gradient, at: start), direction)
            if found.value.isFinite, next <= -0.1 * slope, found.gradient.allSatisfy(\.isFinite) {
                shares = Self.blend(shares, target, length)
                point = found
                return true
            }
            // Where the slope would be 0 if it changed evenly.
            let even = next.isFinite ? slope / (slope - next) : 0.1
            length *= min(0.7, max(0.1, even))
            guard length > 1e-12 else { return false }
        }
        return false
    }

    /// The gradient less what is the same in all directions that keep the sum: near the end the rest is too small
    /// beside it.
    private static func centred(_ gradient: [Double], at weights: [Double]) -> [Double] {
        let common = dot(gradient, weights)
        return gradient.map { $0 - common }
    }

    private static func checked(_ objective: any ConvexObjective, _ weights: [Double]) throws -> ConvexValue {
        let found = try objective.evaluate(weights)
        guard found.value.isFinite, found.gradient.allSatisfy(\.isFinite) else {
            throw ConvexError.notFinite(value: found.value, weights: weights)
        }
        return found
    }

    private static func blend(_ shares: [Double], _ target: [Double], _ length: Double) -> [Double] {
        length == 1 ? target : zip(shares, target).map { $0 + length * ($1 - $0) }
    }

    static func combined(_ vertices: [[Double]], _ shares: [Double]) -> [Double] {
        guard let count = vertices.first?.count else { return [] }
        var weights = [Double](repeating: 0, count: count)
        for (vertex, share) in zip(vertices, shares) where share != 0 {
            for index in weights.indices { weights[index] += share * vertex[index] }
        }
        return weights
    }

    static func dot(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
