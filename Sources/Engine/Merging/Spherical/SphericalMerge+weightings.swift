import Checkpoints

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SphericalMerge {
    /// Norms up to this count as none, as in mergekit.
    private static let least = 1e-8

    /// Two models along the great circle between their directions, without bringing them to one length first, as
    /// mergekit's `slerp`; a straight line where |cos| > 0.9995, and, unlike mergekit, where a model has no direction.
    ///
    /// - Parameter share: the way from the first model to the second, from 0 to 1.
    static func slerp(_ share: Double) -> Weighting {
        { _, geometry in
            let cosine = geometry.cosine(0, 1)
            guard abs(cosine) <= 0.9995, geometry.norm(0) > least, geometry.norm(1) > least else {
                return [1 - share, share]
            }
            let angle = acos(cosine)
            return [sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)]
        }
    }

    /// The normalised weighted mean of the directions, as long as the weighted mean of the norms.
    ///
    /// The tangent vectors at the normalised mean, weighted, sum to zero: m − (m·m/‖m‖)·m/‖m‖ = 0. So the exponential
    /// map leaves the mean where it is, and what mergekit's `multislerp` adds to it is its own rounding.
    ///
    /// - Parameter weights: the models' weights; where they do not sum to 1, both means are longer or shorter by it.
    static func multislerp(_ weights: [Double]) -> Weighting {
        { name, geometry throws(MergeError) in
            guard weights.count > 1 else { return [1] }
            let norms = weights.indices.map { geometry.norm($0) }
            let directions = zip(weights, norms).map { $0 / ($1 + least) }
            var square = 0.0
            for (i, one) in directions.enumerated() {
                for (j, other) in directions.enumerated() { square += one * other * geometry.products[i][j] }
            }
            let length = max(0, square).squareRoot()
            guard length >= least else {
                // Opposite models have no mean direction: two are joined by a line, and zeros stay zero.
                guard weights.count == 2 || norms.allSatisfy({ $0 <= least }) else { throw .noMeanDirection(name) }
                return weights
            }
            let norm = zip(weights, norms).reduce(0) { $0 + $1.0 * $1.1 }
            return directions.map { $0 * norm / length }
        }
    }

    /// θ = t · mean(θi) + (1 − t) · θ0 with t = N·c / (1 + (N − 1)·c), where c is the mean pairwise cosine of the
    /// differences from the base; θ0 where that has no finite value.
    ///
    /// Cosines are those of the vectors; mergekit's are smaller where the product of two norms is below 1e-6.
    ///
    /// - Parameter count: N, at least 2. The base is the first model and has the first of the weights.
    static func modelStock(_ count: Int) -> Weighting {
        { _, geometry in
            var sum = 0.0
            for i in 0..<count {
                for j in i + 1..<count { sum += geometry.cosine(i, j) }
            }
            let models = Double(count)
            let cosine = sum / (models * (models - 1) / 2)
            let divisor = 1 + (models - 1) * cosine
            let share = abs(divisor) < 1e-6 ? 0 : models * cosine / divisor
            return [1 - share] + Array(repeating: share / models, count: count)
        }
    }
}
