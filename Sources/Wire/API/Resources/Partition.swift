public import Foundation
public import StrictJSON

/// The body of `POST /v1/partitions`.
public struct PartitionCreation: Codable, Hashable, Sendable {
    public var name: String
    public var corpus: String
    /// A path such as `s2orc/biology/2010-2012`.
    public var labels: String?
    public var role: PartitionRole
    /// SHA-256 of an uploaded blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat

    public init(
        name: String, corpus: String = "default", labels: String? = nil, role: PartitionRole = .partition,
        blob: String, format: DocumentFormat = .jsonLines
    ) {
        self.name = name
        self.corpus = corpus
        self.labels = labels
        self.role = role
        self.blob = blob
        self.format = format
    }
}

extension PartitionCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: Check.name)
        let corpus = fields.optional("corpus", as: String.self, check: Check.name) ?? "default"
        let labels = fields.optional("labels", as: String.self, check: Check.noLongerThan(1_000))
        let role = fields.optional("role", as: PartitionRole.self) ?? .partition
        let blob = fields.required("blob", as: String.self, check: Check.sha256)
        let format = fields.optional("format", as: DocumentFormat.self) ?? .jsonLines
        if format.holdsTokens {
            fields.refuse("format", "is \(format.rawValue); a partition is text, for every tokenizer to read")
        }
        guard let name, let blob else { return nil }
        self.init(name: name, corpus: corpus, labels: labels, role: role, blob: blob, format: format)
    }
}

/// A disjoint slice of a corpus.
public struct PartitionResource: Codable, Hashable, Sendable {
    public var id: String
    public var name: String
    public var corpus: String
    public var labels: String?
    public var role: PartitionRole
    public var documents: Int
    /// UTF-8 bytes of the documents' text.
    public var bytes: Int
    /// Tokens of the documents' text under the byte tokenizer.
    public var tokens: Int
    /// SHA-256 of the blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, labels: String?, role: PartitionRole, documents: Int, bytes: Int,
        tokens: Int, blob: String, format: DocumentFormat, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.labels = labels
        self.role = role
        self.documents = documents
        self.bytes = bytes
        self.tokens = tokens
        self.blob = blob
        self.format = format
        self.createdAt = createdAt
    }
}
