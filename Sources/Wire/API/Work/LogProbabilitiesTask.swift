public import Mixtures
public import StrictJSON

/// Find the log-probability that one model gives each token.
public struct LogProbabilitiesTask: Codable, Hashable, Sendable {
    public var checkpoint: TaskCheckpoint
    public var tokenizer: TaskTokenizer
    public var documents: TaskDocuments
    public var precision: Precision
    public var context: Int
    public var `protocol`: ScoringProtocol

    public init(
        checkpoint: TaskCheckpoint, tokenizer: TaskTokenizer, documents: TaskDocuments, precision: Precision = .f32,
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
    public var kernelPath: String

    public init(blob: String, tokens: Int, kernelPath: String) {
        self.blob = blob
        self.tokens = tokens
        self.kernelPath = kernelPath
    }
}

extension LogProbabilitiesResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let blob = fields.required("blob", as: String.self, check: Check.sha256)
        let tokens = fields.required("tokens", as: Int.self, check: Check.within(1...1 << 40))
        let kernelPath = fields.required("kernel_path", as: String.self, check: Check.noLongerThan(1_000))
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
