public import Foundation

/// The body of `POST /v1/evaluation-sets`.
public struct EvaluationSetCreation: Codable, Hashable, Sendable {
    public var name: String
    public var corpus: String
    /// SHA-256 of an uploaded blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat

    public init(name: String, corpus: String = "default", blob: String, format: DocumentFormat = .jsonLines) {
        self.name = name
        self.corpus = corpus
        self.blob = blob
        self.format = format
    }
}

extension EvaluationSetCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: Check.name)
        let corpus = fields.optional("corpus", as: String.self, check: Check.name) ?? "default"
        let blob = fields.required("blob", as: String.self, check: Check.sha256)
        let format = fields.optional("format", as: DocumentFormat.self) ?? .jsonLines
        guard let name, let blob else { return nil }
        self.init(name: name, corpus: corpus, blob: blob, format: format)
    }
}

/// What an evaluation set holds of one domain.
public struct DomainCount: Codable, Hashable, Sendable {
    public var domain: String
    public var documents: Int
    /// UTF-8 bytes of the documents' text.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer of the pool that was asked about.
    public var tokens: Int?

    public init(domain: String, documents: Int, bytes: Int, tokens: Int? = nil) {
        self.domain = domain
        self.documents = documents
        self.bytes = bytes
        self.tokens = tokens
    }
}

/// Documents, each with a domain, that are scored and never trained on.
public struct EvaluationSetResource: Codable, Hashable, Sendable {
    public var id: String
    public var name: String
    public var corpus: String
    public var documents: Int
    /// UTF-8 bytes of the documents' text.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer of the pool that was asked about.
    public var tokens: Int?
    /// In the order of their names' bytes.
    public var domains: [DomainCount]
    /// SHA-256 of the blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, documents: Int, bytes: Int, tokens: Int? = nil,
        domains: [DomainCount],
        blob: String, format: DocumentFormat, createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.documents = documents
        self.bytes = bytes
        self.tokens = tokens
        self.domains = domains
        self.blob = blob
        self.format = format
        self.createdAt = createdAt
    }
}
