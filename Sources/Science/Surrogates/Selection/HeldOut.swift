public import Mixtures

/// How well a regressor predicted losses that it had not seen: every row once, from the others' folds.
public struct HeldOut: Codable, Hashable, Sendable {
    public let regressor: Regressor
    /// How it looked at weights; `nil` for a blend, and where it was not fitted.
    public let features: FeatureMap?
    /// Of what was predicted and what was found.
    public let correlation: Correlation
    /// The root mean squared error, in the unit of the losses; `nil` where it was not fitted.
    public let rootMeanSquaredError: Double?
    /// Why it was not fitted; `nil` when it was.
    public let unavailable: String?

    init(_ regressor: Regressor, features: FeatureMap?, predictions: [Double], losses: [Double]) {
        self.regressor = regressor
        self.features = features
        correlation = Correlation(of: zip(predictions, losses).map { (predicted: $0, found: $1) })
        rootMeanSquaredError = HeldOut.rootMeanSquare(zip(predictions, losses).map { $0 - $1 })
        unavailable = nil
    }

    init(_ regressor: Regressor, unavailable reason: String) {
        self.regressor = regressor
        features = nil
        correlation = Correlation(undefined: reason)
        rootMeanSquaredError = nil
        unavailable = reason
    }

    static func rootMeanSquare(_ errors: [Double]) -> Double {
        (errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, errors.count))).squareRoot()
    }
}

/// Whether more evaluated mixtures still help: the held-out error of one regressor with half of the evidence, and with
/// all.
public struct EvidenceGain: Codable, Hashable, Sendable {
    /// How many mixtures each fit saw.
    public let halfCount: Int
    public let wholeCount: Int
    /// Root mean squared errors, in the unit of the losses.
    public let halfError: Double
    public let wholeError: Double

    /// The share of the error that the second half of the evidence took away; at most 0 when it did not help.
    public var share: Double { halfError > 0 ? 1 - wholeError / halfError : 0 }
}
