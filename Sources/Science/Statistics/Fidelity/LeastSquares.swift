import Mixtures

/// Least squares of a target on one or two predictors, with an intercept.
///
/// Predictors are centred and scaled to norm 1 first; where that leaves several solutions (a constant predictor, or two
/// that tell the same), it is the one with the smallest coefficients in those units, so a constant predictor gets slope
/// 0.
struct LeastSquares: Hashable, Sendable {
    let intercept: Double
    /// One a predictor.
    let slopes: [Double]

    /// - Parameters:
    ///   - columns: One or two predictors, each of the target's length.
    ///   - target: Not empty.
    init(columns: [[Double]], target: [Double]) {
        let count = Double(target.count)
        let meanTarget = target.reduce(0, +) / count
        let means = columns.map { $0.reduce(0, +) / count }
        var norms: [Double] = []
        var scaled: [[Double]] = []
        for (column, mean) in zip(columns, means) {
            let centred = column.map { $0 - mean }
            let norm = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
            // Rounding of a constant column is no variance.
            let isConstant = norm <= Rounding.share * abs(mean) * count.squareRoot()
            norms.append(isConstant ? 0 : norm)
            scaled.append(isConstant ? centred.map { _ in 0 } : centred.map { $0 / norm })
        }
        let products = scaled.map { column in
            zip(column, target).reduce(0) { $0 + $1.0 * ($1.1 - meanTarget) }
        }
        let coefficients = LeastSquares.solve(scaled, products)
        slopes = zip(coefficients, norms).map { $1 == 0 ? 0 : $0 / $1 }
        intercept = meanTarget - zip(slopes, means).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func solve(_ scaled: [[Double]], _ products: [Double]) -> [Double] {
        guard scaled.count == 2 else { return products }
        let shared = zip(scaled[0], scaled[1]).reduce(0) { $0 + $1.0 * $1.1 }
        let determinant = 1 - shared * shared
        guard determinant > 1e-10 else {
            let sign: Double = shared < 0 ? -1 : 1
            let half = (products[0] + sign * products[1]) / 4
            return [half, sign * half]
        }
        return [
            (products[0] - shared * products[1]) / determinant, (products[1] - shared * products[0]) / determinant,
        ]
    }

    /// - Parameter values: One a predictor.
    func predicted(_ values: [Double]) -> Double {
        zip(slopes, values).reduce(intercept) { $0 + $1.0 * $1.1 }
    }
}
