public import StrictJSON

/// Sums over one domain's documents.
public struct DomainSums: Codable, Hashable, Sendable {
    /// The domain's name.
    public var domain: String
    /// How many documents.
    public var documents: Int
    /// How many tokens.
    public var tokens: Int
    /// How many words.
    public var words: Int
    /// How many characters: Unicode scalars of the text.
    public var characters: Int
    /// How many bytes.
    public var bytes: Int
    /// Negative log-likelihood in nats, summed in f64 in document order.
    public var nll: Double

    public init(
        domain: String, documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int,
        nll: Double
    ) {
        self.domain = domain
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
    }
}

extension DomainSums: JSONObjectReadable {
    /// Far above any corpus, and low enough that sums over domains cannot overflow.
    private static let mostOfOneDomain = 1 << 40

    public init?(reading fields: ObjectReader) {
        let count = FieldCheck<Int>.within(0...Self.mostOfOneDomain)
        let domain = fields.required("domain", as: String.self)
        let documents = fields.required(
            "documents", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let tokens = fields.required("tokens", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let words = fields.required("words", as: Int.self, check: count)
        let characters = fields.required("characters", as: Int.self, check: count)
        let bytes = fields.required("bytes", as: Int.self, check: .within(1...Self.mostOfOneDomain))
        let nll = fields.required("nll", as: Double.self, check: .atLeast(0))
        guard let domain, let documents, let tokens, let words, let characters, let bytes, let nll
        else { return nil }
        self.init(
            domain: domain, documents: documents, tokens: tokens, words: words, characters: characters,
            bytes: bytes,
            nll: nll)
    }
}

/// What came of an evaluation.
public struct EvaluationResult: Hashable, Sendable {
    /// In order of name.
    public var domains: [DomainSums]
    /// Each document's score.
    public var documents: ScoredDocuments
    /// SHA-256 of an uploaded blob, where the task asks for it: each document's tokens and what each costs, one JSON
    /// object a line.
    public var tokensBlob: String?
    /// The library versions and processor type that computed it.
    public var kernelPath: String

    public init(
        domains: [DomainSums], documents: ScoredDocuments, tokensBlob: String? = nil, kernelPath: String
    ) {
        self.domains = domains
        self.documents = documents
        self.tokensBlob = tokensBlob
        self.kernelPath = kernelPath
    }
}

/// The scores of documents, one JSON object a line: within the result where they are short, which saves two requests.
public enum ScoredDocuments: Hashable, Sendable {
    case lines(String)
    /// SHA-256 of an uploaded blob.
    case blob(String)

    /// The most bytes of lines that a result may hold.
    public static let longestLines = 64 << 10
}

extension EvaluationResult: Encodable {
    private enum CodingKeys: String, CodingKey {
        case domains, documents, documentsBlob, tokensBlob, kernelPath
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(domains, forKey: .domains)
        switch documents {
        case .lines(let lines): try container.encode(lines, forKey: .documents)
        case .blob(let hash): try container.encode(hash, forKey: .documentsBlob)
        }
        try container.encodeIfPresent(tokensBlob, forKey: .tokensBlob)
        try container.encode(kernelPath, forKey: .kernelPath)
    }
}

extension EvaluationResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let domains = fields.required("domains", as: [DomainSums].self, check: .items(1...1_000_000))
        fields.exactlyOne(of: ["documents", "documents_blob"])
        let lines = fields.optional(
            "documents", as: String.self, check: .noLongerThan(ScoredDocuments.longestLines),
            "each document's score, one JSON object a line")
        let blob = fields.optional(
            "documents_blob", as: String.self, check: .sha256, "the same, uploaded")
        let tokens = fields.optional(
            "tokens_blob", as: String.self, check: .sha256, "where the task asks for the tokens")
        let kernelPath = fields.required("kernel_path", as: String.self, check: .noLongerThan(1_000))
        let documents = lines.map(ScoredDocuments.lines) ?? blob.map(ScoredDocuments.blob)
        guard let domains, let documents, let kernelPath else { return nil }
        self.init(domains: domains, documents: documents, tokensBlob: tokens, kernelPath: kernelPath)
    }
}
