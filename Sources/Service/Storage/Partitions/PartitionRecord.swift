public import Hashing
public import Words

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
