public import Mixtures
/// The surrogate of one loss, and how it came to be chosen.
public struct SurrogateFit: Sendable {
    /// Of the loss: a domain, or a column of a table.
    public let name: String
    public let surrogate: any Surrogate
    /// Of the one that was chosen.
    public let heldOut: HeldOut
    /// Of the best form of every regressor that was asked for, the chosen one among them.
    public let candidates: [HeldOut]
    /// The shares of a blend by regressor; empty for others.
    public let shares: [Regressor: Double]
    /// `nil` when there are too few mixtures to halve, or the loss does not vary.
    public let gain: EvidenceGain?
    /// The mean that was foretold of every row by fits that had not seen it.
    public let heldOutMeans: [Double]
}

/// A surrogate a loss, over the same mixtures.
public struct SurrogateSet: Sendable {
    /// In the order of the losses that they were fitted to.
    public let fits: [SurrogateFit]
    /// How many weights a mixture has.
    public let dimension: Int
    /// How many different mixtures were evaluated.
    public let evidence: Int

    /// - Parameter weights: mixtures in the order of weights that the set was fitted on.
    /// - Returns: a row a mixture, a prediction a loss.
    public func predict(_ weights: [[Double]]) throws -> [[Prediction]] {
        if let odd = weights.firstIndex(where: { $0.count != dimension }) {
            throw SurrogateError.table("mixture \(odd) has \(weights[odd].count) weights; expected \(dimension)")
        }
        let columns = try fits.map { try $0.surrogate.predict(weights) }
        return weights.indices.map { row in columns.map { $0[row] } }
    }
}
