import API
import Conformance
import Foundation
import Hashing
import Logging
import Mixtures
import StrictJSON
import Studies
import TestSupport
import Testing
import Words

@testable import Workers

@Suite(.serialized) struct ExecutorContractTests {
    @Test(arguments: executorContract)
    func mergesKeepTheContract(clause: Clause<ExecutorSubject>) async throws {
        let bench = try ExecutorBench()
        defer { bench.blobs.remove() }
        try await clause.hold(bench.subject { .evaluation($0) })
    }

    @Test(arguments: executorContract)
    func ensemblesKeepTheContract(clause: Clause<ExecutorSubject>) async throws {
        let bench = try ExecutorBench()
        defer { bench.blobs.remove() }
        var known: [String: TaskLogProbabilities] = [:]
        for model in bench.models { known[model.id] = try await bench.logProbabilities(of: model) }
        try await clause.hold(
            bench.subject { task in
                var task = task
                task.estimator = .ensemble
                task.members = task.members.map { member in
                    TaskMember(
                        checkpoint: member.checkpoint, weight: member.weight,
                        logProbabilities: known[member.checkpoint.id]
                            ?? TaskLogProbabilities(name: "absent", blob: ExecutorBench.absent, tokens: 1))
                }
                return .evaluation(task)
            })
    }

    @Test(arguments: executorContract)
    func logProbabilitiesKeepTheContract(clause: Clause<ExecutorSubject>) async throws {
        let bench = try ExecutorBench()
        defer { bench.blobs.remove() }
        try await clause.hold(
            bench.subject { task in
                .logProbabilities(
                    LogProbabilitiesTask(
                        checkpoint: task.members[0].checkpoint, tokenizer: .bytes, documents: task.documents,
                        way: ScoringWay(context: 16)))
            })
    }

    @Test(arguments: executorContract, ExecutorBench.Work.allCases)
    fileprivate func everyOtherKindOfWorkKeepsTheContract(
        clause: Clause<ExecutorSubject>, work: ExecutorBench.Work
    ) async throws {
        let bench = try ExecutorBench()
        defer { bench.blobs.remove() }
        try await clause.hold(try await bench.subject(work))
    }

    @Test(arguments: executorContract)
    func fakesKeepTheContract(clause: Clause<ExecutorSubject>) async throws {
        let good = ["a", "b", "c"].map { LeaseResource.sample($0).task }
        let bad = LeaseResource.sample("bad").task
        @Sendable func end(_ task: JobTask) throws -> TaskResult {
            if task == bad { throw WorkFailure("text-empty", "line 3 is empty") }
            return .sample
        }
        try await clause.hold(ExecutorSubject(ClosureExecutor { task, _ in try end(task) }, good: good, bad: bad))
    }

    @Test func anExecutorThatAnswersABatchTwiceOrNotIsFoundOut() async throws {
        let good = ["a", "b", "c"].map { LeaseResource.sample($0).task }
        let broken = await executorContract.broken {
            ExecutorSubject(DeafExecutor(), good: good, bad: LeaseResource.sample("bad").task)
        }
        let kept = Set(executorContract.map(\.sentence)).subtracting(broken)
        #expect(kept == ["a task has the same result each time", "a batch without tasks is answered by nothing"])
    }
}

/// Does everything, whatever it is told, and answers the first of a batch alone.
private struct DeafExecutor: JobExecutor {
    func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult { .sample }

    func execute(_ batch: [(task: JobTask, assignment: Assignment)], answer: @escaping Answer) async {
        if !batch.isEmpty { await answer(0, .success(.sample)) }
    }
}

/// Three tiny models, a few documents, and the executor of a worker.
private struct ExecutorBench {
    /// The hash of no blob.
    static let absent = String(repeating: "0", count: 64)

    let blobs: FolderBlobs
    let models: [TaskCheckpoint]
    let executor: ModelExecutor
    private let texts = (0..<4).map { "text \($0) of \($0 * 7)" }
    private let set: TaskDocuments

