import API
import Checkpoints
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
        return try await result(of: scores, documents, task, for: assignment)
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
}
