/// How much of one domain's documents stands in training text.
public struct DomainOverlap: Hashable, Sendable {
    public let domain: String
    public internal(set) var documents = 0
    /// Documents of fewer words than an n-gram has: they have none, and are never said to overlap.
    public internal(set) var shortDocuments = 0
    /// N-grams of the documents, each as often as it stands there.
    public internal(set) var ngrams = 0
    /// Documents with at least one n-gram that stands in the training text.
    public internal(set) var overlappingDocuments = 0
    /// N-grams that stand in the training text, counted as ``ngrams`` are.
    public internal(set) var overlappingNgrams = 0

    init(domain: String) {
        self.domain = domain
    }
}

/// How much of one document stands in training text.
public struct DocumentOverlap: Hashable, Sendable {
    /// The document's place in the evaluation set, from 0.
    public let document: Int
    public let domain: String
    public let ngrams: Int
    public let overlappingNgrams: Int
}

extension NGramIndex {
    /// How much of each document is in a set of n-grams: every document, in order.
    public func documents(in set: NGramSet) -> [DocumentOverlap] {
        entries.enumerated().map { place, entry in
            var overlapping = 0
            for number in ngramAt[entry.words] where number >= 0 && set.contains(number) { overlapping += 1 }
            return DocumentOverlap(
                document: place, domain: domains[entry.domain], ngrams: max(0, entry.words.count - length + 1),
                overlappingNgrams: overlapping)
        }
    }

    /// How much of each domain is in a set of n-grams: every domain, in the order of their names' bytes.
    public func domains(in set: NGramSet) -> [DomainOverlap] {
        var sums = domains.map { DomainOverlap(domain: $0) }
        for (document, entry) in zip(documents(in: set), entries) {
            sums[entry.domain].documents += 1
            sums[entry.domain].ngrams += document.ngrams
            sums[entry.domain].overlappingNgrams += document.overlappingNgrams
            if document.ngrams == 0 { sums[entry.domain].shortDocuments += 1 }
            if document.overlappingNgrams > 0 { sums[entry.domain].overlappingDocuments += 1 }
        }
        return sums.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) }
    }
}
