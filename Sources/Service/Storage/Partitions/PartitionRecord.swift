public import Hashing
public import Words

/// A disjoint slice of a corpus.
public struct PartitionRecord: Hashable, Sendable {
    public var id: Identifier
    /// Unique within its corpus.
    public var name: String
    /// Within it no document stands in two partitions, nor in an evaluation set too.
    public var corpus: String
    /// The path of labels, outermost first.
    public var labels: [String]
    /// Whether models are continued on it, or the base is trained on it.
    public var role: PartitionRole
    /// The documents as they were uploaded.
    public var blob: SHA256Digest
    /// How the blob is to be read.
    public var format: DocumentFormat
    /// How many documents it has.
    public var documents: Int
    /// How many more the blob holds that have no text.
    public var emptyDocuments: Int
    /// Bytes of the documents' text, in UTF-8.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer it was counted with.
    public var tokens: Int
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, corpus: String, labels: [String] = [], role: PartitionRole = .partition,
        blob: SHA256Digest, format: DocumentFormat, documents: Int, emptyDocuments: Int = 0, bytes: Int,
        tokens: Int, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.labels = labels
        self.role = role
        self.blob = blob
        self.format = format
        self.documents = documents
        self.emptyDocuments = emptyDocuments
        self.bytes = bytes
        self.tokens = tokens
        self.createdAt = createdAt
    }
}
