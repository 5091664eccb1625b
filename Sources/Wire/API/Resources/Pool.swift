public import Foundation
public import StrictJSON

/// A partition and its model.
public struct PoolMemberCreation: Codable, Hashable, Sendable {
    /// The partition's id.
    public var partition: String
    /// The id of the partition model's checkpoint.
    public var checkpoint: String
    /// The partition's tokens under the pool's tokenizer, where they are known; counted when missing.
    public var tokens: Int?

    public init(partition: String, checkpoint: String, tokens: Int? = nil) {
        self.partition = partition
        self.checkpoint = checkpoint
        self.tokens = tokens
    }
}

extension PoolMemberCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let partition = fields.required("partition", as: String.self, check: .reference(.partition))
        let checkpoint = fields.required("checkpoint", as: String.self, check: .reference(.checkpoint))
        let tokens = fields.optional(
            "tokens", as: Int.self, check: .within(0...(1 << 53) - 1),
            "of the partition under the pool's tokenizer; counted when missing")
        guard let partition, let checkpoint else { return nil }
        self.init(partition: partition, checkpoint: checkpoint, tokens: tokens)
    }
}

/// The body of `POST /v1/pools`.
public struct PoolCreation: Codable, Hashable, Sendable {
    /// What it is to be called: 1 to 200 bytes, unique among its kind.
    public var name: String
    /// The id of the base model's checkpoint.
    public var base: String
    /// Missing means the base's own, and bytes if it brings none.
    public var tokenizer: TokenizerName?
    /// The share of general data, such as the base's, in what each partition model was trained on, where it is known: 0
    /// to 1.
    public var generalShare: Double?
    /// In order of name.
    public var partitions: [PoolMemberCreation]

    public init(
        name: String, base: String, tokenizer: TokenizerName? = nil, generalShare: Double? = nil,
        partitions: [PoolMemberCreation]
    ) {
        self.name = name
        self.base = base
        self.tokenizer = tokenizer
        self.generalShare = generalShare
        self.partitions = partitions
    }
}

extension PoolCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: .name(of: .pool))
        let base = fields.required("base", as: String.self, check: .reference(.checkpoint))
        let tokenizer = fields.optional(
            "tokenizer", as: TokenizerName.self,
            "the base's own when missing, and bytes if it brings none")
        let share = fields.optional(
            "general_share", as: Double.self, check: .within(0...1),
            "of general data, such as the base's, in what each partition model was trained on, where it is known"
        )
        let partitions = fields.required(
            "partitions", as: [PoolMemberCreation].self, check: .items(1...100_000))
        guard let name, let base, let partitions else { return nil }
        self.init(
            name: name, base: base, tokenizer: tokenizer, generalShare: share, partitions: partitions)
    }
}

/// A partition of a pool.
public struct PoolMemberResource: Codable, Hashable, Sendable {
    /// The partition's name.
    public var partition: String
    /// What people call it.
    public var name: String
    /// The checkpoint's id.
    public var checkpoint: String
    /// Under the pool's tokenizer.
    public var tokens: Int
    /// Since when nothing new is asked about it; missing while it is in use.
    public var retiredAt: Date?

    public init(
        partition: String, name: String, checkpoint: String, tokens: Int, retiredAt: Date? = nil
    ) {
        self.partition = partition
        self.name = name
        self.checkpoint = checkpoint
        self.tokens = tokens
        self.retiredAt = retiredAt
    }
}

/// The body of `POST /v1/pools/{id}:retire`.
public struct PartitionRetirement: Codable, Hashable, Sendable {
    /// The partition's name in the pool.
    public var partition: String

    public init(partition: String) {
        self.partition = partition
    }
}

extension PartitionRetirement: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        guard let partition = fields.required("partition", as: String.self, "its name in the pool")
        else { return nil }
        self.init(partition: partition)
    }
}

/// One base model, one tokenizer, and the partitions with their models, all of one architecture and shape.
public struct PoolResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// The corpus that it belongs to, by name.
    public var corpus: String
    /// The base model's checkpoint, by id.
    public var base: String
    /// The tokenizer that text is read with.
    public var tokenizer: TokenizerName
    /// What identifies the tokenizer: equal only if every text gets the same ids.
    public var tokenizerHash: String
    /// The share of general data that partition models were trained on, where it is known.
    public var generalShare: Double?
    /// In order of name.
    public var partitions: [PoolMemberResource]
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, base: String, tokenizer: TokenizerName,
        tokenizerHash: String,
        generalShare: Double? = nil, partitions: [PoolMemberResource], createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.base = base
        self.tokenizer = tokenizer
        self.tokenizerHash = tokenizerHash
        self.generalShare = generalShare
        self.partitions = partitions
        self.createdAt = createdAt
    }
}

extension PoolMemberResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.partition: .id(.partition),
            .checkpoint: .id(.checkpoint),
            .retiredAt: "since when nothing new is asked about it",
        ])
    }
}

extension PoolResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.pool),
            .base: .id(.checkpoint),
            .tokenizerHash: "equal only if every text gets the same ids",
            .generalShare: .share(0...1, "of general data in what partition models were trained on"),
        ])
    }
}
