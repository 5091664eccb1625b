public import Mixtures
/// A function from mixtures to one loss, fitted on evaluated mixtures.
///
/// A mixture is its weights in the order of those it was fitted on.
public protocol Surrogate: Sendable {
    var regressor: Regressor { get }
    /// How it looks at weights.
    var features: FeatureMap { get }

    /// One prediction a mixture.
    func predict(_ weights: [[Double]]) throws -> [Prediction]

    /// The means alone, which may be cheaper.
    func means(_ weights: [[Double]]) throws -> [Double]

    /// The derivatives of the mean by each weight, the others held.
    func gradient(at weights: [Double]) throws -> [Double]
}

extension Surrogate {
    public func means(_ weights: [[Double]]) throws -> [Double] {
        try predict(weights).map(\.mean)
    }

    /// Central differences; forward ones where the weight is smaller than the step.
    public func gradient(at weights: [Double]) throws -> [Double] {
        let step = 1e-4
        var points: [[Double]] = []
        for index in weights.indices {
            for shift in [step, weights[index] < step ? 0 : -step] {
                var point = weights
                point[index] += shift
                points.append(point)
            }
        }
        let means = try means(points)
        return weights.indices.map { index in
            (means[2 * index] - means[2 * index + 1]) / (weights[index] < step ? step : 2 * step)
        }
    }
}
