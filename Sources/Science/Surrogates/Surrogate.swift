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
}

extension Surrogate {
    public func means(_ weights: [[Double]]) throws -> [Double] {
        try predict(weights).map(\.mean)
    }
}
