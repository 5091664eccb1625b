public import Foundation
package import StrictJSON
public import Words

/// One document of an evaluation set that overlaps with training text: a line of the blob that tells of those.
public struct OverlappingDocument: Codable, Hashable, Sendable {
    /// Its place in the evaluation set, from 0: that of its line among an evaluation's documents.
    public var document: Int
    /// The domain's name.
    public var domain: String
    /// How many n-grams it has.
    public var ngrams: Int
    /// Those that stand in any of the training text.
    public var overlappingNgrams: Int
    /// Partition id → how many of its n-grams stand there; partitions with none are left out.
    public var partitions: [String: Int]

    public init(
        document: Int, domain: String, ngrams: Int, overlappingNgrams: Int, partitions: [String: Int]
    ) {
        self.document = document
        self.domain = domain
        self.ngrams = ngrams
        self.overlappingNgrams = overlappingNgrams
        self.partitions = partitions
    }

    /// The lines of documents that overlap.
    public static func lines(_ documents: [OverlappingDocument]) throws -> [UInt8] {
        try documents.flatMap { try JSONCoder.encode($0) + [UInt8(ascii: "\n")] }
    }

    /// Reads lines.
    ///
    /// - Throws: the decoder's error for a line that is not such a document.
    public static func read(lines bytes: [UInt8]) throws -> [OverlappingDocument] {
        try bytes.split(separator: UInt8(ascii: "\n")).map {
            try JSONCoder.decode(OverlappingDocument.self, from: Array($0))
        }
    }
}

/// What an evaluation set shares with one partition, or one share of the base's training text.
public struct PartitionOverlap: Codable, Hashable, Sendable {
    /// The partition's id.
    public var partition: String
    /// What people call it.
    public var name: String
    /// What the partition's text is for.
    public var role: PartitionRole
    /// Every domain, in the order of their names' bytes; empty until it is found.
    public var domains: [PartOverlap]

    public init(partition: String, name: String, role: PartitionRole, domains: [PartOverlap]) {
        self.partition = partition
        self.name = name
        self.role = role
        self.domains = domains
    }
}

/// How much of an evaluation set stands in the text that a pool's models were trained on, as runs of 13 words.
public struct ContaminationResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// Where the work stands.
    public var state: JobState
    /// The job's id.
    public var job: String
    /// Words of an n-gram.
    public var length: Int
    /// Of all partitions and the base's share together, in the order of the domains' names' bytes; empty until it is
    /// found.
    public var domains: [DomainOverlapResource]
    /// The pool's partitions by name, then the base's share.
    public var partitions: [PartitionOverlap]
    /// SHA-256 of the blob with every document that overlaps, an ``OverlappingDocument`` a line.
    public var documentsBlob: String?
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it was made.
    public var createdAt: Date
    /// When it ended; missing until then.
    public var finishedAt: Date?

    public init(
        id: String, pool: String, evaluationSet: String, state: JobState, job: String, length: Int,
        domains: [DomainOverlapResource], partitions: [PartitionOverlap], documentsBlob: String?,
        error: WorkError?,
        createdAt: Date, finishedAt: Date?
    ) {
        self.id = id
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.state = state
        self.job = job
        self.length = length
        self.domains = domains
        self.partitions = partitions
        self.documentsBlob = documentsBlob
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

extension PartitionOverlap: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.partition: .id(.partition),
            .domains: "empty until it is found",
        ])
    }
}

extension ContaminationResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.contamination),
            .pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .job: .id(.job),
            .length: "words of an n-gram",
            .domains: "of all partitions and the base's share together; empty until it is found",
            .partitions: "the pool's by name, then the base's share",
            .documentsBlob: .sha256("every document that overlaps, one JSON object a line"),
        ])
    }
}
