import Foundation
import LinearAlgebra

/// The mixtures of a ridge regression, decomposed once for all losses and penalties: standardised features, and
/// products of them where asked for, all standardised again; X = U·S·Vᵀ.
struct RidgeDesign: Sendable {
    let features: FeatureMap
    let degree: FeatureDegree
    private let inner: Standardization
    private let outer: Standardization
    private let parts: SingularValues

    /// More than so many features are not decomposed: their number grows with the square of that of partitions.
    static let mostFeatures = 2_000

    init(_ weights: [[Double]], features: FeatureMap, degree: FeatureDegree) throws {
        self.features = features
        self.degree = degree
        let plain = try Matrix(rows: weights.map(features.features))
        inner = Standardization(of: plain)
        let expanded = degree.expand(inner.apply(to: plain))
        outer = Standardization(of: expanded)
        parts = try SingularValues(outer.apply(to: expanded))
    }

    /// One row of features a mixture.
    func rows(_ weights: [[Double]]) throws -> Matrix {
        let plain = try Matrix(rows: weights.map(features.features))
        return outer.apply(to: degree.expand(inner.apply(to: plain)))
    }

    /// Coefficients that minimise Σ (y − mean − X·β)² + penalty · Σ β²; the mean is not penalised.
    ///
    /// Without a penalty, the shortest of those that minimise: weights sum to 1, so no single ones do.
    func coefficients(of losses: [Double], penalty: Double) throws -> (mean: Double, coefficients: [Double]) {
        let mean = losses.reduce(0, +) / Double(losses.count)
        let along = try parts.left.times(losses.map { $0 - mean }, transposingSelf: true)
        let floor = (parts.values.first ?? 0) * 1e-10
        let shrunk = zip(parts.values, along).map { value, along in
            value > floor ? value * along / (value * value + penalty) : 0
        }
        return (mean, try parts.rightTransposed.times(shrunk, transposingSelf: true))
    }

    /// The penalty with the least leave-one-out error, which ridge regression has in closed form: the residual divided
    /// by what the row itself does not determine of its prediction (Allen, "PRESS", 1974).
    func bestPenalty(for losses: [Double]) throws -> Double {
        let count = losses.count
        let mean = losses.reduce(0, +) / Double(count)
        let along = try parts.left.times(losses.map { $0 - mean }, transposingSelf: true)
        let squaredLeft = try Matrix(
            rows: parts.left.rows, columns: parts.left.columns, values: parts.left.values.map { $0 * $0 })
        var best = (penalty: 1.0, error: Double.infinity)
        for exponent in stride(from: -8.0, through: 2.0, by: 0.25) {
            let penalty = pow(10, exponent) * Double(count)
            let kept = parts.values.map { $0 * $0 / ($0 * $0 + penalty) }
            let fitted = try parts.left.times(zip(kept, along).map { $0 * $1 })
            let leverage = try squaredLeft.times(kept)
            var error = 0.0
            for row in 0..<count {
                let residual = (losses[row] - mean - fitted[row]) / max(1e-9, 1 - leverage[row] - 1 / Double(count))
                error += residual * residual
            }
            if error < best.error { best = (penalty, error) }
        }
        return best.penalty
    }
}