    init() throws {
        let blobs = try FolderBlobs()
        self.blobs = blobs
        models = try (1...2).map { try blobs.checkpoint(seed: $0) }.sorted { $0.hash < $1.hash }
        let lines = texts.enumerated().map { "{\"text\":\"\($1)\",\"domain\":\"d\($0 % 2)\"}\n" }.joined()
        set = TaskDocuments(blob: try blobs.place(Data(lines.utf8)), format: .jsonLines)
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        executor = try ModelExecutor(
            ModelExecutor.Configuration(threads: 1, workFolder: blobs.folder + "/work"),
            blobs: source, sink: blobs, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The executor with tasks that are made from evaluations of mixtures.
    func subject(_ task: (EvaluationTask) -> JobTask) -> ExecutorSubject {
        let good = [[0.25, 0.75], [1, 0], [0.5, 0.5]].map { weights in
            zip(models, weights).filter { $0.1 > 0 }.map { TaskMember(checkpoint: $0, weight: $1) }
        }
        let missing = TaskCheckpoint(id: "ckpt_absent", hash: Self.absent, files: ["config.json": Self.absent])
        return ExecutorSubject(
            executor, good: good.map { task(evaluation($0)) },
            bad: task(evaluation([TaskMember(checkpoint: missing, weight: 1)])))
    }

    /// Kinds of work beside those on evaluations.
    enum Work: CaseIterable {
        case training, validity, contamination, study
    }

    /// The executor with three tasks of a kind, and one whose blob is nowhere.
    func subject(_ work: Work) async throws -> ExecutorSubject {
        var absentSet = set
        absentSet.blob = Self.absent
        switch work {
        case .training:
            let good = (1...3).map { training(seed: $0, set) }
            return ExecutorSubject(executor, good: good, bad: training(seed: 1, absentSet))
        case .validity:
            let absent = TaskCheckpoint(id: "ckpt_absent", hash: Self.absent, files: ["config.json": Self.absent])
            let good = [[0], [1], [0, 1]].map { validity(models[0], $0.map { models[$0] }) }
            return ExecutorSubject(executor, good: good, bad: validity(absent, models))
        case .contamination:
            let good = [["part_1"], ["part_2"], ["part_1", "part_2"]].map { contamination($0, set) }
            return ExecutorSubject(executor, good: good, bad: contamination(["part_1"], absentSet))
        case .study:
            var known: [TaskLogProbabilities] = []
            for model in models { known.append(try await logProbabilities(of: model)) }
            let good = [[0, 1], [1, 0], [0, 0]].map { study($0.map { known[$0] }) }
            let absent = TaskLogProbabilities(name: "absent", blob: Self.absent, tokens: known[0].tokens)
            return ExecutorSubject(executor, good: good, bad: study([absent, absent]))
        }
    }

    private func training(seed: Int, _ documents: TaskDocuments) -> JobTask {
        let configuration: [String: JSONValue] = [
            "model_type": "llama", "vocab_size": 257, "hidden_size": 8, "intermediate_size": 12,
            "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 8,
        ]
        return .training(
            TrainingTask(
                kind: .base, checkpoint: nil, configuration: configuration,
                data: [TaskShare(partition: "part_1", documents: documents, weight: 1)],
                plan: PlanResource(
                    steps: 2, sequencesPerStep: 2, context: 8, learningRate: 1e-2, warmupSteps: 1, seed: seed),
                resumeBlob: nil))
    }

    private func validity(_ base: TaskCheckpoint, _ models: [TaskCheckpoint]) -> JobTask {
        .validity(
            ValidityTask(
                base: base,
                models: models.enumerated().map { TaskModel(partition: "part \($0.offset)", checkpoint: $0.element) }))
    }

    private func contamination(_ partitions: [String], _ text: TaskDocuments) -> JobTask {
        .contamination(
            ContaminationTask(
                documents: set, tokenizer: .bytes,
                texts: partitions.map { TaskTrainingText(partition: $0, documents: text) }))
    }

    private func study(_ known: [TaskLogProbabilities]) -> JobTask {
        let tokens = texts.map(\.utf8.count)
        return .study(
            StudyTask(
                input: StudyStepInput(
                    step: StudyStep(kind: .convex, round: 1),
                    definition: StudyDefinition(strategy: .convex(.init())),
                    partitions: ["a", "b"].map { Weighting.Partition(name: $0, labels: [], tokens: 1) }, domains: [],
                    trials: []),
                ensemble: StudyEnsemble(
                    models: known, documentTokens: tokens,
                    documentWeights: tokens.map { _ in 1 / Double(tokens.reduce(0, +)) })))
    }

    func logProbabilities(of model: TaskCheckpoint) async throws -> TaskLogProbabilities {
        let task = LogProbabilitiesTask(
            checkpoint: model, tokenizer: .bytes, documents: set, way: ScoringWay(context: 16))
        let result = try await executor.execute(.logProbabilities(task), for: Assignment(lease: .sample("job")))
        guard case .logProbabilities(let found) = result else { throw WorkFailure("wrong", "\(result)") }
        return TaskLogProbabilities(name: model.id, blob: found.blob, tokens: found.tokens)
    }

    private func evaluation(_ members: [TaskMember]) -> EvaluationTask {
        EvaluationTask(members: members, tokenizer: .bytes, documents: set, way: ScoringWay(context: 16))
    }
}
