/// One base model, and the partitions with their models.
public struct PoolRecord: Hashable, Sendable {
    /// A partition and the base model continued on it.
    public struct Member: Hashable, Sendable {
        public var partition: Identifier
        /// The partition's name: what mixtures of this pool call it.
        public var name: String
        /// The model that was continued on it.
        public var checkpoint: Identifier
        /// Tokens of the partition under the pool's tokenizer.
        public var tokens: Int
        /// Since when nothing new is asked about it, if so.
        public var retiredAt: Timestamp?

        public init(
            partition: Identifier, name: String, checkpoint: Identifier, tokens: Int, retiredAt: Timestamp? = nil
        ) {
            self.partition = partition
            self.name = name
            self.checkpoint = checkpoint
            self.tokens = tokens
            self.retiredAt = retiredAt
        }
    }

    public var id: Identifier
    /// Unique.
    public var name: String
    /// The base model's checkpoint.
    public var base: Identifier
    /// Where the tokenizer comes from: `bytes`, or `checkpoint` for the base's.
    public var tokenizer: String
    /// What identifies it.
    public var tokenizerHash: String
    /// The share of general data, such as the base's, in what each partition model was trained on; `nil` where it is
    /// not known.
    public var generalShare: Double?
    /// In order of name.
    public var members: [Member]
    public var createdAt: Timestamp

    public init(
        id: Identifier, name: String, base: Identifier, tokenizer: String, tokenizerHash: String,
        generalShare: Double? = nil, members: [Member], createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.base = base
        self.tokenizer = tokenizer
        self.tokenizerHash = tokenizerHash
        self.generalShare = generalShare
        self.members = members
        self.createdAt = createdAt
    }
}
