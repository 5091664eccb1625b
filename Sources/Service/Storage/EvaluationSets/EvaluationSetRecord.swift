public import Hashing
public import Words

/// Documents that are scored and never trained on.
public struct EvaluationSetRecord: Hashable, Sendable {
    /// What an evaluation set holds of one domain.
    public struct Domain: Hashable, Sendable {
        public var domain: String
        /// How many documents there are.
        public var documents: Int
        /// Bytes of the documents' text, in UTF-8.
        public var bytes: Int

        public init(domain: String, documents: Int, bytes: Int) {
            self.domain = domain
            self.documents = documents
            self.bytes = bytes
        }
    }

    public var id: Identifier
    /// Unique.
    public var name: String
    /// Within it no document stands in a partition too.
    public var corpus: String
    /// The documents as they were uploaded.
    public var blob: SHA256Digest
    /// How the blob is to be read.
    public var format: DocumentFormat
    /// Of token ids: what identifies the tokenizer that made them.
    public var tokenizer: String?
    /// Of token ids: the id that stands between documents where an array is one row of ids.
    public var separator: Int?
    /// How many documents there are.
    public var documents: Int
    /// How many more the blob holds that have no text.
    public var emptyDocuments: Int
    /// Bytes of the documents' text, in UTF-8; of token ids, of what they decode to.
    public var bytes: Int
    /// Stands for every document with its domain: part of an evaluation's key.
    public var documentsHash: SHA256Digest
    /// In order of name.
    public var domains: [Domain]
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, corpus: String, blob: SHA256Digest, format: DocumentFormat,
        tokenizer: String? = nil, separator: Int? = nil, documents: Int, emptyDocuments: Int = 0, bytes: Int,
        documentsHash: SHA256Digest,
        domains: [Domain], createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.blob = blob
        self.format = format
        self.tokenizer = tokenizer
        self.separator = separator
        self.documents = documents
        self.emptyDocuments = emptyDocuments
        self.bytes = bytes
        self.documentsHash = documentsHash
        self.domains = domains
        self.createdAt = createdAt
    }
}
