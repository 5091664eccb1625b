public import Mixtures

/// The surrogates of this target, for a study's step: ``SurrogateChoice`` behind the seam that studies know.
public struct NumericalSurrogates: SurrogateFitter {
    public init() {}

    public func leastEvidence(for regressor: RegressorChoice, weights: Int) -> Int {
        SurrogateChoice.leastEvidence(for: regressor, weights: weights)
    }

    public func fit(
        weights: [[Double]], losses: [[Double]], names: [String], regressor: RegressorChoice, seed: UInt64,
        threads: Int
    ) throws -> FittedSurrogates {
        let set = try SurrogateChoice.fit(
            weights: weights, losses: losses, names: names, regressor: regressor, seed: seed, threads: threads)
        return FittedSurrogates(
            fits: set.fits.map { fit in
                .init(
                    name: fit.name, regressor: fit.surrogate.regressor, correlation: fit.heldOut.correlation,
                    error: fit.heldOut.rootMeanSquaredError ?? 0, gain: fit.gain?.share)
            }, predict: set.predict)
    }
}
