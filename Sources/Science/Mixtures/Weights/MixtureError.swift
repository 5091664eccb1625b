/// Why weights are not a mixture: every fault at once, each with the partition that it is about.
public struct MixtureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault of a mixture.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The partition whose weight is at fault; `nil` when the mixture as a whole is.
        public let partition: String?
        /// What was seen, and what is expected.
        public let detail: String

        public init(partition: String?, detail: String) {
            self.partition = partition
            self.detail = detail
        }

        public var description: String {
            guard let partition else { return detail }
            return "\"\(partition)\": \(detail)"
        }
    }

    /// In the order of the partitions' names; faults of the whole come last.
    public let faults: [Fault]

    public init(faults: [Fault]) {
        self.faults = faults
    }

    public var description: String {
        faults.map(\.description).joined(separator: "; ")
    }
}
