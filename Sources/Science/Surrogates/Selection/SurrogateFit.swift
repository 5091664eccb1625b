public import Mixtures

/// The surrogate of one loss, and how it came to be chosen.
public struct SurrogateFit: Sendable {
    /// Of the loss: a domain, or a column of a table.
    public let name: String
    public let surrogate: any Surrogate
    /// Of the losses that were found.
    public let smallest: Double
    public let largest: Double
    /// Of the one that was chosen, with the choice made again without each fold: what it was chosen by is too good.
    public let heldOut: HeldOut
    /// Of the best form of every regressor that was asked for, the chosen one among them.
    public let candidates: [HeldOut]
    /// The shares of a blend by regressor; empty for others.
    public let shares: [Regressor: Double]
    /// `nil` when there are too few mixtures to halve, or the loss does not vary.
    public let gain: EvidenceGain?
    /// The mean that was predicted of every row by fits that had not seen it.
    public let heldOutMeans: [Double]
}
