/// Arithmetic of a study that is worth a job of its own.
public struct StudyStep: Codable, Hashable, Sendable {
    /// What is computed.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Minimise the ensemble's score; needs the partition models' log-probabilities.
        case convex
        /// Fit surrogates, and make proposals from them.
        case surrogate
    }

    /// What is computed.
    public var kind: Kind
    /// The round whose candidates it proposes.
    public var round: Int

    public init(kind: Kind, round: Int) {
        self.kind = kind
        self.round = round
    }
}
