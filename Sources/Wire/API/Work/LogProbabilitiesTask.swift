public import Mixtures
public import StrictJSON

/// Find the log-probability that one model gives each token.
public struct LogProbabilitiesTask: Codable, Hashable, Sendable {
    /// The checkpoint's id.
    public var checkpoint: TaskCheckpoint
    /// The tokenizer that text is read with.
    public var tokenizer: TaskTokenizer
    /// How many documents.
    public var documents: TaskDocuments
    /// The number format that scores are computed in.
    public var precision: Precision
    /// Tokens of context.
    public var context: Int
    /// How documents are cut into windows and what is summed.
    public var `protocol`: ScoringProtocol

    public init(
        checkpoint: TaskCheckpoint, tokenizer: TaskTokenizer, documents: TaskDocuments,
        precision: Precision = .f32,
        context: Int, protocol: ScoringProtocol = .rolling1
    ) {
        self.checkpoint = checkpoint
        self.tokenizer = tokenizer
        self.documents = documents
        self.precision = precision
        self.context = context
        self.protocol = `protocol`
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
