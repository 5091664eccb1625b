public import Words

/// How far the partition models of a pool have moved from its base, and whither: what a worker measures once.
public struct ValidityRecord: Hashable, Sendable {
    /// How far one partition model has moved.
    public struct Member: Hashable, Sendable {
        /// The partition's name.
        public var name: String
        /// ‖Θ−Θ0‖ / (‖Θ‖+‖Θ0‖), L2 over all parameters.
        public var delta: Double

        public init(name: String, delta: Double) {
            self.name = name
            self.delta = delta
        }
    }

    /// How alike two partition models have moved.
    public struct Cosine: Hashable, Sendable {
        /// The partition whose name comes first.
        public var first: String
        public var second: String
        /// Of the differences from the base; `nil` where one of the two has not moved.
        public var cosine: Double?

        public init(first: String, second: String, cosine: Double?) {
            self.first = first
            self.second = second
            self.cosine = cosine
        }
    }

    public var pool: Identifier
    /// The job that measures it.
    public var job: Identifier
    /// The job's state: written by the trigger `validity_state_follows_job` (`Schema+7+jobStates.swift`), never by
    /// Swift.
    public var state: JobState
    /// In order of name; empty until it is measured.
    public var members: [Member]
    /// Every pair once, in order of names; empty until it is measured.
    public var cosines: [Cosine]
    public var createdAt: Timestamp

    public init(
        pool: Identifier, job: Identifier, state: JobState = .queued, members: [Member] = [], cosines: [Cosine] = [],
        createdAt: Timestamp
    ) {
        self.pool = pool
        self.job = job
        self.state = state
        self.members = members
        self.cosines = cosines
        self.createdAt = createdAt
    }
}
