/// What is predicted of a mixture's loss, in the unit of the losses that the surrogate was fitted on.
public struct Prediction: Codable, Hashable, Sendable {
    public let mean: Double
    /// The standard deviation of the loss that would be found about the mean, noise of a single finding included.
    ///
    /// Wider than ``regressorDeviation`` outside of the evidence, and `nil` where nothing was found that it could be
    /// told from: see ``Extrapolation``.
    public let standardDeviation: Double?
    /// What it would be if the mixture were one like those that were fitted.
    ///
    /// A Gaussian process has one for every mixture; the others have the root mean square of their held-out errors.
    public let regressorDeviation: Double

    public init(mean: Double, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
        regressorDeviation = standardDeviation
    }

    /// The same of a mixture outside of the evidence.
    ///
    /// - Parameter spread: The largest loss that was found less the smallest.
    public init(_ prediction: Prediction, beyond extrapolation: Extrapolation, spread: Double) {
        mean = prediction.mean
        regressorDeviation = prediction.regressorDeviation
        standardDeviation = extrapolation.deviation(prediction.regressorDeviation, spread: spread)
    }
}
