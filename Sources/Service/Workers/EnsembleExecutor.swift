import API
import Ensembles
import LanguageModels
import Mixtures
import Parallelism
import Scoring

/// Scores documents under mixtures of probabilities, from what each model gives their tokens: no model is opened.
struct EnsembleExecutor: Sendable {
    let evaluations: EvaluationExecutor
    let tables: EnsembleTables

    /// A leased evaluation.
    typealias Work = EvaluationExecutor.Work

    /// Whether evaluations are ensembles that can be scored from one table.
    static func areOneBatch(_ tasks: [EvaluationTask]) -> Bool {
        SharedWork(of: tasks)?.way.estimator == .ensemble
    }

    func execute(_ task: EvaluationTask, for assignment: Assignment) async throws -> EvaluationResult {
        let scored: [Scored]
        do {
            scored = try await score([(task, assignment)]) { assignment.cancellation.isCancelled }
        } catch is CancellationError {
            // Says why it was cancelled.
            try assignment.cancellation.check()
            throw CancellationError()
        }
        try assignment.cancellation.check()
        return try await evaluations.result(of: scored[0].scores, scored[0].documents, task, for: assignment)
    }

    /// Scores ensembles together: each has the bits that it has alone.
    ///
    /// Whatever goes wrong may be the fault of one of them: those that are left then are scored one by one.
    func execute(_ batch: [Work], answer: @escaping JobExecutor.Answer) async {
        let answers = BatchAnswers(batch.map(\.assignment), answer: answer)
        let scored: [Scored]?
        do {
            scored = try await answers.watching { try await score(batch) { answers.areAllCancelled } }
        } catch {
            scored = nil
        }
        for place in answers.left {
            let (task, assignment) = batch[place]
            do {
                try assignment.cancellation.check()
                let result: EvaluationResult
                if let own = scored?[place] {
                    result = try await evaluations.result(of: own.scores, own.documents, task, for: assignment)
                } else {
                    result = try await execute(task, for: assignment)
                }
                await answers.end(place, .success(.evaluation(result)))
            } catch {
                await answers.end(place, .failure(error))
            }
        }
    }

    /// The documents of one evaluation, and their scores.
    private typealias Scored = (documents: [PreparedDocument], scores: [DocumentScore])

    private func score(_ batch: [Work], isCancelled: @escaping @Sendable () -> Bool) async throws -> [Scored] {
        let task = batch[0].task
        let tokenizer = try await evaluations.tokenizers.tokenizer(task.tokenizer)
        let documents = try await evaluations.documents.allDocuments(of: task, tokenizer: tokenizer)
        for (_, assignment) in batch { assignment.report(JobProgress(completed: 0, total: documents.count)) }
        let members = try batch.map { work in
            try work.task.members.map { member in
                guard let model = member.logProbabilities else {
                    throw WorkFailure(
                        "task-malformed",
                        "\(member.checkpoint.id) comes without its log-probabilities; the service and this worker differ "
                            + "in version")
                }
                return (model: model, weight: member.weight)
            }
        }
        let open = try await tables.table(
            of: members.flatMap { $0.map(\.model) }, documentTokens: documents.map(\.tokenCount))
        let mixtures = members.map { open.weights($0.map { ($0.model.blob, $0.weight) }) }
        let tasks = batch.map(\.task)
        return try await BlockingThread.run(named: "evaluate ensembles") {
            let sums = try open.table.documentSums(mixtures, isCancelled: isCancelled)
            try EnsembleTables.checkUnchanged(open)
            return try zip(zip(mixtures, sums), tasks).map { mixture, task in
                let losses = task.perToken ? try open.table.tokenLosses(mixture.0) : nil
                let scores = documents.scores(of: mixture.1, tokens: losses)
                // A part has the bits that its documents have in the whole.
                let places = try documents.places(of: task.part)
                return (places.map { documents[$0] }, places.map { scores[$0] })
            }
        }
    }
}

extension PreparedDocument {
    /// How many tokens are scored.
    var tokenCount: Int { windows.reduce(0) { $0 + $1.targets.count } }
}

extension [PreparedDocument] {
    /// The scores that sums make, with the losses of single tokens where those are kept.
    fileprivate func scores(of sums: [Double], tokens: [Float]?) -> [DocumentScore] {
        var start = 0
        return zip(self, sums).map { document, nll in
            let count = document.tokenCount
            defer { start += count }
            return DocumentScore(
                domain: document.domain, cluster: document.cluster,
                sums: ScoreSums(
                    tokens: count, words: document.counts.words, characters: document.counts.characters,
                    bytes: document.counts.bytes, nll: nll),
                tokens: tokens.map { [Float]($0[start..<start + count]) })
        }
    }
}
