import API
import Checkpoints
import LanguageModels
import Mixtures
import Parallelism
import Scoring
import Statistics
import Tokenizers

extension EvaluationExecutor {
    /// A leased evaluation.
    typealias Work = (task: EvaluationTask, assignment: Assignment)

    /// Whether evaluations are merges that can be scored together.
    static func areOneBatch(_ tasks: [EvaluationTask]) -> Bool {
        SharedWork(of: tasks)?.way.estimator == .merge
            && tasks.allSatisfy { task in
                // Equal models are one in a batch; alone they are summed one after the other.
                !task.members.isEmpty && Set(task.members.map(\.checkpoint.hash)).count == task.members.count
            }
    }

    /// Scores linear merges together, each layer of each of their models being read once for all.
    ///
    /// Each score has the bits that it has alone. Whatever goes wrong may be the fault of one of them: those that are
    /// left then are scored one by one, so that each ends as it does alone.
    func execute(_ batch: [Work], answer: @escaping JobExecutor.Answer) async {
        let answers = BatchAnswers(batch.map(\.assignment), answer: answer)
        do {
            let (documents, scores) = try await answers.watching { try await score(batch, answers) }
            for place in answers.left {
                let (task, assignment) = batch[place]
                do {
                    try assignment.cancellation.check()
                    let result = try await result(of: scores[place], documents, task, for: assignment)
                    await answers.end(place, .success(.evaluation(result)))
                } catch {
                    await answers.end(place, .failure(error))
                }
            }
        } catch {
            for place in answers.left {
                let (task, assignment) = batch[place]
                do {
                    try assignment.cancellation.check()
                    await answers.end(place, .success(.evaluation(try await execute(task, for: assignment))))
                } catch {
                    await answers.end(place, .failure(error))
                }
            }
        }
    }

    private func score(
        _ batch: [Work], _ answers: BatchAnswers
    ) async throws -> ([PreparedDocument], [[DocumentScore]]) {
        let task = batch[0].task
        let tokenizer = try await tokenizers.tokenizer(task.tokenizer)
        let documents = try await documents.documents(of: task, tokenizer: tokenizer)
        let total = documents.count
        for (_, assignment) in batch { assignment.report(JobProgress(completed: 0, total: total)) }
        // In the order in which each alone is summed: by checkpoint hash.
        var models: [String: TaskCheckpoint] = [:]
        for member in batch.flatMap(\.task.members) { models[member.checkpoint.hash] = member.checkpoint }
        var members: [CheckpointModel] = []
        for (_, model) in models.sorted(by: { $0.key < $1.key }) {
            guard !answers.areAllCancelled else { throw CancellationError() }
            members.append(try await checkpoints.checkpoint(model))
        }
        let weights = batch.map { work in
            models.keys.sorted().map { hash in
                work.task.members.first { $0.checkpoint.hash == hash }?.weight ?? 0
            }
        }
        let (threads, keepsTokens) = (threads, batch.contains { $0.task.perToken })
        do {
            let scores = try await BlockingThread.run(named: "evaluate batch") { [members] in
                let scorer = try BatchScorer(members, weights: weights, tokenizer: tokenizer, context: task.context)
                return try scorer.score(
                    documents, precision: task.precision, threads: threads, keepsTokens: keepsTokens
                ) { share in
                    let progress = JobProgress(completed: Int(share * Double(total)), total: total)
                    for (_, assignment) in batch { assignment.report(progress) }
                } isCancelled: {
                    answers.areAllCancelled
                }
            }
            return (documents, scores)
        } catch let error as CheckpointError where error.code == .changed {
            await checkpoints.forget(Array(models.keys))
            throw error
        }
    }
}
