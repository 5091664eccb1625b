/// How a mixture lies outside of the mixtures that surrogates were fitted on.
///
/// Held-out errors say how well mixtures like those of the evidence are predicted, and nothing of others: a law asked
/// about a partition that no mixture held is as sure of its answer as of any.
public struct Extrapolation: Hashable, Sendable {
    /// Why it lies outside; never empty.
    public let reasons: [Reason]
    /// How far outside, where 1 is the width of the evidence; `nil` where the evidence has no width that way.
    public let excess: Double?

    public init(reasons: [Reason], excess: Double?) {
        self.reasons = reasons
        self.excess = excess
    }

    /// One way of lying outside; columns are those of the weights.
    public enum Reason: Hashable, Sendable {
        /// A weight that was the same in every fitted mixture is another one here.
        case unvaried(column: Int, always: Double, asked: Double)
        /// A weight is less or more than in any fitted mixture.
        case beyond(column: Int, least: Double, most: Double, asked: Double)
        /// Weights that always went together in fitted mixtures do not do so here.
        case together(columns: [Int])
        /// The weights are within their ranges, but not together.
        case combination
        /// The nearest fitted mixture is farther away than any fitted mixture's nearest, as shares that are exchanged.
        case distance(Double, most: Double)
    }

    /// The rule by which a deviation widens: over every width of the evidence, a loss may change by as much again as
    /// it did within.
    ///
    /// - Parameters:
    ///   - deviation: Of mixtures like those of the evidence.
    ///   - spread: The largest loss that was found less the smallest.
    /// - Returns: `nil` where no rule holds: the evidence has no width that way, or the loss never varied.
    public func deviation(_ deviation: Double, spread: Double) -> Double? {
        guard let excess, spread > 0 else { return nil }
        let change = spread * excess
        return (deviation * deviation + change * change).squareRoot()
    }
}
