package import StrictJSON
public import Words

/// A checkpoint as a worker fetches it.
public struct TaskCheckpoint: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// The checkpoint's content hash: what a worker caches by, and sorts by.
    public var hash: String
    /// File name → SHA-256 of the blob.
    public var files: [String: String]
    /// What people call it, for messages.
    public var name: String?
    /// Keys of `config.json`, and tensors, that are passed over.
    public var ignoredKeys: [String]?

    public init(
        id: String, hash: String, files: [String: String], name: String? = nil, ignoredKeys: [String]? = nil
    ) {
        self.id = id
        self.hash = hash
        self.files = files
        self.name = name
        self.ignoredKeys = ignoredKeys
    }
}

/// One model of a merge.
public struct TaskMember: Codable, Hashable, Sendable {
    /// The checkpoint's id.
    public var checkpoint: TaskCheckpoint
    /// Its share of the mixture: 0 to 1.
    public var weight: Double
    /// What the model gives each token, where an ensemble is asked for.
    public var logProbabilities: TaskLogProbabilities?

    public init(
        checkpoint: TaskCheckpoint, weight: Double, logProbabilities: TaskLogProbabilities? = nil
    ) {
        self.checkpoint = checkpoint
        self.weight = weight
        self.logProbabilities = logProbabilities
    }
}

/// A tokenizer as a worker fetches it.
public struct TaskTokenizer: Codable, Hashable, Sendable {
    /// What people call it.
    public var name: TokenizerName
    /// What it must turn out to be, where that is known.
    public var hash: String?
    /// File name → SHA-256 of the blob: `tokenizer.json`, and the files that name special tokens; missing for bytes.
    public var files: [String: String]?
    /// The rows of the embedding of the model that it came with: ids are below.
    public var vocabularyRows: Int

    public init(name: TokenizerName, hash: String?, files: [String: String]?, vocabularyRows: Int) {
        self.name = name
        self.hash = hash
        self.files = files
        self.vocabularyRows = vocabularyRows
    }

    /// Every byte is a token.
    public static let bytes = TaskTokenizer(
        name: .bytes, hash: "bytes-256", files: nil, vocabularyRows: 257)
}

/// Documents as a worker fetches them.
public struct TaskDocuments: Codable, Hashable, Sendable {
    /// SHA-256 of the blob.
    public var blob: String
    /// How the documents stand in the blob.
    public var format: DocumentFormat
    /// The domain of documents that name none.
    public var domain: String
    /// Of token ids: the id that stands between documents where an array is one row of ids.
    public var separator: Int?

    /// What the service calls that domain.
    public static let unnamedDomain = "default"

    public init(
        blob: String, format: DocumentFormat, domain: String = Self.unnamedDomain, separator: Int? = nil
    ) {
        self.blob = blob
        self.format = format
        self.domain = domain
        self.separator = separator
    }
}

extension TaskCheckpoint: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.checkpoint),
            .hash: .sha256(),
            .files: .hashes(),
        ])
    }
}

extension TaskMember: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.logProbabilities: "where an ensemble is asked for"
        ])
    }
}

extension TaskTokenizer: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.hash: "what it must turn out to be",
            .files: .hashes("missing for bytes"),
        ])
    }
}

extension TaskDocuments: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.blob: .sha256()
        ])
    }
}
