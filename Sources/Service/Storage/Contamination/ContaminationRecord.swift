public import Hashing
public import Words

/// What an evaluation set shares with the text that a pool's models were trained on.
///
/// A pool whose partitions change, or whose base's share does, is asked about anew: the latest record is the answer.
public struct ContaminationRecord: Hashable, Sendable {
    /// What all of the text together holds of one domain.
    public struct Domain: Hashable, Sendable {
        public var domain: String
        /// Documents of the domain.
        public var documents: Int
        /// Documents of fewer words than an n-gram has.
        public var shortDocuments: Int
        /// N-grams of the documents, each as often as it stands there.
        public var ngrams: Int
        /// Documents that share at least one n-gram with the text.
        public var overlappingDocuments: Int
        /// N-grams of the documents that stand in the text too, each as often as in the documents.
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

    /// What one partition holds of one domain.
    public struct Overlap: Hashable, Sendable {
        /// Whose text it is.
        public var partition: Identifier
        public var domain: String
        /// Documents that share at least one n-gram with the text.
        public var overlappingDocuments: Int
        /// N-grams of the documents that stand in the text too, each as often as in the documents.
        public var overlappingNgrams: Int

        public init(partition: Identifier, domain: String, overlappingDocuments: Int, overlappingNgrams: Int) {
            self.partition = partition
            self.domain = domain
            self.overlappingDocuments = overlappingDocuments
            self.overlappingNgrams = overlappingNgrams
        }
    }

    /// What a worker found.
    public struct Result: Hashable, Sendable {
        /// In the order of their names' bytes.
        public var domains: [Domain]
        /// By partition, in no order that matters, and domain.
        public var overlaps: [Overlap]
        /// One line of JSON for each document that overlaps.
        public var documentsBlob: SHA256Digest

        public init(domains: [Domain], overlaps: [Overlap], documentsBlob: SHA256Digest) {
            self.domains = domains
            self.overlaps = overlaps
            self.documentsBlob = documentsBlob
        }
    }

    public var id: Identifier
    public var pool: Identifier
    public var evaluationSet: Identifier
    /// The job that looks for it.
    public var job: Identifier
    /// The job's state: written by the trigger `contamination_state_follows_job` (`Schema+7+jobStates.swift`), never by
    /// Swift.
    public var state: JobState
    /// The partitions that the set is held against: the pool's, then the base's share.
    public var texts: [Identifier]
    /// What was found, once the job has succeeded.
    public var result: Result?
    public var createdAt: Timestamp

    public init(
        id: Identifier, pool: Identifier, evaluationSet: Identifier, job: Identifier, state: JobState = .queued,
        texts: [Identifier], result: Result? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.job = job
        self.state = state
        self.texts = texts
        self.result = result
        self.createdAt = createdAt
    }
}
