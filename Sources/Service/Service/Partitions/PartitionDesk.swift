import API
import HTTPServer
import HTTPTypes
import Storage

/// Partitions: documents that models are trained on.
struct PartitionDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
    let documents: DocumentScanner
}

extension PartitionDesk {
    /// Adds a partition whose documents have been read.
    func createPartition(
        _ body: PartitionCreation, _ scan: DocumentScan, _ transaction: Transaction
    ) throws -> Answer {
        guard try transaction.partition(named: body.name, in: body.corpus) == nil else {
            throw Problem.nameTaken("partition", body.name, in: body.corpus)
        }
        let role: Storage.PartitionRole = try same(body.role)
        let others: Set<DocumentRole> = role == .base ? [.evaluation] : [.partition, .evaluation]
        try documents.refuseOverlap(of: scan, corpus: body.corpus, with: others, in: transaction)
        let record = PartitionRecord(
            id: identifiers.next(.partition), name: body.name, corpus: body.corpus,
            labels: body.labels.map { $0.split(separator: "/").map(String.init) } ?? [], role: role,
            blob: scan.blob, format: try same(body.format), documents: scan.documents, bytes: scan.bytes,
            tokens: scan.tokens, createdAt: time.now())
        try transaction.insert(record)
        try transaction.insert(
            scan.fingerprints, corpus: body.corpus, owner: record.id, role: role == .base ? .base : .partition)
        return try Answer(.created, location: "/v1/partitions/\(record.id)", PartitionResource(record))
    }
}
