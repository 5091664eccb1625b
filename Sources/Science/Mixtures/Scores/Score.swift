#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Negative log-likelihood and counts: of one document, or summed over several.
public struct ScoreSums: Codable, Hashable, Sendable {
    public var documents: Int
    /// Scored tokens.
    public var tokens: Int
    /// As `rolling-1` counts them: pieces between runs of white space, empty ones at the ends counted.
    public var words: Int
    /// Unicode scalars.
    public var characters: Int
    /// UTF-8 bytes.
    public var bytes: Int
    /// Negative log-likelihood in nats, summed in f64.
    public var nll: Double

    public init(documents: Int = 1, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double) {
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
    }

    /// The sum of nothing.
    public static let zero = ScoreSums(documents: 0, tokens: 0, words: 0, characters: 0, bytes: 0, nll: 0)

    public static func + (left: ScoreSums, right: ScoreSums) -> ScoreSums {
        ScoreSums(
            documents: left.documents + right.documents, tokens: left.tokens + right.tokens,
            words: left.words + right.words, characters: left.characters + right.characters,
            bytes: left.bytes + right.bytes, nll: left.nll + right.nll)
    }

    public static func += (left: inout ScoreSums, right: ScoreSums) {
        left = left + right
    }

    /// Nats a token.
    public var nllPerToken: Double { nll / Double(tokens) }
    /// exp(NLL / tokens); infinite where that is beyond a double.
    public var perplexity: Double { exp(nll / Double(tokens)) }
    /// exp(NLL / bytes): lm-evaluation-harness's `byte_perplexity`.
    public var bytePerplexity: Double { exp(nll / Double(bytes)) }
    /// exp(NLL / words): lm-evaluation-harness's `word_perplexity`; infinite where that is beyond a double.
    public var wordPerplexity: Double { exp(nll / Double(words)) }
    /// NLL / (bytes · ln 2): lm-evaluation-harness's `bits_per_byte`.
    public var bitsPerByte: Double { nll / (Double(bytes) * log(2.0)) }
}

/// The sums of one domain.
public struct DomainScore: Codable, Hashable, Sendable {
    public let domain: String
    public let sums: ScoreSums

    public init(domain: String, sums: ScoreSums) {
        self.domain = domain
        self.sums = sums
    }
}

/// Why sums are not a score.
public enum ScoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case noDomains
    /// A domain without tokens, words or bytes, over which nothing can be divided.
    case emptyDomain(String)
    /// A checkpoint whose numbers overflow gives a likelihood that is not a number.
    case notFinite(domain: String, nll: Double)
    case repeatedDomain(String)

    public var description: String {
        switch self {
        case .noDomains: "nothing was scored: expected at least one document"
        case .emptyDomain(let domain): "domain \"\(domain)\" has no text to score"
        case .notFinite(let domain, let nll):
            "the negative log-likelihood of domain \"\(domain)\" is \(nll); expected a finite number, "
                + "so a parameter of the model is not finite or overflows"
        case .repeatedDomain(let domain): "domain \"\(domain)\" stands twice among the sums"
        }
    }
}

/// What one evaluation found: the sums per domain, and what follows from them.
public struct Score: Hashable, Sendable {
    /// Sorted by domain (by UTF-8 bytes of the name); never empty; each has tokens.
    public let domains: [DomainScore]
    /// Micro: the sums over all domains, added in order of the domains.
    public let total: ScoreSums

    /// - Throws: `ScoreError` for a domain that is empty, not finite, or there twice.
    public init(domains: [DomainScore]) throws(ScoreError) {
        guard !domains.isEmpty else { throw .noDomains }
        let sorted = domains.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) }
        for (previous, next) in zip(sorted, sorted.dropFirst()) where previous.domain == next.domain {
            throw .repeatedDomain(next.domain)
        }
        for domain in sorted {
            let sums = domain.sums
            guard sums.tokens > 0, sums.words > 0, sums.bytes > 0 else { throw .emptyDomain(domain.domain) }
            guard sums.nll.isFinite else { throw .notFinite(domain: domain.domain, nll: sums.nll) }
        }
        self.domains = sorted
        self.total = sorted.reduce(.zero) { $0 + $1.sums }
    }

    /// Adds documents up per domain, in the order given: the same documents in the same order give the same bits.
    public init(documents: some Sequence<(domain: String, sums: ScoreSums)>) throws(ScoreError) {
        var sums: [String: ScoreSums] = [:]
        for document in documents {
            sums[document.domain, default: .zero] += document.sums
        }
        try self.init(domains: sums.map { DomainScore(domain: $0.key, sums: $0.value) })
    }

    /// The sums of a domain; `nil` when it was not scored.
    public subscript(domain: String) -> ScoreSums? {
        domains.first { $0.domain == domain }?.sums
    }

    /// Every domain counts the same.
    public var macro: MacroScore {
        let count = Double(domains.count)
        return MacroScore(
            bitsPerByte: domains.reduce(0) { $0 + $1.sums.bitsPerByte } / count,
            perplexity: exp(domains.reduce(0) { $0 + $1.sums.nllPerToken } / count))
    }
}

/// Means over domains.
public struct MacroScore: Hashable, Sendable {
    /// Mean over domains of bits per byte.
    public let bitsPerByte: Double
    /// exp of the mean over domains of NLL a token; infinite where that is beyond a double.
    public let perplexity: Double
}
