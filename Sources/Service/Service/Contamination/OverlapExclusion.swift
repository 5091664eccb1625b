import API
import Foundation
import Hashing
import Mixtures
import Statistics
import Storage

/// Scores without the documents that overlap with training text.
struct OverlapExclusion: Sendable {
    let store: Store
    let blocking: BlockingQueue
    let contamination: ContaminationDesk
    let documentScores: DocumentScoresReader
}

extension OverlapExclusion {
    /// The documents of an evaluation set that overlap with what a pool's models were trained on, read from their blob
    /// outside of any transaction.
    ///
    /// All of the pool's partitions and the base's share count, whatever a candidate weighs: so the candidates of a
    /// pool are scored on the same documents.
    /// - Returns: their indices, from 0, and how many documents the set has.
    /// - Throws: ``Problem`` `state-conflict` while the overlap is not known, or is of other partitions than there are
    ///   now.
    func overlappingDocuments(
        of pool: Identifier, on set: Identifier
    ) async throws -> (indices: Set<Int>, count: Int) {
        let result = try await store.read { transaction in
            try contamination.knownContamination(of: pool, on: set, in: transaction)
        }
        let blob = try await store.blobs.blob(result.documentsBlob)
        let documents = try await blocking.run {
            do {
                return try OverlappingDocument.read(
                    lines: Array(try Data(contentsOf: URL(fileURLWithPath: blob.path))))
            } catch {
                throw StorageError(.corrupted, subject: "blob \(blob.digest.hex)", message: "\(error)")
            }
        }
        return (Set(documents.map(\.document)), result.domains.reduce(0) { $0 + $1.documents })
    }

    /// An evaluation whose score is that of the documents that do not overlap.
    ///
    /// One that has no score yet stays as it is.
    func leavingOutOverlap(_ resource: EvaluationResource) async throws -> EvaluationResource {
        guard let record = try await store.read({ try $0.evaluation(Identifier(resource.id, of: .evaluation)) }) else {
            throw Problem.notFound("evaluation \"\(resource.id)\"")
        }
        guard record.result != nil else { return resource }
        guard let pool = resource.pool.isEmpty ? nil : try Identifier(resource.pool, of: .pool) else {
            throw Problem(
                .stateConflict, "\(record.id) was asked of no pool, so there is no training text to hold it against.")
        }
        let overlap = try await overlappingDocuments(of: pool, on: record.evaluationSet)
        let scores = try await documentScores.scores(of: record)
        guard scores.count == overlap.count else {
            throw Problem(
                .stateConflict,
                "\(record.id) scores \(scores.count) of the \(overlap.count) documents of \(record.evaluationSet); overlap "
                    + "is left out of evaluations of them all.")
        }
        let left = (0..<scores.count).filter { !overlap.indices.contains($0) }
        guard !left.isEmpty else {
            throw Problem(
                .stateConflict, "Every document of \(record.evaluationSet) overlaps: nothing is left to score.")
        }
        var shown = resource
        shown.score = ScoreResource(try scores.score(over: left))
        shown.excludedDocuments = overlap.indices.count
        return shown
    }
}
