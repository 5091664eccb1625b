import API
import Checkpoints
import Foundation
import LanguageModels
import Mixtures
import Scoring
import Tokenizers

/// Merges the members of a mixture and scores documents under the merge, which never touches the disk.
struct EvaluationExecutor: Sendable {
    let checkpoints: CheckpointCache
    let documents: DocumentCache
    let tokenizers: TokenizerCache
    let sink: any BlobSink
    /// A folder for files on their way to the service.
    let workFolder: String
    let threads: Int
    let kernelPath: String

    func execute(_ task: EvaluationTask, for assignment: Assignment) async throws -> EvaluationResult {
        guard task.method == .linear, task.precision == .f32 else {
            throw WorkFailure(
                "candidate-unsupported",
                "this worker merges by linear in f32; asked for \(task.method.rawValue) in \(task.precision.rawValue)")
        }
        let tokenizer = try await tokenizers.tokenizer(task.tokenizer)
        let documents = try await documents.documents(of: task, tokenizer: tokenizer)
        assignment.report(JobProgress(completed: 0, total: documents.count))
        // Equal mixtures are summed in the same order wherever they come from, and so have the same bits.
        let ordered = task.members.sorted { $0.checkpoint.hash < $1.checkpoint.hash }
        var members: [(checkpoint: CheckpointFolder, weight: Double)] = []
        for member in ordered {
            try assignment.cancellation.check()
            members.append((try await checkpoints.checkpoint(member.checkpoint), member.weight))
        }
        let scores: [DocumentScore]
        do {
            scores = try await score(documents, tokenizer, under: members, task, for: assignment)
        } catch let error as CheckpointError where error.code == .changed {
            await checkpoints.forget(ordered.map(\.checkpoint.hash))
            throw error
        }
        try assignment.cancellation.check()
        let blob = try await sink.store(DocumentScoreLines.bytes(scores))
        let tokens = task.perToken ? try await storeTokens(documents, scores, for: assignment) : nil
        return EvaluationResult(
            domains: try Self.sums(scores), documentsBlob: blob, tokensBlob: tokens, kernelPath: kernelPath)
    }

    private func storeTokens(
        _ documents: [PreparedDocument], _ scores: [DocumentScore], for assignment: Assignment
    ) async throws -> String {
        let path = "\(workFolder)/\(assignment.lease.job)-\(assignment.lease.attempt).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await ComputeThread.run(named: "write tokens") { try TokenLines.write(documents, scores, to: path) }
        return try await sink.store(fileAt: path)
    }

    private func score(
        _ documents: [PreparedDocument], _ tokenizer: any Tokenizer,
        under members: [(checkpoint: CheckpointFolder, weight: Double)], _ task: EvaluationTask,
        for assignment: Assignment
    ) async throws -> [DocumentScore] {
        let cancellation = assignment.cancellation
        let threads = threads
        return try await ComputeThread.run(named: "evaluate") { [members] in
            let merged = try MergedModel(members)
            let scorer = try Scorer(
                configuration: merged.configuration, parameters: merged.parameters,
                tokenizer: tokenizer, context: task.context)
            do {
                return try scorer.score(documents, threads: threads, keepsTokens: task.perToken) { share in
                    let completed = Int(share * Double(documents.count))
                    assignment.report(JobProgress(completed: completed, total: documents.count))
                } isCancelled: {
                    cancellation.isCancelled
                }
            } catch let error as CancellationError {
                try cancellation.check()
                throw error
            }
        }
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

/// The scores of single documents as a blob holds them: one JSON object a line, in order of the documents.
enum DocumentScoreLines {
    private struct Line: Encodable {
        let domain: String
        let cluster: String?
        let tokens: Int
        let words: Int
        let characters: Int
        let bytes: Int
        let nll: Double
    }

    static func bytes(_ scores: [DocumentScore]) throws -> [UInt8] {
        try scores.flatMap { score in
            let sums = score.sums
            let line = Line(
                domain: score.domain, cluster: score.cluster, tokens: sums.tokens, words: sums.words,
                characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
            return try JSONCoder.encode(line) + [UInt8(ascii: "\n")]
        }
    }
}
