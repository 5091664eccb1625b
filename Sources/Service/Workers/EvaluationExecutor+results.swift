import API
import Foundation
import Kernels
import LanguageModels
import Mixtures
import Parallelism
import Scoring
import Statistics

extension EvaluationExecutor {
    /// Says what scoring found, and uploads what is long.
    func result(
        of scores: [DocumentScore], _ documents: [PreparedDocument], _ task: EvaluationTask, for assignment: Assignment
    ) async throws -> EvaluationResult {
        let lines = try DocumentScoreLines.bytes(
            scores.map { DocumentScores.Document(domain: $0.domain, cluster: $0.cluster, sums: $0.sums) })
        let kept: ScoredDocuments =
            lines.count <= ScoredDocuments.longestLines
            ? .lines(String(decoding: lines, as: UTF8.self)) : .blob(try await sink.store(lines))
        let tokens = task.perToken ? try await storeTokens(documents, scores, for: assignment) : nil
        return EvaluationResult(
            domains: try Self.sums(scores), documents: kept, tokensBlob: tokens,
            kernelPath: "\(KernelPath.current(for: Arithmetic(task.precision)))")
    }

    private func storeTokens(
        _ documents: [PreparedDocument], _ scores: [DocumentScore], for assignment: Assignment
    ) async throws -> String {
        let path = "\(workFolder)/\(assignment.lease.job)-\(assignment.lease.attempt).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await BlockingThread.run(named: "write tokens") { try TokenLines.write(documents, scores, to: path) }
        return try await sink.store(fileAt: path)
    }

    private static func sums(_ scores: [DocumentScore]) throws -> [DomainSums] {
        try Score(scores).domains.map { domain in
            let sums = domain.sums
            return DomainSums(
                domain: domain.domain, documents: sums.documents, tokens: sums.tokens, words: sums.words,
                characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
        }
    }
}
