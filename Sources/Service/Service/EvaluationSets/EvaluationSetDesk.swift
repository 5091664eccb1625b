import API
import HTTPServer
import HTTPTypes
import Scoring
import Storage
import Tokenizers

/// Evaluation sets: documents that are scored and never trained on.
struct EvaluationSetDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let documents: DocumentScanner
    let registry: DocumentRegistry
    let tokens: TokenCounting
}

extension EvaluationSetDesk {
    /// Reads an evaluation set's documents, and notes them for it.
    func stage(
        _ body: EvaluationSetCreation, in registration: DocumentRegistration
    ) async throws -> (documents: StagedDocuments, tokens: TokenReading?) {
        let reading = try await documents.tokenReading(of: body)
        let scan = try await documents.scan(blob: body.blob, format: body.format, tokens: reading)
        try await store.read { try checkName(of: body, in: $0) }
        let staged = try await registration.stage(
            scan, for: .evaluationSet, as: .evaluation, in: body.corpus, apartFrom: [.partition, .base])
        return (staged, reading)
    }

    /// Adds an evaluation set whose documents have been noted.
    func createEvaluationSet(
        _ body: EvaluationSetCreation, _ staged: StagedDocuments, _ tokens: TokenReading?, _ transaction: Transaction
    ) throws -> Answer {
        try checkName(of: body, in: transaction)
        let scan = staged.scan
        let record = EvaluationSetRecord(
            id: staged.owner, name: body.name, corpus: body.corpus, blob: scan.blob,
            format: body.format, tokenizer: tokens?.tokenizer.hash,
            separator: tokens?.separator.map(Int.init), documents: scan.documents, emptyDocuments: scan.emptyDocuments,
            bytes: scan.bytes,
            documentsHash: scan.documentsHash,
            domains: scan.domains.map { .init(domain: $0.domain, documents: $0.documents, bytes: $0.bytes) },
            createdAt: time.now())
        try transaction.insert(record)
        try transaction.endRegistration(of: record.id)
        return try Answer(.created, location: "/v1/evaluation-sets/\(record.id)", EvaluationSetResource(record))
    }

    private func checkName(of body: EvaluationSetCreation, in transaction: Transaction) throws {
        guard try transaction.evaluationSet(named: body.name) == nil else {
            throw Problem.nameTaken("evaluation set", body.name)
        }
    }
}
