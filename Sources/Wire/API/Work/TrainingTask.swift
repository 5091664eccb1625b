public import StrictJSON
public import Words

/// One source of a training run's data.
public struct TaskShare: Codable, Hashable, Sendable {
    /// The partition's name.
    public var partition: String
    /// How many documents.
    public var documents: TaskDocuments
    /// Its share of the mixture: 0 to 1.
    public var weight: Double

    public init(partition: String, documents: TaskDocuments, weight: Double) {
        self.partition = partition
        self.documents = documents
        self.weight = weight
    }
}

/// Train.
public struct TrainingTask: Codable, Hashable, Sendable {
    /// What it is.
    public var kind: TrainingKind
    /// Where to start; or else ``configuration``, drawn at random by the plan's seed.
    public var checkpoint: TaskCheckpoint?
    public var configuration: [String: JSONValue]?
    /// The tokenizer that text is read with.
    public var tokenizer: TaskTokenizer
    /// By partition id.
    public var data: [TaskShare]
    /// How training goes on.
    public var plan: PlanResource
    /// SHA-256 of the state that an earlier attempt left.
    public var resumeBlob: String?

    public init(
        kind: TrainingKind, checkpoint: TaskCheckpoint?, configuration: [String: JSONValue]?,
        tokenizer: TaskTokenizer = .bytes, data: [TaskShare], plan: PlanResource, resumeBlob: String?
    ) {
        self.kind = kind
        self.checkpoint = checkpoint
        self.configuration = configuration
        self.tokenizer = tokenizer
        self.data = data
        self.plan = plan
        self.resumeBlob = resumeBlob
    }
}

extension TrainingTask: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.resumeBlob: .sha256()
        ])
    }
}
