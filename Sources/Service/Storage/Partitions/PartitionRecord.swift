public import Hashing

/// How the documents of a text stand in its blob.
public enum DocumentFormat: String, Hashable, Sendable, CaseIterable {
    /// One JSON object a line.
    case jsonl
    /// One JSON object a line, compressed by gzip.
    case jsonlGzip = "jsonl.gz"
    /// The whole blob is one document.
    case text
    /// A NumPy array of token ids.
    case npy
    /// Token ids of two bytes, without a header.
    case uint16
    /// Token ids of four bytes, without a header.
    case uint32
}

/// What a slice of the corpus is for.
public enum PartitionRole: String, Hashable, Sendable, CaseIterable {
    /// Partition models are trained on it.
    case partition
    /// The base model is trained on it.
    case base
}

/// A disjoint slice of a corpus.
public struct PartitionRecord: Hashable, Sendable {
    public var id: Identifier
    /// Unique within its corpus.
    public var name: String
    public var corpus: String
    /// The path of labels, outermost first.
    public var labels: [String]
    public var role: PartitionRole
    public var blob: SHA256Digest
    public var format: DocumentFormat
    /// How many documents it has.
    public var documents: Int
    /// Bytes of the documents' text, in UTF-8.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer it was counted with.
    public var tokens: Int
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, corpus: String, labels: [String] = [], role: PartitionRole = .partition,
        blob: SHA256Digest, format: DocumentFormat, documents: Int, bytes: Int, tokens: Int, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.labels = labels
        self.role = role
        self.blob = blob
        self.format = format
        self.documents = documents
        self.bytes = bytes
        self.tokens = tokens
        self.createdAt = createdAt
    }
}
