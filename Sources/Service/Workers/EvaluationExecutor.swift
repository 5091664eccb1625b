import API
import Checkpoints
import LanguageModels
import Mixtures
import Parallelism
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

    func execute(_ task: EvaluationTask, for assignment: Assignment) async throws -> EvaluationResult {
        let (documents, scores) = try await scores(of: task, for: assignment)
        try assignment.cancellation.check()
        return try await result(of: scores, documents, task, for: assignment)
    }

    /// The documents of a task, and their scores under its merge.
    func scores(
        of task: EvaluationTask, for assignment: Assignment
    ) async throws -> ([PreparedDocument], [DocumentScore]) {
        let tokenizer = try await tokenizers.tokenizer(task.tokenizer)
        let documents = try await documents.documents(of: task, tokenizer: tokenizer)
        assignment.report(JobProgress(completed: 0, total: documents.count))
        do {
            let models = try await models(of: task, for: assignment)
            return (
                documents, try await score(documents, tokenizer, under: models, task, for: assignment)
            )
        } catch let error as CheckpointError where error.code == .changed {
            await checkpoints.forget((task.members.map(\.checkpoint) + (task.base.map { [$0] } ?? [])).map(\.hash))
            throw error
        }
    }

    /// What a candidate is merged from, open.
    private struct Models: Sendable {
        var members: [MergedModel.Member] = []
        var base: CheckpointModel?
    }

    private func models(of task: EvaluationTask, for assignment: Assignment) async throws -> Models {
        var models = Models()
        // Equal mixtures are summed in the same order wherever they come from, and so have the same bits.
        for member in task.members.sorted(by: { $0.checkpoint.hash < $1.checkpoint.hash }) {
            try assignment.cancellation.check()
            let checkpoint = try await checkpoints.checkpoint(member.checkpoint)
            models.members.append(
                MergedModel.Member(checkpoint, key: member.checkpoint.hash, weight: member.weight))
        }
        if let base = task.base { models.base = try await checkpoints.checkpoint(base) }
        return models
    }

    private func score(
        _ documents: [PreparedDocument], _ tokenizer: any Tokenizer, under models: Models, _ task: EvaluationTask,
        for assignment: Assignment
    ) async throws -> [DocumentScore] {
        let cancellation = assignment.cancellation
        let threads = threads
        return try await BlockingThread.run(named: "evaluate") {
            let merged = try MergedModel(models.members, recipe: task.way.recipe, base: models.base)
            let scorer = try Scorer(
                configuration: merged.configuration, parameters: merged.parameters, tokenizer: tokenizer,
                context: task.context)
            do {
                return try scorer.score(
                    documents, precision: task.precision, threads: threads, keepsTokens: task.perToken
                ) { share in
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
