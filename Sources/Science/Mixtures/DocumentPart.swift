/// Some documents of an evaluation set: `[from, to)` of its seeded, stratified order.
public struct DocumentPart: Codable, Hashable, Sendable {
    /// Of the order that the documents are taken in.
    public var seed: UInt64
    /// The first place, from 0.
    public var from: Int
    /// The place after the last.
    public var to: Int
    /// The split whose selecting documents come first; `nil` for one order of all.
    public var split: Split?

    /// How a set is split: a seeded share of each domain reports, the rest selects.
    public struct Split: Codable, Hashable, Sendable {
        public var seed: UInt64
        /// Above 0 and below 1.
        public var reportingShare: Double

        public init(seed: UInt64, reportingShare: Double = 0.5) {
            self.seed = seed
            self.reportingShare = reportingShare
        }
    }

    public init(seed: UInt64, from: Int, to: Int, split: Split? = nil) {
        self.seed = seed
        self.from = from
        self.to = to
        self.split = split
    }

    /// Every value, in a fixed order: equal for equal parts only.
    package var material: String {
        let split = split.map { " \($0.seed) \(String($0.reportingShare.bitPattern, radix: 16))" } ?? ""
        return "\(seed) \(from) \(to)\(split)"
    }

    /// How many documents it holds, if the set has so many.
    public var count: Int { max(0, to - from) }
}
