public import Mixtures

/// What one evaluation found for each document, in order of the documents.
public struct DocumentScores: Hashable, Sendable {
    /// One document.
    public struct Document: Hashable, Sendable {
        public var domain: String
        /// Documents of one cluster are resampled together.
        public var cluster: String?
        /// `documents` is 1.
        public var sums: ScoreSums

        public init(domain: String, cluster: String? = nil, sums: ScoreSums) {
            self.domain = domain
            self.cluster = cluster
            self.sums = sums
        }
    }

    public let layout: DocumentLayout
    /// For each document, in order.
    public let sums: [ScoreSums]

    /// - Throws: ``DocumentScoresError`` without documents, or for a document whose counts are negative or whose
    ///   negative log-likelihood is not finite.
    public init(_ documents: [Document]) throws(DocumentScoresError) {
        try self.init(
            layout: DocumentLayout(documents.map { (domain: $0.domain, cluster: $0.cluster) }),
            sums: documents.map(\.sums))
    }

    /// - Parameter sums: one for each document of the layout.
    /// - Throws: ``DocumentScoresError``.
    public init(layout: DocumentLayout, sums: [ScoreSums]) throws(DocumentScoresError) {
        guard !sums.isEmpty else { throw .noDocuments }
        guard sums.count == layout.count else { throw .counts(expected: layout.count, found: sums.count) }
        for (index, sums) in sums.enumerated() {
            guard sums.nll.isFinite else { throw .notFinite(document: index, nll: sums.nll) }
            let least = min(sums.tokens, sums.words, sums.characters, sums.bytes)
            guard least >= 0 else { throw .negativeCount(document: index, count: least) }
        }
        self.layout = layout
        self.sums = sums
    }

    public var count: Int { sums.count }

    /// The score of all documents.
    ///
    /// - Throws: `ScoreError` for a domain without text.
    public func score() throws(ScoreError) -> Score {
        try score(over: sums.indices)
    }

    /// The score of some documents, added up in the order of the indices.
    ///
    /// - Throws: `ScoreError` when none are left, or a domain among them has no text.
    public func score(over indices: some Sequence<Int>) throws(ScoreError) -> Score {
        var domains = [ScoreSums](repeating: .zero, count: layout.domains.count)
        for index in indices { domains[layout.domainIndices[index]] += sums[index] }
        return try Score(
            domains: zip(layout.domains, domains).filter { $0.1.documents > 0 }
                .map { DomainScore(domain: $0.0, sums: $0.1) })
    }

    /// Only some documents, in the order of the indices.
    ///
    /// - Throws: ``DocumentScoresError`` when no document is left.
    public func subset(_ indices: some Sequence<Int>) throws(DocumentScoresError) -> DocumentScores {
        let indices = Array(indices)
        return try DocumentScores(layout: layout.subset(indices), sums: indices.map { sums[$0] })
    }

    /// Whether both are of the same documents, as far as domains, clusters and text counts tell.
    ///
    /// Tokens are not asked: models with other tokenizers are compared by bits per byte.
    public func isOfSameDocuments(as other: DocumentScores) -> Bool {
        layout == other.layout
            && zip(sums, other.sums).allSatisfy {
                $0.bytes == $1.bytes && $0.characters == $1.characters && $0.words == $1.words
            }
    }
}

/// Why numbers are not the scores of documents.
public enum DocumentScoresError: Error, Hashable, Sendable, CustomStringConvertible {
    case noDocuments
    case counts(expected: Int, found: Int)
    /// The document's index, from 0.
    case notFinite(document: Int, nll: Double)
    case negativeCount(document: Int, count: Int)

    public var description: String {
        switch self {
        case .noDocuments: "there are no documents; expected at least one"
        case .counts(let expected, let found): "\(found) documents have sums; expected \(expected)"
        case .notFinite(let document, let nll):
            "document \(document + 1) has the negative log-likelihood \(nll); expected a finite number"
        case .negativeCount(let document, let count):
            "document \(document + 1) has a count of \(count); expected at least 0"
        }
    }
}
