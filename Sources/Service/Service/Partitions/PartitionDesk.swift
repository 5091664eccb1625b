import API
import HTTPServer
import HTTPTypes
import Storage
import Words

/// Partitions: documents that models are trained on.
struct PartitionDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let documents: DocumentScanner
    let registry: DocumentRegistry
}

extension PartitionDesk {
    /// Reads a partition's documents, and notes them for it.
    func stage(_ body: PartitionCreation, in registration: DocumentRegistration) async throws -> StagedDocuments {
        let scan = try await documents.scan(blob: body.blob, format: body.format)
        try await store.read { try checkName(of: body, in: $0) }
        let isBase = body.role == .base
        return try await registration.stage(
            scan, for: .partition, as: isBase ? .base : .partition, in: body.corpus,
            apartFrom: isBase ? [.evaluation] : [.partition, .evaluation])
    }

    /// Adds a partition whose documents have been noted.
    func createPartition(
        _ body: PartitionCreation, _ staged: StagedDocuments, _ transaction: Transaction
    ) throws -> Answer {
        try checkName(of: body, in: transaction)
        let scan = staged.scan
        let record = PartitionRecord(
            id: staged.owner, name: body.name, corpus: body.corpus,
            labels: PartitionLabels.path(body.labels), role: body.role,
            blob: scan.blob, format: body.format, documents: scan.documents, emptyDocuments: scan.emptyDocuments,
            bytes: scan.bytes,
            tokens: scan.tokens, createdAt: time.now())
        try transaction.insert(record)
        try transaction.endRegistration(of: record.id)
        return try Answer(.created, location: "/v1/partitions/\(record.id)", PartitionResource(record))
    }

    private func checkName(of body: PartitionCreation, in transaction: Transaction) throws {
        guard try transaction.partition(named: body.name, in: body.corpus) == nil else {
            throw Problem.nameTaken("partition", body.name, in: body.corpus)
        }
    }
}
