import API
import Checkpoints
import Conformance
import Foundation
import Hashing
import Kernels
import LanguageModels
import Merging
import Mixtures
import Scoring
import TestSupport
import Testing
import Tokenizers

import Words
@testable import Workers

extension ModelExecutorTests {
    /// Continues a run from a checkpoint, on a partition of its own.
    private func continued(_ start: TaskCheckpoint, seed: Int, on lines: some Sequence<String>) async throws
        -> TrainingResult
    {
        var task = try trainingTask(seed: seed, steps: 3)
        task.kind = .partition
        task.checkpoint = start
        task.configuration = nil
        task.data[0].documents = try documents(lines)
        return try await train(task)
    }

    /// A base and two partition models of it.
    private func pool() async throws -> (base: TaskCheckpoint, members: [TaskCheckpoint]) {
        let base = try checkpoint(try await train(trainingTask(seed: 1, steps: 3)), id: "base")
        let first = try checkpoint(try await continued(base, seed: 2, on: text.prefix(20)), id: "first")
        let second = try checkpoint(try await continued(base, seed: 3, on: text.suffix(20)), id: "second")
        return (base, [first, second].sorted { $0.hash < $1.hash })
    }

    private func score(_ task: EvaluationTask) async throws -> EvaluationResult {
        let result = try await executor().execute(.evaluation(task), for: Assignment(lease: .sample("job_candidate")))
        guard case .evaluation(let evaluation) = result else { throw WorkFailure("wrong", "\(result)") }
        return evaluation
    }

    private func open(_ task: TaskCheckpoint) throws -> CheckpointModel {
        var paths: [String: String] = [:]
        for (name, hash) in task.files {
            let digest = try #require(SHA256Digest(hex: hash))
            paths[name] = BlobSource.path(of: digest, inDataFolder: blobs.folder)
        }
        return try CheckpointModel(CheckpointFolder(files: CheckpointFiles(name: task.id, paths: paths)))
    }

    /// Merges on the disk, and places what was written as a checkpoint.
    private func written(
        _ recipe: MergeRecipe, _ members: [(task: TaskCheckpoint, weight: Double)], base: TaskCheckpoint
    ) throws -> TaskCheckpoint {
        let folder = blobs.folder + "/merged-\(recipe.method.rawValue)"
        let base = try open(base)
        let merged = try MergedModel(
            members.map { .init(try open($0.task), key: $0.task.hash, weight: $0.weight) }, recipe: recipe, base: base)
        try MergeWriter.write(merged.parameters, of: merged.sources, describedBy: base.checkpoint, to: folder)
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = try blobs.place(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        return TaskCheckpoint(id: "merged", hash: recipe.method.rawValue, files: files)
    }

    @Test func everyMethodScoresAsTheMergedCheckpointDoesInEitherPrecision() async throws {
        defer { blobs.remove() }
        let (base, members) = try await pool()
        let documents = try documents(text.prefix(4), domain: "fox")
        let groups = [LayerGroup(layers: 0...0, mixture: try Mixture([members[1].hash: 1]))]
        let recipes = [
            MergeRecipe.linear, try MergeRecipe(.ties, parameters: .init(density: 0.5)),
            try MergeRecipe(.dareLinear, parameters: .init(seed: 7)), try MergeRecipe(.slerp),
            try MergeRecipe(.layerwise, parameters: .init(layers: groups)),
        ]
        var losses: Set<Double> = []
        for recipe in recipes {
            let weighed = [(task: members[0], weight: 0.25), (task: members[1], weight: 0.75)]
            let merged = try written(recipe, weighed, base: base)
            for precision in Precision.allCases {
                let inFlight = try await score(
                    EvaluationTask(
                        members: weighed.map { TaskMember(checkpoint: $0.task, weight: $0.weight) }, tokenizer: .bytes,
                        documents: documents, base: recipe.usesBase ? base : nil,
                        way: ScoringWay(recipe: recipe, precision: precision, context: 32)))
                let onDisk = try await score(
                    EvaluationTask(
                        members: [TaskMember(checkpoint: merged, weight: 1)], tokenizer: .bytes, documents: documents,
                        way: ScoringWay(precision: precision, context: 32)))
                #expect(inFlight.domains == onDisk.domains, "\(recipe.method.rawValue) \(precision.rawValue)")
                let path = KernelPath.current(for: Arithmetic(precision))
                #expect(inFlight.kernelPath == "\(path)")
                losses.insert(inFlight.domains[0].nll)
            }
        }
        #expect(losses.count == recipes.count * 2, "each method and precision has a score of its own")
    }

    @Test func aMethodWithoutItsBaseOrWithWeightsThatItCannotTakeIsRefused() async throws {
        defer { blobs.remove() }
        let base = try checkpoint(try await train(trainingTask(seed: 1, steps: 1)), id: "base")
        let documents = try documents(text.prefix(1))
        for method in [MergeMethod.ties, .slerp] {
            let task = EvaluationTask(
                members: [TaskMember(checkpoint: base, weight: 1)], tokenizer: .bytes, documents: documents,
                way: ScoringWay(recipe: try MergeRecipe(method), context: 32))
            let error = await #expect(throws: (any Error).self) { try await score(task) }
            #expect(error.map { WorkError(of: $0).code } == "merge-refused")
        }
    }

    @Test func aCheckpointsTokenizerIsTrainedWithPassedOnAndScoredWith() async throws {
        defer { blobs.remove() }
        let files = try SmallTokenizer.files().mapValues { try blobs.place($0) }
        let base = try await train(trainingTask(seed: 1, steps: 2, vocabulary: SmallTokenizer.vocabularySize + 3))
        var start = try checkpoint(base, id: "base")
        start.files.merge(files) { first, _ in first }
        var task = try trainingTask(seed: 2, steps: 2)
        task.checkpoint = start
        task.configuration = nil
        task.tokenizer = TaskTokenizer(
            name: .checkpoint, hash: nil,
            files: start.files.filter { $0.key.hasSuffix(".json") },
            vocabularyRows: SmallTokenizer.vocabularySize + 3)
        let trained = try await train(task)
        #expect(trained.files.filter { files.keys.contains($0.key) } == files, "what it is read with comes with it")

        let documents = try documents(["the theatre in the other town"], domain: "stage")
        let opened = try BytePairTokenizer(
            open(start).checkpoint.files, vocabularyRows: SmallTokenizer.vocabularySize)
        var evaluation = EvaluationTask(
            members: [TaskMember(checkpoint: try checkpoint(trained, id: "model"), weight: 1)],
            tokenizer: task.tokenizer, documents: documents, way: ScoringWay(context: 32))
        evaluation.tokenizer.hash = opened.hash
        let result = try await score(evaluation)
        let tokens = opened.encode(Array("the theatre in the other town".utf8)).count
        #expect(result.domains.map(\.tokens) == [tokens] && tokens < 20)
        #expect(result.domains.map(\.bytes) == [29])

        evaluation.tokenizer.hash = "another"
        let error = await #expect(throws: WorkFailure.self) { try await score(evaluation) }
        #expect(error?.error.code == "task-malformed")
    }
}
