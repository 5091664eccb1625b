/// What is predicted of a mixture's loss, in the unit of the losses that the surrogate was fitted on.
public struct Prediction: Codable, Hashable, Sendable {
    public let mean: Double
    /// The standard deviation of the loss that would be found about the mean, noise of a single finding included.
    ///
    /// A Gaussian process has one for every mixture; the others have the root mean square of their held-out errors.
    public let standardDeviation: Double

    public init(mean: Double, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }
}
