import API
import Conformance
import Foundation
import Hashing
import Logging
import Mixtures
import Statistics
import Studies
import Synchronization
import Testing

import Words
@testable import Workers

/// Ensembles of tiny real models, held against what the models give each token on their own.
@Suite(.serialized) struct EnsembleExecutorTests {
    private let blobs: FolderBlobs
    private let models: [TaskCheckpoint]
    private let set: TaskDocuments

    init() throws {
        let blobs = try FolderBlobs()
        self.blobs = blobs
        models = try (1...3).map { try blobs.checkpoint(seed: $0) }.sorted { $0.hash < $1.hash }
        let lines = (0..<9).map { "{\"text\":\"text \($0) of \($0 * 7)\",\"domain\":\"d\($0 % 2)\"}\n" }.joined()
        set = TaskDocuments(blob: try blobs.place(Data(lines.utf8)), format: .jsonLines)
    }

    private func executor(threads: Int = 1) throws -> ModelExecutor {
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        return try ModelExecutor(
            ModelExecutor.Configuration(threads: threads, workFolder: blobs.folder + "/work"),
            blobs: source, sink: blobs, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func own(_ model: TaskCheckpoint, perToken: Bool = false) -> EvaluationTask {
        EvaluationTask(
            members: [TaskMember(checkpoint: model, weight: 1)], tokenizer: .bytes, documents: set,
            way: ScoringWay(context: 16),
            perToken: perToken)
    }

    private func evaluate(_ task: EvaluationTask, threads: Int = 1) async throws -> EvaluationResult {
        let result = try await executor(threads: threads)
            .execute(.evaluation(task), for: Assignment(lease: .sample("job_evaluate")))
        guard case .evaluation(let evaluation) = result else { throw WorkFailure("wrong", "\(result)") }
        return evaluation
    }

    private func found(_ model: TaskCheckpoint) async throws -> TaskLogProbabilities {
        let task = LogProbabilitiesTask(
            checkpoint: model, tokenizer: .bytes, documents: set, way: ScoringWay(context: 16))
        let result = try await executor()
            .execute(.logProbabilities(task), for: Assignment(lease: .sample("job_find")))
        guard case .logProbabilities(let found) = result else { throw WorkFailure("wrong", "\(result)") }
        return TaskLogProbabilities(name: model.id, blob: found.blob, tokens: found.tokens)
    }

    /// Ensembles of the models by weights; a weight of 0 leaves its model out.
    private func tasks(_ mixtures: [[Double]]) async throws -> [EvaluationTask] {
        var known: [TaskLogProbabilities] = []
        for model in models { known.append(try await found(model)) }
        return mixtures.map { weights in
            var task = own(models[0])
            task.estimator = .ensemble
            task.members = models.indices.filter { weights[$0] > 0 }.map {
                TaskMember(checkpoint: models[$0], weight: weights[$0], logProbabilities: known[$0])
            }
            return task
        }
    }

    /// The losses of each document's tokens, from a blob of them.
    private func losses(_ result: EvaluationResult) throws -> [[Float]] {
        struct Line: Decodable { let nll: [Float] }
        return try blobs.contents(try #require(result.tokensBlob)).split(separator: 10)
            .map { try JSONDecoder().decode(Line.self, from: $0).nll }
    }

    private func documentSums(_ result: EvaluationResult) throws -> [Double] {
        struct Line: Decodable { let nll: Double }
        return try blobs.contents(of: result.documents).split(separator: 10)
            .map { try JSONDecoder().decode(Line.self, from: $0).nll }
    }

    @Test func logProbabilitiesAreTheLossesOfTheModelsOwnEvaluation() async throws {
        defer { blobs.remove() }
        let found = try await found(models[0])
        let losses = try losses(try await evaluate(own(models[0], perToken: true))).flatMap(\.self)
        let values = try blobs.contents(found.blob).withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        #expect(values == losses.map { -$0 })
        #expect(found.tokens == losses.count)
    }

    @Test func anEnsembleIsTheDirectMeanOfItsModelsProbabilities() async throws {
        defer { blobs.remove() }
        let weights = [0.2, 0.3, 0.5]
        var task = try await tasks([weights])[0]
        task.perToken = true
        let result = try await evaluate(task, threads: 2)
        var singles: [[[Float]]] = []
        for model in models { singles.append(try losses(try await evaluate(own(model, perToken: true)))) }
        let direct = singles[0].indices.map { document in
            singles[0][document].indices.map { token in
                -log(zip(weights, singles).reduce(0) { $0 + $1.0 * exp(-Double($1.1[document][token])) })
            }
        }
        for (sum, expected) in zip(try documentSums(result), direct) {
            let expected = expected.reduce(0, +)
            #expect(abs(sum - expected) <= 1e-6 * expected)
        }
        for (own, expected) in zip(try losses(result), direct) {
            for (loss, expected) in zip(own, expected) {
                #expect(abs(Double(loss) - expected) <= 1e-6 * expected + 1e-9)
            }
        }
        let alone = try await evaluate(own(models[0]))
        #expect(result.domains.map(\.tokens) == alone.domains.map(\.tokens))
        #expect(result.domains.map(\.bytes) == alone.domains.map(\.bytes))
    }

    @Test func anEnsembleOfOneIsTheModelsOwnScore() async throws {
        defer { blobs.remove() }
        #expect(try await evaluate(tasks([[0, 1, 0]])[0]) == evaluate(own(models[1])))
    }

    @Test func aPartHasTheSumsThatItsDocumentsHaveInTheWhole() async throws {
        defer { blobs.remove() }
        var task = try await tasks([[0.2, 0.3, 0.5]])[0]
        let whole = try documentSums(try await evaluate(task))
        var parts: [Double] = []
        for part in [DocumentPart(seed: 7, from: 0, to: 4), DocumentPart(seed: 7, from: 4, to: 9)] {
            task.part = part
            parts += try documentSums(try await evaluate(task))
        }
        #expect(parts.sorted() == whole.sorted())
    }

    @Test func aConvexStepFindsTheLeastEvenWhereTwoPartitionsHaveOneModel() async throws {
        defer { blobs.remove() }
        let known = try await tasks([[0.2, 0.3, 0.5]])[0].members.compactMap(\.logProbabilities)
        let (names, models) = (["a", "b", "c"], [known[0], known[1], known[0]])
        let tokens = (0..<9).map { "text \($0) of \($0 * 7)".utf8.count }
        let counted = tokens.prefix(5).reduce(0, +)
        let task = StudyTask(
            input: StudyStepInput(
                step: StudyStep(kind: .convex, round: 1), definition: StudyDefinition(strategy: .convex(.init())),
                partitions: names.map { Weighting.Partition(name: $0, labels: [], tokens: 1) }, domains: [], trials: []),
            ensemble: StudyEnsemble(
                models: models, documentTokens: tokens,
                documentWeights: tokens.indices.map { $0 < 5 ? 1 / Double(counted) : 0 }))
        let executor = try executor(threads: 2)
        // A table of all three models is open already: what is minimised is of two alone.
        _ = try await executor.execute(
            .evaluation(tasks([[0.2, 0.3, 0.5]])[0]), for: Assignment(lease: .sample("job_evaluate")))
        let result = try await executor.execute(.study(task), for: Assignment(lease: .sample("job_study")))
        guard case .study(let found) = result else { throw WorkFailure("wrong", "\(result)") }
        let certificate = try #require(found.result.certificate)
        #expect(certificate.closed && certificate.gap <= 1e-6)
        for weight in [0, 0.25, 0.5, 0.75, 1] {
            let sums = try documentSums(try await evaluate(tasks([[weight, 1 - weight, 0]])[0]))
            #expect(certificate.value <= sums.prefix(5).reduce(0, +) / Double(counted) + 2e-6)
        }
        let mixture = try #require(found.result.proposals.first?.mixture)
        let weight = mixture["a"] + mixture["c"]
        let own = try documentSums(try await evaluate(tasks([[weight, 1 - weight, 0]])[0]))
        #expect(abs(own.prefix(5).reduce(0, +) / Double(counted) - certificate.value) < 1e-6)
        let stopped = Assignment(lease: .sample("job_study"))
        stopped.cancellation.cancel(.cancelled)
        await #expect(throws: WorkCancelled.self) { try await executor.execute(.study(task), for: stopped) }
    }

    @Test func everyScoreHasTheBitsThatItHasAlone() async throws {
        defer { blobs.remove() }
        var tasks = try await tasks([[0.2, 0.3, 0.5], [1, 0, 0], [0, 0.5, 0.5], [0.9, 0, 0.1]])
        tasks[2].perToken = true
        #expect(EnsembleExecutor.areOneBatch(tasks) && !EnsembleExecutor.areOneBatch([tasks[0]]))
        #expect(!EnsembleExecutor.areOneBatch(tasks + [own(models[0])]))
        #expect(!EvaluationExecutor.areOneBatch(tasks))
        let assignments = tasks.indices.map { Assignment(lease: .sample("job_\($0)")) }
        assignments[3].cancellation.cancel(.cancelled)
        let outcomes = Mutex<[Int: [Result<TaskResult, any Error>]]>([:])
        let work = zip(tasks, assignments).map { (task: JobTask.evaluation($0), assignment: $1) }
        await (try executor(threads: 2)).execute(work) { place, outcome in
            outcomes.withLock { $0[place, default: []].append(outcome) }
        }
        for (place, task) in tasks.enumerated() {
            let answers = outcomes.withLock { $0[place] ?? [] }
            #expect(answers.count == 1)
            let answer = try #require(answers.first)
            if place == 3 {
                #expect(throws: WorkCancelled(reason: .cancelled)) { try answer.get() }
            } else {
                let result = try answer.get()
                #expect(try await result == .evaluation(evaluate(task)))
            }
        }
    }

    @Test func oneThatFailsLeavesTheOthersAsTheyAre() async throws {
        defer { blobs.remove() }
        var tasks = try await tasks([[0.2, 0.3, 0.5], [0.5, 0.5, 0]])
        let missing = String(repeating: "ab", count: 32)
        tasks[1].members[0].logProbabilities?.blob = missing
        let outcomes = Mutex<[Int: Result<TaskResult, any Error>]>([:])
        let work = tasks.map { (task: JobTask.evaluation($0), assignment: Assignment(lease: .sample("job"))) }
        await (try executor()).execute(work) { place, outcome in outcomes.withLock { $0[place] = outcome } }
        let first = try outcomes.withLock { try $0[0]?.get() }
        #expect(try await first == .evaluation(evaluate(tasks[0])))
        let error = #expect(throws: WorkFailure.self) { try outcomes.withLock { try $0[1]?.get() } }
        #expect(error?.error.detail == missing)
    }

    @Test func whatDoesNotFitTheDocumentsIsRefusedByName() async throws {
        defer { blobs.remove() }
        var task = try await tasks([[0.5, 0.5, 0]])[0]
        task.members[1].logProbabilities?.blob = try blobs.place(Data(repeating: 0, count: 12))
        let failing = task
        let error = await #expect(throws: (any Error).self) { try await evaluate(failing) }
        let said = WorkError(of: try #require(error))
        #expect(said.code == "ensemble-refused" && !said.retryable)
        #expect(said.detail.hasPrefix("log-probabilities of \(models[1].id): 12 bytes; expected 4 for each of"))
        task.members[0].logProbabilities = nil
        let lacking = task
        await #expect(throws: WorkFailure.self) { try await evaluate(lacking) }
    }
}
