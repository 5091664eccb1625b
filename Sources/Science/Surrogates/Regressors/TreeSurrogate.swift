import BoostedTrees
import Mixtures

/// A loss as a sum of boosted trees over the weights.
struct TreeSurrogate: Surrogate {
    let regressor = Regressor.boostedTrees
    /// Trees cut weights in two, and roots or logarithms keep their order.
    let features = FeatureMap.weights
    private let trees: BoostedTrees
    private let mean: Double
    private let deviation: Double
    private let residual: Double

    init(weights: [[Double]], losses: [Double], residual: Double, seed: UInt64) throws {
        self.residual = residual
        // Moved to 0 and scaled first, for XGBoost computes in f32.
        (mean, deviation) = Standardization.moments(of: losses)
        let (center, scale) = (mean, deviation)
        trees = try BoostedTrees(rows: weights, targets: losses.map { ($0 - center) / scale }, seed: seed)
    }

    func means(_ weights: [[Double]]) throws -> [Double] {
        try trees.predict(weights).map { mean + deviation * $0 }
    }

    func predict(_ weights: [[Double]]) throws -> [Prediction] {
        try means(weights).map { Prediction(mean: $0, standardDeviation: residual) }
    }
}
