public import Mixtures

/// What scoring found for one document.
public struct DocumentScore: Hashable, Sendable {
    /// The domain that it is summed under.
    public let domain: String
    /// Documents of one cluster are resampled together.
    public let cluster: String?
    /// Counts and the negative log-likelihood in nats, summed in f64 in the order of tokens.
    public let sums: ScoreSums
    /// The negative log-likelihood of each token in nats, where it was asked for.
    public let tokens: [Float]?

    public init(domain: String, cluster: String? = nil, sums: ScoreSums, tokens: [Float]? = nil) {
        self.domain = domain
        self.cluster = cluster
        self.sums = sums
        self.tokens = tokens
    }
}

extension PreparedDocument {
    /// The score that the negative log-likelihoods of the document's tokens make, summed in f64 in their order.
    func score(_ losses: [Float], keepsTokens: Bool) -> DocumentScore {
        let sums = ScoreSums(
            tokens: losses.count, words: counts.words, characters: counts.characters, bytes: counts.bytes,
            nll: losses.reduce(0.0) { $0 + Double($1) })
        return DocumentScore(domain: domain, cluster: cluster, sums: sums, tokens: keepsTokens ? losses : nil)
    }
}

extension Score {
    /// Sums documents by domain, in the order given.
    ///
    /// - Throws: ``ScoreError`` if there are no documents.
    public init(_ documents: [DocumentScore]) throws {
        try self.init(documents: documents.map { (domain: $0.domain, sums: $0.sums) })
    }
}
