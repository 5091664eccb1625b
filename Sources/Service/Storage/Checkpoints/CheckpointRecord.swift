public import Hashing

/// A model's parameters and configuration, as files in the blob store.
public struct CheckpointRecord: Hashable, Sendable {
    /// One file of a checkpoint.
    public struct File: Hashable, Sendable {
        public var name: String
        public var sha256: SHA256Digest
        /// The file's size.
        public var bytes: Int

        public init(name: String, sha256: SHA256Digest, bytes: Int) {
            self.name = name
            self.sha256 = sha256
            self.bytes = bytes
        }
    }

    public var id: Identifier
    /// Unique.
    public var name: String
    /// Stands for every file that matters to a score.
    public var hash: SHA256Digest
    /// The architecture, as `config.json` names it.
    public var modelType: String
    /// How many parameters it has.
    public var parameters: Int
    /// How many tokens the model knows.
    public var vocabularySize: Int
    /// The longest context in tokens.
    public var context: Int
    /// Keys of `config.json`, and tensors, that whoever brought it takes to change nothing, in order.
    public var ignoredKeys: [String]
    /// In order of name.
    public var files: [File]
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, hash: SHA256Digest, modelType: String, parameters: Int, vocabularySize: Int,
        context: Int, ignoredKeys: [String] = [], files: [File], createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.modelType = modelType
        self.parameters = parameters
        self.vocabularySize = vocabularySize
        self.context = context
        self.ignoredKeys = ignoredKeys
        self.files = files
        self.createdAt = createdAt
    }
}
