public import Mixtures
public import StrictJSON

/// Find the log-probability that one model gives each token.
public struct LogProbabilitiesTask: Hashable, Sendable {
    /// The model.
    public var checkpoint: TaskCheckpoint
    /// The tokenizer that text is read with.
    public var tokenizer: TaskTokenizer
    /// The evaluation set's.
    public var documents: TaskDocuments
    /// How it is scored: of one model.
    public var way: ScoringWay

    public init(checkpoint: TaskCheckpoint, tokenizer: TaskTokenizer, documents: TaskDocuments, way: ScoringWay) {
        self.checkpoint = checkpoint
        self.tokenizer = tokenizer
        self.documents = documents
        self.way = way
    }
}

extension LogProbabilitiesTask: Codable {
    private enum CodingKeys: String, CodingKey {
        case checkpoint, tokenizer, documents
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            checkpoint: try container.decode(TaskCheckpoint.self, forKey: .checkpoint),
            tokenizer: try container.decode(TaskTokenizer.self, forKey: .tokenizer),
            documents: try container.decode(TaskDocuments.self, forKey: .documents),
            way: try ScoringWay(from: decoder, as: .oneModel))
    }

    public func encode(to encoder: any Encoder) throws {
        try way.encode(to: encoder, as: .oneModel)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(checkpoint, forKey: .checkpoint)
        try container.encode(tokenizer, forKey: .tokenizer)
        try container.encode(documents, forKey: .documents)
    }
}

/// What came of asking a model for its log-probabilities.
public struct LogProbabilitiesResult: Codable, Hashable, Sendable {
    /// SHA-256 of an uploaded blob: f32, little-endian, the natural log-probability of every scored token, documents in
    /// order; each finite and at most 0.
    public var blob: String
    /// How many there are.
    public var tokens: Int
    /// The library versions and processor type that computed it.
    public var kernelPath: String

    public init(blob: String, tokens: Int, kernelPath: String) {
        self.blob = blob
        self.tokens = tokens
        self.kernelPath = kernelPath
    }
}

extension LogProbabilitiesResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let blob = fields.required(
            "blob", as: String.self, check: .sha256,
            "f32, little-endian: one natural log-probability a scored token, documents in order")
        let tokens = fields.required("tokens", as: Int.self, check: .within(1...1 << 40))
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
        guard let blob, let tokens, let kernelPath else { return nil }
        self.init(blob: blob, tokens: tokens, kernelPath: kernelPath)
    }
}

/// A model's log-probabilities as a worker fetches them.
public struct TaskLogProbabilities: Codable, Hashable, Sendable {
    /// What messages call the model: its partition's name, or its checkpoint's id.
    public var name: String
    /// SHA-256 of the blob.
    public var blob: String
    /// How many it holds.
    public var tokens: Int

    public init(name: String, blob: String, tokens: Int) {
        self.name = name
        self.blob = blob
        self.tokens = tokens
    }
}

extension TaskLogProbabilities: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.blob: .sha256()
        ])
    }
}
