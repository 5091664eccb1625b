package import StrictJSON

/// Sums over documents, and what is derived from them.
public struct ScoreResource: Codable, Hashable, Sendable {
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
    /// Negative log-likelihood in nats, summed.
    public var nll: Double
    /// exp(nll / tokens).
    public var perplexity: Double
    /// nll / (bytes · ln 2).
    public var bitsPerByte: Double
    /// True for the mean over domains.
    public var macro: MacroScoreResource
    /// In the order of their names' bytes.
    public var domains: [DomainScoreResource]

    public init(
        documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double,
        perplexity: Double,
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
    /// Negative log-likelihood in nats, summed.
    public var nll: Double
    /// exp(nll / tokens).
    public var perplexity: Double
    /// nll / (bytes · ln 2).
    public var bitsPerByte: Double

    public init(
        domain: String, documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int,
        nll: Double,
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

extension DomainScoreResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.nll: "nats, summed"
        ])
    }
}

extension ScoreResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.nll: "nats, summed"
        ])
    }
}
