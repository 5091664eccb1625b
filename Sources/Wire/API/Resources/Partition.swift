public import Foundation
public import StrictJSON
public import Words

/// The body of `POST /v1/partitions`.
public struct PartitionCreation: Codable, Hashable, Sendable {
    /// What it is to be called: 1 to 200 bytes, unique among its kind.
    public var name: String
    /// The corpus that it belongs to, by name.
    public var corpus: String
    /// A path such as `s2orc/biology/2010-2012`.
    public var labels: String?
    /// What the partition's text is for.
    public var role: PartitionRole
    /// SHA-256 of an uploaded blob that holds the documents.
    public var blob: String
    /// How the documents stand in the blob.
    public var format: DocumentFormat

    public init(
        name: String, corpus: String = "default", labels: String? = nil,
        role: PartitionRole = .partition,
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
        let name = fields.required("name", as: String.self, check: .name(of: .partition))
        let corpus = fields.optional("corpus", as: String.self, else: "default", check: .name)
        let labels = fields.optional(
            "labels", as: String.self, check: .noLongerThan(1_000),
            "a path such as s2orc/biology/2010-2012")
        let role = fields.optional("role", as: PartitionRole.self, else: .partition)
        let blob = fields.required("blob", as: String.self, check: .sha256, "an uploaded blob")
        let format = fields.optional(
            "format", as: DocumentFormat.self, else: .jsonLines, check: .ofText)
        guard let name, let blob else { return nil }
        self.init(name: name, corpus: corpus, labels: labels, role: role, blob: blob, format: format)
    }
}

/// A disjoint slice of a corpus.
public struct PartitionResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// The corpus that it belongs to, by name.
    public var corpus: String
    /// A path such as `s2orc/biology/2010-2012`.
    public var labels: String?
    /// What the partition's text is for.
    public var role: PartitionRole
    /// How many documents.
    public var documents: Int
    /// How many more the blob holds that have no text, and are left out.
    public var emptyDocuments: Int?
    /// UTF-8 bytes of the documents' text.
    public var bytes: Int
    /// Tokens of the documents' text under the byte tokenizer.
    public var tokens: Int
    /// SHA-256 of the blob that holds the documents.
    public var blob: String
    /// How the documents stand in the blob.
    public var format: DocumentFormat
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, labels: String?, role: PartitionRole, documents: Int,
        emptyDocuments: Int?, bytes: Int, tokens: Int, blob: String, format: DocumentFormat, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.labels = labels
        self.role = role
        self.documents = documents
        self.emptyDocuments = emptyDocuments
        self.bytes = bytes
        self.tokens = tokens
        self.blob = blob
        self.format = format
        self.createdAt = createdAt
    }
}

extension FieldCheck where Value == DocumentFormat {
    /// A format that is text.
    fileprivate static var ofText: FieldCheck {
        FieldCheck(["enum": .array(DocumentFormat.ofText.map { .text($0.rawValue) })]) { format in
            format.holdsTokens
                ? "is \(format.rawValue); a partition is text, for every tokenizer to read" : nil
        }
    }
}

extension PartitionResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.partition),
            .blob: .sha256(),
        ])
    }
}
