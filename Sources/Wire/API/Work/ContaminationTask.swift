public import StrictJSON

/// Training text, as a worker holds an evaluation set against it.
public struct TaskTrainingText: Codable, Hashable, Sendable {
    /// The partition's id.
    public var partition: String
    /// How many documents.
    public var documents: TaskDocuments

    public init(partition: String, documents: TaskDocuments) {
        self.partition = partition
        self.documents = documents
    }
}

/// Find the n-grams of an evaluation set that stand in training text.
public struct ContaminationTask: Codable, Hashable, Sendable {
    /// The evaluation set's.
    public var documents: TaskDocuments
    /// What made the ids, where the evaluation set's documents stand as those.
    public var tokenizer: TaskTokenizer
    /// In the order in which the result tells of them.
    public var texts: [TaskTrainingText]

    public init(documents: TaskDocuments, tokenizer: TaskTokenizer, texts: [TaskTrainingText]) {
        self.documents = documents
        self.tokenizer = tokenizer
        self.texts = texts
    }
}

/// How much of one domain stands in all of the training text.
public struct DomainOverlapResource: Codable, Hashable, Sendable {
    /// The domain's name.
    public var domain: String
    /// How many documents.
    public var documents: Int
    /// Documents of fewer words than an n-gram has: they have none, and are never said to overlap.
    public var shortDocuments: Int
    /// N-grams of the documents, each as often as it stands there.
    public var ngrams: Int
    /// Documents with at least one n-gram that stands in the training text.
    public var overlappingDocuments: Int
    /// N-grams that stand in the training text.
    public var overlappingNgrams: Int

    public init(
        domain: String, documents: Int, shortDocuments: Int, ngrams: Int, overlappingDocuments: Int,
        overlappingNgrams: Int
    ) {
        self.domain = domain
        self.documents = documents
        self.shortDocuments = shortDocuments
        self.ngrams = ngrams
        self.overlappingDocuments = overlappingDocuments
        self.overlappingNgrams = overlappingNgrams
    }
}

extension DomainOverlapResource: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let count = FieldCheck<Int>.within(0...1 << 40)
        let domain = fields.required("domain", as: String.self)
        let documents = fields.required("documents", as: Int.self, check: .within(1...1 << 40))
        let short = fields.required(
            "short_documents", as: Int.self, check: .atMost(documents),
            "of fewer words than an n-gram has: they are never said to overlap")
        let ngrams = fields.required(
            "ngrams", as: Int.self, check: count,
            "runs of words of the documents, each as often as it stands there")
        let overlapping = fields.required(
            "overlapping_documents", as: Int.self, check: .atMost(documents),
            "with at least one n-gram that stands in the training text")
        let overlappingNgrams = fields.required(
            "overlapping_ngrams", as: Int.self, check: .atMost(ngrams),
            "n-grams that stand in the training text")
        guard let domain, let documents, let short, let ngrams, let overlapping, let overlappingNgrams
        else {
            return nil
        }
        self.init(
            domain: domain, documents: documents, shortDocuments: short, ngrams: ngrams,
            overlappingDocuments: overlapping, overlappingNgrams: overlappingNgrams)
    }
}

/// How much of one domain stands in one partition.
public struct PartOverlap: Codable, Hashable, Sendable {
    /// The domain's name.
    public var domain: String
    public var overlappingDocuments: Int
    public var overlappingNgrams: Int

    public init(domain: String, overlappingDocuments: Int, overlappingNgrams: Int) {
        self.domain = domain
        self.overlappingDocuments = overlappingDocuments
        self.overlappingNgrams = overlappingNgrams
    }
}

extension PartOverlap: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let count = FieldCheck<Int>.within(0...1 << 40)
        let domain = fields.required("domain", as: String.self)
        let documents = fields.required("overlapping_documents", as: Int.self, check: count)
        let ngrams = fields.required("overlapping_ngrams", as: Int.self, check: count)
        guard let domain, let documents, let ngrams else { return nil }
        self.init(domain: domain, overlappingDocuments: documents, overlappingNgrams: ngrams)
    }
}

/// What was found in one partition.
public struct TextOverlap: Codable, Hashable, Sendable {
    /// The partition's id.
    public var partition: String
    /// In order of name.
    public var domains: [PartOverlap]

    public init(partition: String, domains: [PartOverlap]) {
        self.partition = partition
        self.domains = domains
    }
}

extension TextOverlap: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let partition = fields.required("partition", as: String.self)
        let domains = fields.required("domains", as: [PartOverlap].self, check: .items(1...1_000_000))
        guard let partition, let domains else { return nil }
        self.init(partition: partition, domains: domains)
    }
}

/// What came of looking for overlap.
public struct ContaminationResult: Codable, Hashable, Sendable {
    /// Of all texts together; every domain, in the order of their names' bytes.
    public var domains: [DomainOverlapResource]
    /// In the order of the task; each with every domain, in that order.
    public var texts: [TextOverlap]
    /// SHA-256 of an uploaded blob: an ``OverlappingDocument`` a line, for every document that overlaps, in their
    /// order.
    public var documentsBlob: String

    public init(domains: [DomainOverlapResource], texts: [TextOverlap], documentsBlob: String) {
        self.domains = domains
        self.texts = texts
        self.documentsBlob = documentsBlob
    }
}

extension ContaminationResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let domains = fields.required(
            "domains", as: [DomainOverlapResource].self, check: .items(1...1_000_000),
            "of all texts together")
        let texts = fields.required(
            "texts", as: [TextOverlap].self, check: .items(1...100_000), "in the order of the task")
        let blob = fields.required(
            "documents_blob", as: String.self, check: .sha256,
            "the documents that overlap, one JSON object a line")
        guard let domains, let texts, let blob else { return nil }
        self.init(domains: domains, texts: texts, documentsBlob: blob)
    }
}

extension TaskTrainingText: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.partition: .id(.partition)
        ])
    }
}

extension DomainOverlapResource: SchemaNamed {
    package static var schemaName: String { "DomainOverlap" }
}
