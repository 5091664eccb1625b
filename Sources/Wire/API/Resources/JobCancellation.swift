public import StrictJSON
public import Words

/// The body of `POST /v1/jobs:cancel`: which jobs are meant; every field that is given must hold.
public struct JobCancellation: Codable, Hashable, Sendable {
    /// Of evaluations that were asked for under this label.
    public var label: String?
    /// Of this study, by its id or name, which is cancelled with them.
    public var study: String?
    /// Of evaluations that this pool asked for, and of what is measured of it; by its id or name.
    public var pool: String?
    /// Only those of this kind.
    public var kind: JobKind?
    /// Only those in this state.
    public var state: JobState?
    /// Whether they are only counted.
    public var dryRun: Bool

    public init(
        label: String? = nil, study: String? = nil, pool: String? = nil, kind: JobKind? = nil, state: JobState? = nil,
        dryRun: Bool = false
    ) {
        self.label = label
        self.study = study
        self.pool = pool
        self.kind = kind
        self.state = state
        self.dryRun = dryRun
    }
}

extension JobCancellation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        label = fields.optional("label", as: String.self, check: .name, "of evaluations asked for under it")
        study = fields.optional(
            "study", as: String.self, check: .reference(.study), "which is cancelled with its jobs")
        pool = fields.optional(
            "pool", as: String.self, check: .reference(.pool), "of what it asked for, and of what is measured of it")
        kind = fields.optional("kind", as: JobKind.self)
        state = fields.optional("state", as: JobState.self, check: .notFinal)
        dryRun = fields.optional("dry_run", as: Bool.self, else: false, "only count them")
        let others = ["label", "pool", "kind", "state"]
        if !(others + ["study"]).contains(where: fields.has) {
            fields.refuse("label", "is missing, and so are study, pool, kind and state; expected one of them at least")
        }
        if fields.has("study"), others.contains(where: fields.has) {
            fields.refuse("study", "is cancelled as a whole; expected no label, pool, kind or state beside it")
        }
    }
}

/// What `POST /v1/jobs:cancel` answers.
public struct JobCancellationResource: Codable, Hashable, Sendable {
    /// How many jobs are stopped, or would be.
    public var cancelled: Int
    /// How many more were meant that go on, because somebody else has asked for them too.
    public var shared: Int
    /// The first hundred of those that are stopped.
    public var jobs: [String]

    public init(cancelled: Int, shared: Int, jobs: [String]) {
        self.cancelled = cancelled
        self.shared = shared
        self.jobs = jobs
    }
}

extension JobCancellationResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.shared: "meant too, and go on: somebody else has asked for them",
            .jobs: .ids(.job, "the first 100 of those that are stopped"),
        ])
    }
}

extension FieldCheck where Value == JobState {
    /// A state that a job can be cancelled in.
    fileprivate static var notFinal: FieldCheck {
        let words = JobState.allCases.filter { !$0.isFinal }
        return FieldCheck(["enum": .array(words.map { .text($0.rawValue) })]) { state in
            state.isFinal
                ? "is \(state.rawValue), in which a job has ended; expected one of "
                    + words.map(\.rawValue).joined(separator: ", ") : nil
        }
    }
}
