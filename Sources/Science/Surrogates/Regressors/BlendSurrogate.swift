import LinearAlgebra
import Mixtures

/// A weighted mean of what several surrogates predict.
struct BlendSurrogate: Surrogate {
    let regressor = Regressor.blend
    let features = FeatureMap.weights
    let members: [(surrogate: any Surrogate, share: Double)]

    func means(_ weights: [[Double]]) throws -> [Double] {
        var sums = [Double](repeating: 0, count: weights.count)
        for (surrogate, share) in members {
            for (row, mean) in try surrogate.means(weights).enumerated() { sums[row] += share * mean }
        }
        return sums
    }

    /// The members err together, for they saw the same findings: standard deviations add up by share.
    func predict(_ weights: [[Double]]) throws -> [Prediction] {
        var means = [Double](repeating: 0, count: weights.count)
        var deviations = means
        for (surrogate, share) in members {
            for (row, prediction) in try surrogate.predict(weights).enumerated() {
                means[row] += share * prediction.mean
                deviations[row] += share * prediction.regressorDeviation
            }
        }
        return zip(means, deviations).map { Prediction(mean: $0, standardDeviation: $1) }
    }
}

extension BlendSurrogate {
    /// A member that would have less than this share is left out.
    static let leastShare = 0.02

    /// Shares, none negative, that sum to 1, with the least squared error on some rows.
    ///
    /// Shares of a set of members without a sign to keep are P⁻¹·1 scaled to sum to 1, with P the members' error
    /// products; of the few sets there are, the best whose shares are all positive has the least error of all.
    ///
    /// - Parameter held: what each member predicted of every row without having seen it.
    static func shares(held: [[Double]], losses: [Double], rows: [Int]) throws -> [Double] {
        // Shares sum to 1, so that the error of a blend is the blend of errors.
        let errors = held.map { predictions in rows.map { predictions[$0] - losses[$0] } }
        let sizes = errors.map { HeldOut.rootMeanSquare($0) }
        if let exact = sizes.firstIndex(of: 0) { return held.indices.map { $0 == exact ? 1 : 0 } }
        let table = try Matrix(rows: zip(errors, sizes).map { errors, size in errors.map { $0 / size } })
        let products = try table.times(table, transposingOther: true)
        var best: (shares: [Double], error: Double)?
        for members in 1..<(1 << held.count) {
            let chosen = held.indices.filter { members >> $0 & 1 == 1 }
            guard let (shares, error) = try shares(of: chosen, products: products, sizes: sizes, rows: rows.count),
                error < best?.error ?? .infinity
            else { continue }
            best = (held.indices.map { index in chosen.firstIndex(of: index).map { shares[$0] } ?? 0 }, error)
        }
        let found = best?.shares ?? held.indices.map { $0 == 0 ? 1 : 0 }
        let kept = found.map { $0 < leastShare ? 0 : $0 }
        let sum = kept.reduce(0, +)
        return kept.map { $0 / sum }
    }

    /// The shares of one set of members with their mean squared error; `nil` where one is not positive.
    ///
    /// - Parameter products: of errors that were divided by their sizes.
    private static func shares(
        of chosen: [Int], products: Matrix, sizes: [Double], rows: Int
    ) throws -> (shares: [Double], error: Double)? {
        var system = Matrix(rows: chosen.count, columns: chosen.count)
        for (row, first) in chosen.enumerated() {
            for (column, second) in chosen.enumerated() {
                // Two members that err alike are told apart by what keeps this solvable.
                system[row, column] = products[first, second] / Double(rows) + (row == column ? 1e-9 : 0)
            }
        }
        let scales = chosen.map { 1 / sizes[$0] }
        let solved = zip(try Cholesky(system).solve(scales), scales).map { $0 * $1 }
        let sum = solved.reduce(0, +)
        guard sum > 0, solved.allSatisfy({ $0 > 0 }) else { return nil }
        return (solved.map { $0 / sum }, 1 / sum)
    }
}
