public import Foundation
public import StrictJSON
public import Words

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
        let delta = fields.required(
            "delta", as: Double.self, check: .within(0...1), "‖Θ−Θ0‖ / (‖Θ‖+‖Θ0‖), L2 over all parameters"
        )
        guard let partition, let delta else { return nil }
        self.init(partition: partition, delta: delta)
    }
}

/// Something that makes scores of merges doubtful: what lies outside of the range that is known.
public struct ValidityWarning: Codable, Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// How far a partition model has moved from the base.
        case displacement
        /// The loss between two partition models.
        case barrier
        /// What partition models were trained on beside their own data.
        case generalShare = "general_share"
        /// Reference runs that were not trained alike.
        case references
    }

    /// What it is.
    public var kind: Kind
    /// The partition's name; missing where it is about all of them.
    public var partition: String?
    /// The other partition, where it is about two.
    public var other: String?
    /// In a sentence, with numbers: what is wrong, and what is expected.
    public var detail: String

    public init(_ kind: Kind, partition: String? = nil, other: String? = nil, detail: String) {
        self.kind = kind
        self.partition = partition
        self.other = other
        self.detail = detail
    }
}

/// The loss between two partition models, above the straight line between them; all in bits per byte.
public struct BarrierResource: Codable, Hashable, Sendable {
    /// The partition whose name comes first.
    public var first: String
    /// The partition whose name comes second.
    public var second: String
    /// Of macro: mean over the domains.
    public var height: Double
    /// The first model's weight where that is highest.
    public var weight: Double
    /// The line's level there.
    public var level: Double
    /// The domain with the highest barrier of its own.
    public var worstDomain: String
    /// That domain's barrier, in bits per byte.
    public var worstHeight: Double

    public init(
        first: String, second: String, height: Double, weight: Double, level: Double,
        worstDomain: String,
        worstHeight: Double
    ) {
        self.first = first
        self.second = second
        self.height = height
        self.weight = weight
        self.level = level
        self.worstDomain = worstDomain
        self.worstHeight = worstHeight
    }
}

/// The loss barriers of a pool on one evaluation set.
public struct BarriersResource: Codable, Hashable, Sendable {
    /// The evaluation set's id.
    public var evaluationSet: String
    /// Evaluations that they are made of.
    public var evaluations: Int
    /// How many of those have no score yet, or failed.
    public var lacking: Int
    /// How many of those were cancelled: they are queued again only where that is asked for by name.
    public var cancelled: Int?
    /// Pairs whose scores are all there, in order of names.
    public var pairs: [BarrierResource]

    public init(evaluationSet: String, evaluations: Int, lacking: Int, cancelled: Int? = nil, pairs: [BarrierResource])
    {
        self.evaluationSet = evaluationSet
        self.evaluations = evaluations
        self.lacking = lacking
        self.cancelled = cancelled
        self.pairs = pairs
    }
}

/// The body of `POST /v1/pools/{id}/validity`; none, or an empty one, asks for displacements alone.
public struct ValidityCreation: Codable, Hashable, Sendable {
    /// The evaluation set on which the loss barriers of every pair of partition models are wanted.
    public var evaluationSet: String?
    /// Whether barriers are measured.
    public var barrier: Bool
    /// Whether what was cancelled is queued again.
    public var again: Bool

    public init(evaluationSet: String? = nil, barrier: Bool = false, again: Bool = false) {
        self.evaluationSet = evaluationSet
        self.barrier = barrier
        self.again = again
    }
}

extension ValidityCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        evaluationSet = fields.optional(
            "evaluation_set", as: String.self, check: .reference(.evaluationSet),
            "on which loss barriers are measured")
        barrier =
            fields.optional("barrier", as: Bool.self, "true when there is an evaluation set")
            ?? fields.has("evaluation_set")
        again = fields.optional("again", as: Bool.self, else: false, "queue what was cancelled again")
        if barrier, !fields.has("evaluation_set") {
            fields.refuse(
                "evaluation_set", "is missing; expected the documents on which barriers are measured")
        }
        if !barrier, fields.has("evaluation_set") {
            fields.refuse("barrier", "is false; an evaluation set serves barriers alone")
        }
    }
}

/// Whether a pool's partition models stand near enough to their base for a merge to tell of training.
public struct ValidityResource: Codable, Hashable, Sendable {
    /// The pool's id.
    public var pool: String
    /// Where the measurement stands.
    public var state: JobState
    /// The job that measures.
    public var job: String
    /// In the order of their names' bytes; empty until it is measured.
    public var members: [MemberDisplacement]
    /// The cosine of each pair of differences from the base, in the order of ``members`` both ways.
    ///
    /// `nil` where one of the two has not moved; empty until it is measured.
    public var cosines: [[Double?]]
    /// The share of general data that partition models were trained on, where the pool tells it.
    public var generalShare: Double?
    /// The loss barriers on each evaluation set on which they were asked for.
    public var barriers: [BarriersResource]
    /// What lies outside of the range that is known to be safe, as far as it is measured.
    public var warnings: [ValidityWarning]
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it was made.
    public var createdAt: Date
    /// When it ended; missing until then.
    public var finishedAt: Date?

    public init(
        pool: String, state: JobState, job: String, members: [MemberDisplacement],
        cosines: [[Double?]],
        generalShare: Double? = nil, barriers: [BarriersResource] = [], warnings: [ValidityWarning],
        error: WorkError?,
        createdAt: Date, finishedAt: Date?
    ) {
        self.pool = pool
        self.state = state
        self.job = job
        self.members = members
        self.cosines = cosines
        self.generalShare = generalShare
        self.barriers = barriers
        self.warnings = warnings
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

extension ValidityResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .job: .id(.job),
            .members: "empty until it is measured",
            .cosines: .schema(
                .cosines,
                "of each pair of differences from the base, in the order of `members`; null where one has not moved"
            ),
            .generalShare: .share(0...1, "of general data in what partition models were trained on"),
            .barriers: "on each evaluation set that they were asked for",
        ])
    }
}

extension BarrierResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.height:
                "bits per byte above the straight line between both, macro, at its highest",
            .weight: .share(0...1, "of the first model there"),
            .level: "of the line there",
        ])
    }
}

extension BarriersResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.evaluationSet: .id(.evaluationSet),
            .lacking: "evaluations without a score",
        ])
    }
}
