public import Mixtures

/// A surrogate a loss, over the same mixtures.
public struct SurrogateSet: Sendable {
    /// In the order of the losses that they were fitted to.
    public let fits: [SurrogateFit]
    /// How many weights a mixture has.
    public let dimension: Int
    /// How many different mixtures were evaluated.
    public let evidence: Int
    /// Where they lie.
    public let range: EvidenceRange

    /// - Parameter weights: mixtures in the order of weights that the set was fitted on.
    /// - Returns: a row a mixture, a prediction a loss; deviations are wider outside of the evidence, or absent.
    public func predict(_ weights: [[Double]]) throws -> [[Prediction]] {
        if let odd = weights.firstIndex(where: { $0.count != dimension }) {
            throw SurrogateError.table("mixture \(odd) has \(weights[odd].count) weights; expected \(dimension)")
        }
        let columns = try fits.map { try $0.surrogate.predict(weights) }
        return weights.indices.map { row in
            guard let extrapolation = range.extrapolation(of: weights[row]) else { return columns.map { $0[row] } }
            return zip(fits, columns).map { fit, column in
                Prediction(column[row], beyond: extrapolation, spread: fit.largest - fit.smallest)
            }
        }
    }
}
