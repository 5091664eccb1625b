public import Foundation
public import StrictJSON
public import Words

/// The body of `POST /v1/evaluation-sets`.
public struct EvaluationSetCreation: Codable, Hashable, Sendable {
    /// What it is to be called: 1 to 200 bytes, unique among its kind.
    public var name: String
    /// The corpus that it belongs to, by name.
    public var corpus: String
    /// SHA-256 of an uploaded blob that holds the documents.
    public var blob: String
    /// How the documents stand in the blob.
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
        let name = fields.required("name", as: String.self, check: .name(of: .evaluationSet))
        let corpus = fields.optional("corpus", as: String.self, else: "default", check: .name)
        let blob = fields.required("blob", as: String.self, check: .sha256, "an uploaded blob")
        let format = fields.optional("format", as: DocumentFormat.self, else: .jsonLines)
        let tokenizer = fields.optional(
            "tokenizer", as: String.self, check: .reference(.checkpoint),
            "of token ids: the checkpoint whose tokenizer made them")
        let separator = fields.optional(
            "separator", as: Int.self, check: .within(0...Int(Int32.max)),
            "of token ids: stands between documents; the checkpoint's end-of-text token when missing")
        if format.holdsTokens {
            if !fields.has("tokenizer") {
                fields.refuse(
                    "tokenizer", "is missing; expected the checkpoint whose tokenizer made the ids")
            }
        } else {
            for name in ["tokenizer", "separator"] where fields.has(name) {
                fields.refuse(name, "is for arrays of token ids; the format is \(format.rawValue)")
            }
        }
        guard let name, let blob else { return nil }
        self.init(
            name: name, corpus: corpus, blob: blob, format: format, tokenizer: tokenizer,
            separator: separator)
    }
}

/// What an evaluation set holds of one domain.
public struct DomainCount: Codable, Hashable, Sendable {
    /// The domain's name.
    public var domain: String
    /// How many documents.
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
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// The corpus that it belongs to, by name.
    public var corpus: String
    /// How many documents.
    public var documents: Int
    /// How many more the blob holds that have no text, and are left out.
    public var emptyDocuments: Int?
    /// UTF-8 bytes of the documents' text; of token ids, bytes of what they decode to.
    public var bytes: Int
    /// Tokens of the documents' text under the tokenizer of the pool that was asked about.
    public var tokens: Int?
    /// In the order of their names' bytes.
    public var domains: [DomainCount]
    /// SHA-256 of the blob that holds the documents.
    public var blob: String
    /// How the documents stand in the blob.
    public var format: DocumentFormat
    /// Of token ids: what identifies the tokenizer that made them; a pool that reads with another cannot be scored on
    /// them.
    public var tokenizer: String?
    /// Of token ids: the id that stands between documents where an array is one row of ids.
    public var separator: Int?
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, name: String, corpus: String, documents: Int, emptyDocuments: Int?, bytes: Int, tokens: Int? = nil,
        domains: [DomainCount], blob: String, format: DocumentFormat, tokenizer: String? = nil,
        separator: Int? = nil,
        createdAt: Date
    ) {
        self.id = id
        self.name = name
        self.corpus = corpus
        self.documents = documents
        self.emptyDocuments = emptyDocuments
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

extension DomainCount: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.tokens: "under the tokenizer of the pool that was asked about"
        ])
    }
}

extension EvaluationSetResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.evaluationSet),
            .tokens: "under the tokenizer of the pool that was asked about",
            .blob: .sha256(),
        ])
    }
}
