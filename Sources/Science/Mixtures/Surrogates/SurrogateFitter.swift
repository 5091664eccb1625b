/// What fits surrogates: handed to a study's step, so that who only reads studies links no numerical library.
public protocol SurrogateFitter: Sendable {
    /// How many different mixtures a regressor needs before it is fitted, held out of a part at a time.
    ///
    /// - Parameter weights: How many weights a mixture has.
    func leastEvidence(for regressor: RegressorChoice, weights: Int) -> Int

    /// A surrogate of each loss over the same mixtures; the answer does not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - weights: A row a mixture.
    ///   - losses: A row a mixture, a column a loss, in any unit.
    ///   - names: Of the losses.
    ///   - seed: Of folds, starts and trees.
    ///   - threads: How many compute at once, the caller's among them.
    /// - Throws: ``SurrogateError``.
    func fit(
        weights: [[Double]], losses: [[Double]], names: [String], regressor: RegressorChoice, seed: UInt64,
        threads: Int
    ) throws -> FittedSurrogates
}

/// A surrogate a loss, and how well each predicted what it had not seen.
public struct FittedSurrogates: Sendable {
    /// One loss's surrogate.
    public struct Fit: Hashable, Sendable {
        /// Of the loss: a domain, or a column of a table.
        public let name: String
        /// The regressor that was chosen.
        public let regressor: Regressor
        /// Of held-out predictions and losses.
        public let correlation: Correlation
        /// The root mean squared error of held-out predictions, in the unit of the losses.
        public let error: Double
        /// The share of the error that the second half of the evidence took away; `nil` when that is not known.
        public let gain: Double?

        public init(name: String, regressor: Regressor, correlation: Correlation, error: Double, gain: Double?) {
            self.name = name
            self.regressor = regressor
            self.correlation = correlation
            self.error = error
            self.gain = gain
        }
    }

    /// In the order of the losses.
    public let fits: [Fit]
    /// Takes a row a mixture; gives a row a mixture, a prediction a loss.
    public let predict: @Sendable ([[Double]]) throws -> [[Prediction]]

    public init(fits: [Fit], predict: @escaping @Sendable ([[Double]]) throws -> [[Prediction]]) {
        self.fits = fits
        self.predict = predict
    }
}
