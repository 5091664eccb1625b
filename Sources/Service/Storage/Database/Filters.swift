public import Words

/// What a list is narrowed to.
///
/// Every member that is not `nil` must hold.
public struct PartitionFilter: Hashable, Sendable {
    /// The corpus that it belongs to.
    public var corpus: String?
    /// What it is for.
    public var role: PartitionRole?
    /// Only what was created later than this moment.
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
    /// The set that is scored.
    public var evaluationSet: Identifier?
    /// The state of its job.
    public var state: JobState?
    /// Any label that it was asked under.
    public var label: String?
    /// Only what was created later than this moment.
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
    /// The state of its job.
    public var state: JobState?
    /// What is to be done.
    public var kind: JobKind?
    /// Among whom the queue is fair: a pool, a study, a training run.
    public var owner: String?
    /// Only what was created later than this moment.
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
    /// The state of its job.
    public var state: JobState?
    /// What kind of model comes out.
    public var kind: TrainingKind?
    /// Only what was created later than this moment.
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
    /// The pool that it belongs to.
    public var pool: Identifier?
    /// Only what was created later than this moment.
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
    /// The pool that it belongs to.
    public var pool: Identifier?
    /// Only what was created later than this moment.
    public var createdAfter: Timestamp?

    public init(pool: Identifier? = nil, createdAfter: Timestamp? = nil) {
        self.pool = pool
        self.createdAfter = createdAfter
    }
}
