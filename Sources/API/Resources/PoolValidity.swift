public import Foundation

/// How far one partition model has moved from the base.
public struct MemberDisplacement: Codable, Hashable, Sendable {
    /// The partition's name.
    public var partition: String
    /// δ = ‖Θ−Θ0‖ / (‖Θ‖+‖Θ0‖), L2 over all parameters: 0 for the base itself, at most 1.
    public var delta: Double

    public init(partition: String, delta: Double) {
        self.partition = partition
        self.delta = delta
    }
}

extension MemberDisplacement: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let partition = fields.required("partition", as: String.self)
        let delta = fields.required("delta", as: Double.self, check: Check.within(0...1))
        guard let partition, let delta else { return nil }
        self.init(partition: partition, delta: delta)
    }
}

/// Something about a partition model that makes scores of its merges doubtful.
public struct ValidityWarning: Codable, Hashable, Sendable {
    /// The partition's name.
    public var partition: String
    public var detail: String

    public init(partition: String, detail: String) {
        self.partition = partition
        self.detail = detail
    }
}

/// Whether a pool's partition models stand near enough to their base for a merge to tell of training.
public struct ValidityResource: Codable, Hashable, Sendable {
    public var pool: String
    /// Where the measurement stands.
    public var state: WorkState
    /// The job that measures.
    public var job: String
    /// In the order of their names' bytes; empty until it is measured.
    public var members: [MemberDisplacement]
    /// The cosine of each pair of differences from the base, in the order of ``members`` both ways.
    ///
    /// `nil` where one of the two has not moved; empty until it is measured.
    public var cosines: [[Double?]]
    /// What lies outside of the range that is known to be safe; empty until it is measured.
    public var warnings: [ValidityWarning]
    public var error: WorkError?
    public var createdAt: Date
    public var finishedAt: Date?

    public init(
        pool: String, state: WorkState, job: String, members: [MemberDisplacement], cosines: [[Double?]],
        warnings: [ValidityWarning], error: WorkError?, createdAt: Date, finishedAt: Date?
    ) {
        self.pool = pool
        self.state = state
        self.job = job
        self.members = members
        self.cosines = cosines
        self.warnings = warnings
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}
