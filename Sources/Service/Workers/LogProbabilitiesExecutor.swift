import API
import Ensembles
import Kernels
import LanguageModels
import Mixtures
import Parallelism
import Scoring

/// Asks one model for the log-probability of every token, as ensembles are made of.
struct LogProbabilitiesExecutor: Sendable {
    let evaluations: EvaluationExecutor

    func execute(_ task: LogProbabilitiesTask, for assignment: Assignment) async throws -> LogProbabilitiesResult {
        let evaluation = EvaluationTask(
            members: [TaskMember(checkpoint: task.checkpoint, weight: 1)], tokenizer: task.tokenizer,
            documents: task.documents, way: task.way, perToken: true)
        let (_, scores) = try await evaluations.scores(of: evaluation, for: assignment)
        let (bytes, tokens) = try await BlockingThread.run(named: "log probabilities") {
            let values = try scores.enumerated().flatMap { document, score in
                try Self.logProbabilities(of: score, document: document)
            }
            return (LogProbabilities.bytes(of: values), values.count)
        }
        try assignment.cancellation.check()
        return LogProbabilitiesResult(
            blob: try await evaluations.sink.store(bytes), tokens: tokens,
            kernelPath: "\(KernelPath.current(for: Arithmetic(task.way.precision)))")
    }

    /// The loss of a token is −ln p; rounding may leave one of a certain token just below 0.
    private static func logProbabilities(of score: DocumentScore, document: Int) throws -> [Float] {
        try (score.tokens ?? []).map { loss in
            guard loss.isFinite else {
                throw WorkFailure(
                    "score-not-finite",
                    "a token of document \(document) (domain \(score.domain)) has the loss \(loss); expected a finite "
                        + "number")
            }
            return min(0, -loss)
        }
    }
}
