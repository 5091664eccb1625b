public import Hashing

/// What a removal leaves to be done once it is on disk.
public struct RemovalRemains: Sendable {
    /// The blobs that were referred to: those that nothing else refers to can go.
    public internal(set) var blobs: Set<SHA256Digest> = []
    /// The partitions and evaluation sets whose documents are still noted.
    public internal(set) var documents: [RegistrationRecord] = []

    public init() {}

    /// Adds what another removal leaves.
    public mutating func formUnion(_ other: RemovalRemains) {
        blobs.formUnion(other.blobs)
        documents += other.documents
    }
}

extension Transaction {
    /// Removes every record of a closure with its jobs, of which none may be under way.
    ///
    /// Documents of partitions and evaluation sets may be millions: they stay noted as those of a registration that
    /// never ended, which counts as absent, and are removed in pieces.
    public func remove(_ closure: RemovalClosure, at now: Timestamp) throws -> RemovalRemains {
        var remains = RemovalRemains()
        var jobs: Set<Identifier> = []
        for kind in RemovedRows.order {
            for id in (closure.records[kind] ?? []).sorted() {
                for query in RemovedRows.jobs[kind] ?? [] { jobs.formUnion(try identifiers(query, of: id)) }
                remains.blobs.formUnion(try blobs(of: id))
                if let corpus = try corpus(of: id) {
                    let record = RegistrationRecord(owner: id, corpus: corpus)
                    try begin(record, at: now)
                    remains.documents.append(record)
                }
                for deletion in RemovedRows.deletions(of: kind) { try execute(deletion, [id.text]) }
            }
        }
        for job in jobs.sorted() {
            for deletion in RemovedRows.jobDeletions { try execute(deletion, [job.text]) }
        }
        return remains
    }

    /// The corpus in which a record's documents are noted.
    private func corpus(of id: Identifier) throws -> String? {
        switch id.kind {
        case .partition: try partition(id)?.corpus
        case .evaluationSet: try evaluationSet(id)?.corpus
        default: nil
        }
    }
}
