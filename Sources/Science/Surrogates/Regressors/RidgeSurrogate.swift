import LinearAlgebra
import Mixtures

/// A loss as a weighted sum of features: least squares, with a penalty or without.
struct RidgeSurrogate: Surrogate {
    let regressor: Regressor
    let design: RidgeDesign
    let mean: Double
    let coefficients: [Double]
    let residual: Double

    var features: FeatureMap { design.features }

    /// - Parameters:
    ///   - penalty: chosen by leave-one-out error where `nil`.
    ///   - residual: the standard deviation that predictions have.
    init(
        _ regressor: Regressor, design: RidgeDesign, losses: [Double], penalty: Double?, residual: Double
    ) throws {
        self.regressor = regressor
        self.design = design
        self.residual = residual
        let penalty = try penalty ?? design.bestPenalty(for: losses)
        (mean, coefficients) = try design.coefficients(of: losses, penalty: penalty)
    }

    func means(_ weights: [[Double]]) throws -> [Double] {
        guard !weights.isEmpty else { return [] }
        return try design.rows(weights).times(coefficients).map { mean + $0 }
    }

    func predict(_ weights: [[Double]]) throws -> [Prediction] {
        try means(weights).map { Prediction(mean: $0, standardDeviation: residual) }
    }
}
