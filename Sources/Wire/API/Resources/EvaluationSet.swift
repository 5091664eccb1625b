public import Foundation
public import StrictJSON

/// The body of `POST /v1/evaluation-sets`.
public struct EvaluationSetCreation: Codable, Hashable, Sendable {
    public var name: String
    public var corpus: String
    /// SHA-256 of an uploaded blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat
    /// Of token ids: the checkpoint whose tokenizer made them.
    public var tokenizer: String?
    /// Of token ids: the id that stands between documents where an array is one row of ids.
    ///
    /// The checkpoint's end-of-text token when missing.
    public var separator: Int?

    public init(
        name: String, corpus: String = "default", blob: String, format: DocumentFormat = .jsonLines,
        tokenizer: String? = nil, separator: Int? = nil
    ) {
        self.name = name
        self.corpus = corpus
        self.blob = blob
        self.format = format
        self.tokenizer = tokenizer
        self.separator = separator
    }
}

extension EvaluationSetCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: Check.name)
        let corpus = fields.optional("corpus", as: String.self, check: Check.name) ?? "default"
        let blob = fields.required("blob", as: String.self, check: Check.sha256)
        let format = fields.optional("format", as: DocumentFormat.self) ?? .jsonLines
        let tokenizer = fields.optional("tokenizer", as: String.self)
        let separator = fields.optional("separator", as: Int.self, check: Check.within(0...Int(Int32.max)))
        if format.holdsTokens {
            if !fields.has("tokenizer") {
                fields.refuse("tokenizer", "is missing; expected the checkpoint whose tokenizer made the ids")
            }
        } else {
            for name in ["tokenizer", "separator"] where fields.has(name) {
                fields.refuse(name, "is for arrays of token ids; the format is \(format.rawValue)")
            }
        }
        guard let name, let blob else { return nil }
        self.init(
            name: name, corpus: corpus, blob: blob, format: format, tokenizer: tokenizer, separator: separator)
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
    /// UTF-8 bytes of the documents' text; of token ids, bytes of what they decode to.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer of the pool that was asked about.
    public var tokens: Int?
    /// In the order of their names' bytes.
    public var domains: [DomainCount]
    /// SHA-256 of the blob that holds the documents.
    public var blob: String
    public var format: DocumentFormat
    /// Of token ids: what identifies the tokenizer that made them; a pool that reads with another cannot be scored on them.
    public var tokenizer: String?
    /// Of token ids: the id that stands between documents where an array is one row of ids.
    public var separator: Int?
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, documents: Int, bytes: Int, tokens: Int? = nil,
        domains: [DomainCount], blob: String, format: DocumentFormat, tokenizer: String? = nil, separator: Int? = nil,
        createdAt: Date
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
        self.tokenizer = tokenizer
        self.separator = separator
        self.createdAt = createdAt
    }
}
