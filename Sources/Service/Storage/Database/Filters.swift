public import Words

/// What a list is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct PartitionFilter: Hashable, Sendable {
    public var corpus: String?
    public var role: PartitionRole?
    public var createdAfter: Timestamp?

    public init(corpus: String? = nil, role: PartitionRole? = nil, createdAfter: Timestamp? = nil) {
        self.corpus = corpus
        self.role = role
        self.createdAfter = createdAfter
    }
}

/// What a list of evaluations is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct EvaluationFilter: Hashable, Sendable {
    /// Any pool that asked for it, not only the first.
    public var pool: Identifier?
    public var evaluationSet: Identifier?
    public var state: JobState?
    /// Any label that it was asked under.
    public var label: String?
    public var createdAfter: Timestamp?

    public init(
        pool: Identifier? = nil, evaluationSet: Identifier? = nil, state: JobState? = nil, label: String? = nil,
        createdAfter: Timestamp? = nil
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.state = state
        self.label = label
        self.createdAfter = createdAfter
    }
}

/// What a list of jobs is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct JobFilter: Hashable, Sendable {
    public var state: JobState?
    public var kind: JobKind?
    public var owner: String?
    public var createdAfter: Timestamp?

    public init(
        state: JobState? = nil, kind: JobKind? = nil, owner: String? = nil, createdAfter: Timestamp? = nil
    ) {
        self.state = state
        self.kind = kind
        self.owner = owner
        self.createdAfter = createdAfter
    }
}

/// What a list of training runs is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct TrainingRunFilter: Hashable, Sendable {
    public var state: JobState?
    public var kind: TrainingKind?
    public var createdAfter: Timestamp?

    public init(state: JobState? = nil, kind: TrainingKind? = nil, createdAfter: Timestamp? = nil) {
        self.state = state
        self.kind = kind
        self.createdAfter = createdAfter
    }
}

/// What a list of reference runs is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct ReferenceRunFilter: Hashable, Sendable {
    public var pool: Identifier?
    public var createdAfter: Timestamp?

    public init(pool: Identifier? = nil, createdAfter: Timestamp? = nil) {
        self.pool = pool
        self.createdAfter = createdAfter
    }
}

/// What a list of forecasts is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct ForecastFilter: Hashable, Sendable {
    public var pool: Identifier?
    public var createdAfter: Timestamp?

    public init(pool: Identifier? = nil, createdAfter: Timestamp? = nil) {
        self.pool = pool
        self.createdAfter = createdAfter
    }
}
