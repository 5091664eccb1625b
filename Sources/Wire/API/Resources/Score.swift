/// Sums over documents, and what is derived from them.
public struct ScoreResource: Codable, Hashable, Sendable {
    public var documents: Int
    public var tokens: Int
    public var words: Int
    public var characters: Int
    public var bytes: Int
    /// Negative log-likelihood in nats, summed.
    public var nll: Double
    /// exp(nll / tokens).
    public var perplexity: Double
    /// nll / (bytes · ln 2).
    public var bitsPerByte: Double
    public var macro: MacroScoreResource
    /// In the order of their names' bytes.
    public var domains: [DomainScoreResource]

    public init(
        documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double, perplexity: Double,
        bitsPerByte: Double, macro: MacroScoreResource, domains: [DomainScoreResource]
    ) {
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
        self.perplexity = perplexity
        self.bitsPerByte = bitsPerByte
        self.macro = macro
        self.domains = domains
    }
}

/// Means over domains.
public struct MacroScoreResource: Codable, Hashable, Sendable {
    /// Mean of the domains' bits per byte.
    public var bitsPerByte: Double
    /// exp of the mean of the domains' NLL per token.
    public var perplexity: Double

    public init(bitsPerByte: Double, perplexity: Double) {
        self.bitsPerByte = bitsPerByte
        self.perplexity = perplexity
    }
}

/// One domain's sums.
public struct DomainScoreResource: Codable, Hashable, Sendable {
    public var domain: String
    public var documents: Int
    public var tokens: Int
    public var words: Int
    public var characters: Int
    public var bytes: Int
    public var nll: Double
    public var perplexity: Double
    public var bitsPerByte: Double

    public init(
        domain: String, documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double,
        perplexity: Double, bitsPerByte: Double
    ) {
        self.domain = domain
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
        self.perplexity = perplexity
        self.bitsPerByte = bitsPerByte
    }
}
