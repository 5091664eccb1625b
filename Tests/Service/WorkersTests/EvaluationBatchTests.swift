import API
import Conformance
import Foundation
import Hashing
import Logging
import Mixtures
import Synchronization
import Testing

import Words
@testable import Workers

/// Evaluations that are scored together end as each does alone.
@Suite(.serialized) struct EvaluationBatchTests {
    private let blobs: FolderBlobs
    private let models: [TaskCheckpoint]
    private let set: TaskDocuments

    init() throws {
        let blobs = try FolderBlobs()
        self.blobs = blobs
        models = try (1...3).map { try blobs.checkpoint(seed: $0) }
        let lines = (0..<12).map { "{\"text\":\"text \($0) of \($0 * 7)\",\"domain\":\"d\($0 % 2)\"}\n" }.joined()
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

    /// Tasks that merge the three models by weights; a weight of 0 leaves its model out.
    private func tasks(_ mixtures: [[Double]]) -> [EvaluationTask] {
        mixtures.map { weights in
            let members = zip(models, weights).filter { $0.1 > 0 }.map { TaskMember(checkpoint: $0, weight: $1) }
            return EvaluationTask(members: members, tokenizer: .bytes, documents: set, way: ScoringWay(context: 32))
        }
    }

    private static let mixtures: [[Double]] = [
        [0.2, 0.3, 0.5], [1, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [1.0 / 3, 1.0 / 3, 1.0 / 3],
    ]

    private func alone(_ task: EvaluationTask) async throws -> EvaluationResult {
        let result = try await executor().execute(.evaluation(task), for: Assignment(lease: .sample("alone")))
        guard case .evaluation(let evaluation) = result else { throw WorkFailure("wrong", "\(result)") }
        return evaluation
    }

    /// Executes tasks as one batch; every one must be answered once.
    private func together(
        _ tasks: [EvaluationTask], _ assignments: [Assignment]? = nil, threads: Int = 1
    ) async throws -> [Result<TaskResult, any Error>] {
        let assignments = assignments ?? tasks.indices.map { Assignment(lease: .sample("job_\($0)")) }
        let outcomes = Mutex<[Int: [Result<TaskResult, any Error>]]>([:])
        let work = zip(tasks, assignments).map { (task: JobTask.evaluation($0), assignment: $1) }
        await (try executor(threads: threads)).execute(work) { place, outcome in
            outcomes.withLock { $0[place, default: []].append(outcome) }
        }
        return try tasks.indices.map { place in
            let answers = outcomes.withLock { $0[place] ?? [] }
            #expect(answers.count == 1, "job \(place) is answered once")
            return try #require(answers.first)
        }
    }

    @Test func everyScoreHasTheBitsThatItHasAlone() async throws {
        defer { blobs.remove() }
        var tasks = tasks(Self.mixtures)
        tasks[1].perToken = true
        #expect(EvaluationExecutor.areOneBatch(tasks))
        for threads in [1, 2] {
            for (task, outcome) in zip(tasks, try await together(tasks, threads: threads)) {
                let result = try outcome.get()
                #expect(try await result == .evaluation(alone(task)))
            }
        }
        let own = try await alone(tasks[1])
        #expect(own.tokensBlob != nil)
        #expect(try await alone(tasks[0]).tokensBlob == nil)
    }

    @Test func oneThatIsCancelledLeavesTheOthersAsTheyAre() async throws {
        defer { blobs.remove() }
        let tasks = tasks(Self.mixtures)
        let assignments = tasks.indices.map { Assignment(lease: .sample("job_\($0)")) }
        assignments[2].cancellation.cancel(.cancelled)
        let outcomes = try await together(tasks, assignments)
        for (place, outcome) in outcomes.enumerated() {
            if place == 2 {
                #expect(throws: WorkCancelled(reason: .cancelled)) { try outcome.get() }
            } else {
                let result = try outcome.get()
                #expect(try await result == .evaluation(alone(tasks[place])))
            }
        }
        for assignment in assignments { assignment.cancellation.cancel(.stopping) }
        for outcome in try await together(tasks, assignments) {
            #expect(throws: WorkCancelled.self) { try outcome.get() }
        }
    }

    @Test func oneThatFailsLeavesTheOthersAsTheyAre() async throws {
        defer { blobs.remove() }
        var tasks = tasks(Self.mixtures)
        let missing = String(repeating: "ab", count: 32)
        tasks[3].members[1].checkpoint.hash = missing
        tasks[3].members[1].checkpoint.files["model.safetensors"] = missing
        for (place, outcome) in try await together(tasks).enumerated() {
            if place == 3 {
                let error = #expect(throws: WorkFailure.self) { try outcome.get() }
                #expect(error?.error.detail == missing)
            } else {
                let result = try outcome.get()
                #expect(try await result == .evaluation(alone(tasks[place])))
            }
        }
    }

    @Test func whatDiffersInMoreThanItsWeightsIsNoBatch() throws {
        let ties = try MergeRecipe(.ties)
        let plain = tasks(Self.mixtures)
        func differs(_ change: (inout EvaluationTask) -> Void) -> Bool {
            var changed = plain
            change(&changed[1])
            return !EvaluationExecutor.areOneBatch(changed)
        }
        #expect(EvaluationExecutor.areOneBatch(plain))
        #expect(!EvaluationExecutor.areOneBatch([plain[0]]))
        #expect(differs { $0.context = 16 })
        #expect(differs { $0.precision = .bf16 })
        #expect(differs { $0.recipe = ties })
        #expect(differs { $0.documents.domain = "other" })
        #expect(differs { $0.members.append($0.members[0]) }, "equal models are summed one after the other alone")
    }
}
