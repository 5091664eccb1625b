/// How an evaluation set is split: a seeded share of each domain reports, the rest selects.
public struct SplitRule: Codable, Hashable, Sendable {
    /// What the split is drawn from.
    public var seed: UInt64
    /// The share of each domain's documents that only what was selected is reported on: above 0, below 1.
    public var reportingShare: Double

    public init(seed: UInt64 = 0, reportingShare: Double = 0.5) {
        self.seed = seed
        self.reportingShare = reportingShare
    }
}
