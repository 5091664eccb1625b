internal import Randomness

/// Points of a space that are spread over all of it.
///
/// A point of the whole simplex lies in some direction of its middle, at some share of the way to its border; the
/// space's point lies in that direction of the space's middle, at that share of the way to the space's border. So no
/// point is thrown away, however small the space is, and what was even stays nearly so. Without limits nothing moves.
struct SpaceSampler {
    private let space: StudySpace
    private var faces: [[Int]: PolytopeMap] = [:]

    init(_ space: StudySpace) {
        self.space = space
    }

    /// The point of the space for a point of the simplex; `generator` chooses which units have a weight where not all
    /// may.
    mutating func weights(for point: [Double], using generator: inout SeededGenerator) -> [Double] {
        let support = space.size < space.units.count ? support(using: &generator) : Array(space.units.indices)
        if faces[support] == nil { faces[support] = PolytopeMap(space.polytope.face(support), support: support) }
        return faces[support]?.weights(for: point) ?? point
    }

    /// Units that may have a weight together: those that must, and random others; the first that fit when no random
    /// ones do.
    private func support(using generator: inout SeededGenerator) -> [Int] {
        let forced = space.polytope.lower.indices(above: 0)
        for _ in 0..<200 {
            var others = space.units.indices.filter { !forced.contains($0) }
            var chosen = forced
            while chosen.count < space.size, !others.isEmpty {
                chosen.append(others.remove(at: generator.below(others.count)))
            }
            chosen.sort()
            if faces[chosen] != nil || !space.polytope.face(chosen).isEmpty { return chosen }
        }
        return space.feasibleSupport() ?? Array(space.units.indices)
    }
}

/// The map from a simplex onto a polytope of one support.
struct PolytopeMap {
    private let polytope: Polytope
    private let support: [Int]
    let middle: [Double]
    /// Orthonormal directions within the polytope; `nil` when there are as many as the support allows, so all that keep
    /// the sum.
    private let basis: [[Double]]?

    init(_ polytope: Polytope, support: [Int]) {
        self.polytope = polytope
        self.support = support
        let extremes = polytope.isSimplex ? [] : polytope.extremes
        guard !extremes.isEmpty else {
            middle = polytope.lower.map { _ in 1 / Double(polytope.count) }
            basis = nil
            return
        }
        let middle = polytope.lower.indices.map { index in
            extremes.reduce(0) { $0 + $1[index] } / Double(extremes.count)
        }
        self.middle = middle
        let basis = Self.basis(of: extremes.map { zip($0, middle).map { $0 - $1 } })
        self.basis = basis.count == support.count - 1 ? nil : basis
    }

    /// - Parameter point: Weights of the whole simplex, as many as the polytope has; those outside of the support are
    ///   left out.
    func weights(for point: [Double]) -> [Double] {
        var target = [Double](repeating: 0, count: polytope.count)
        let sum = support.reduce(0) { $0 + point[$1] }
        for index in support { target[index] = sum > 0 ? point[index] / sum : 1 / Double(support.count) }
        if polytope.isSimplex { return target }
        // From the middle of the simplex, and gone from the middle of the polytope.
        let uniform = 1 / Double(support.count)
        var direction = [Double](repeating: 0, count: polytope.count)
        for index in support { direction[index] = target[index] - uniform }
        let whole = direction.reduce(Double.infinity) { $1 < -1e-15 ? min($0, uniform / -$1) : $0 }
        if let basis {
            direction = basis.reduce(into: [Double](repeating: 0, count: polytope.count)) { result, axis in
                let length = zip(axis, direction).reduce(0) { $0 + $1.0 * $1.1 }
                for index in result.indices { result[index] += length * axis[index] }
            }
        }
        guard direction.contains(where: { abs($0) > 1e-12 }) else { return middle }
        let reach = polytope.reach(from: middle, along: direction)
        let stretch = reach / max(whole, 1)
        return zip(middle, direction).map { max(0, $0 + stretch * $1) }
    }

    /// Gram and Schmidt's orthonormal basis of what the vectors span.
    private static func basis(of vectors: [[Double]]) -> [[Double]] {
        var basis: [[Double]] = []
        for vector in vectors {
            var rest = vector
            // Twice, for what rounding leaves of the first time.
            for _ in 0..<2 {
                for axis in basis {
                    let length = zip(axis, rest).reduce(0) { $0 + $1.0 * $1.1 }
                    for index in rest.indices { rest[index] -= length * axis[index] }
                }
            }
            let norm = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm > 1e-9 { basis.append(rest.map { $0 / norm }) }
        }
        return basis
    }
}
