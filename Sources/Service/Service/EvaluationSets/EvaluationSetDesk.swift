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
    let identifiers: IdentifierSource
    let documents: DocumentScanner
    let tokens: TokenCounting
}

extension EvaluationSetDesk {
    /// Adds an evaluation set whose documents have been read.
    func createEvaluationSet(
        _ body: EvaluationSetCreation, _ scan: DocumentScan, _ tokens: TokenReading?, _ transaction: Transaction
    ) throws -> Answer {
        guard try transaction.evaluationSet(named: body.name) == nil else {
            throw Problem.nameTaken("evaluation set", body.name)
        }
        try documents.refuseOverlap(of: scan, corpus: body.corpus, with: [.partition, .base], in: transaction)
        let record = EvaluationSetRecord(
            id: identifiers.next(.evaluationSet), name: body.name, corpus: body.corpus, blob: scan.blob,
            format: try same(body.format), tokenizer: tokens?.tokenizer.hash,
            separator: tokens?.separator.map(Int.init), documents: scan.documents, bytes: scan.bytes,
            documentsHash: scan.documentsHash,
            domains: scan.domains.map { .init(domain: $0.domain, documents: $0.documents, bytes: $0.bytes) },
            createdAt: time.now())
        try transaction.insert(record)
        try transaction.insert(
            scan.fingerprints, corpus: body.corpus, owner: record.id, role: .evaluation)
        return try Answer(.created, location: "/v1/evaluation-sets/\(record.id)", EvaluationSetResource(record))
    }
}
