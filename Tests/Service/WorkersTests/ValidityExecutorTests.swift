import API
import Checkpoints
import Conformance
import Foundation
import Hashing
import LanguageModels
import Logging
import Testing

@testable import Workers

/// Checkpoints whose displacements are known without measuring.
@Suite(.serialized) struct ValidityExecutorTests {
    private let blobs: FolderBlobs

    init() throws {
        blobs = try FolderBlobs()
    }

    private static func configuration(hidden: Int) -> ModelConfiguration {
        .llama(
            vocabularySize: 4, hiddenSize: hidden, intermediateSize: 2, layerCount: 1, headCount: 1,
            maximumPositions: 8)
    }

    /// A checkpoint whose parameters are all of one value; those of the first half of every tensor of another.
    private func checkpoint(_ value: Float, firstHalf: Float? = nil, hidden: Int = 2) throws -> TaskCheckpoint {
        let layer = "model.layers.0."
        let shapes: [(String, [Int])] = [
            ("model.embed_tokens.weight", [4, hidden]), ("lm_head.weight", [4, hidden]),
            ("model.norm.weight", [hidden]),
            (layer + "input_layernorm.weight", [hidden]), (layer + "post_attention_layernorm.weight", [hidden]),
            (layer + "self_attn.q_proj.weight", [hidden, hidden]),
            (layer + "self_attn.k_proj.weight", [hidden, hidden]),
            (layer + "self_attn.v_proj.weight", [hidden, hidden]),
            (layer + "self_attn.o_proj.weight", [hidden, hidden]),
            (layer + "mlp.gate_proj.weight", [2, hidden]), (layer + "mlp.up_proj.weight", [2, hidden]),
            (layer + "mlp.down_proj.weight", [hidden, 2]),
        ]
        var tensors = MemoryTensorSource()
        for (name, dimensions) in shapes {
            let count = dimensions.reduce(1, *)
            let values = (0..<count).map { 2 * $0 < count ? firstHalf ?? value : value }
            try tensors.insert(TensorName(name), dimensions: dimensions, values: values)
        }
        let folder = "\(blobs.folder)/made-\(UUID().uuidString)"
        try CheckpointWriter.write(
            configuration: Self.configuration(hidden: hidden).file(), tensors: tensors, to: folder)
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = try blobs.place(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        let digests = try files.map { (name: $0.key, digest: try #require(SHA256Digest(hex: $0.value))) }
        return TaskCheckpoint(id: "ckpt_\(value)", hash: CheckpointHash.combine(digests).hex, files: files)
    }

    private func measure(
        _ base: TaskCheckpoint, _ models: [TaskCheckpoint], threads: Int = 1,
        _ assignment: Assignment = Assignment(lease: .sample("job_measure"))
    ) async throws -> ValidityResult {
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let executor = try ModelExecutor(
            ModelExecutor.Configuration(threads: threads, workFolder: blobs.folder + "/work"),
            blobs: source, sink: blobs, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let task = ValidityTask(
            base: base,
            models: models.enumerated().map { TaskModel(partition: "part \($0.offset)", checkpoint: $0.element) })
        guard case .validity(let result) = try await executor.execute(.validity(task), for: assignment) else {
            throw WorkFailure("wrong", "no measurement")
        }
        return result
    }

    @Test func displacementsAndTheirCosinesAreThoseOfAllParametersTogether() async throws {
        defer { blobs.remove() }
        let base = try checkpoint(1)
        let models = [try checkpoint(2), try checkpoint(0.5), try checkpoint(1), try checkpoint(1, firstHalf: 3)]
        let result = try await measure(base, models)
        #expect(result.members.map(\.partition) == ["part 0", "part 1", "part 2", "part 3"])
        // ‖θ−θ0‖ = |a−1|·√n, ‖θ‖ = a·√n, ‖θ0‖ = √n; half the parameters at 3: ‖θ−θ0‖ = √(2n), ‖θ‖ = √(5n).
        let expected = [1.0 / 3, 0.5 / 1.5, 0, 2.0.squareRoot() / (5.0.squareRoot() + 1)]
        for (member, delta) in zip(result.members, expected) { #expect(abs(member.delta - delta) < 1e-12) }
        let cosines = result.cosines.map { ($0.first, $0.second, $0.cosine) }
        let half = 0.5.squareRoot()
        let pairs: [(String, String, Double?)] = [
            ("part 0", "part 1", -1), ("part 0", "part 2", nil), ("part 0", "part 3", half),
            ("part 1", "part 2", nil), ("part 1", "part 3", -half), ("part 2", "part 3", nil),
        ]
        #expect(cosines.map(\.0) == pairs.map(\.0) && cosines.map(\.1) == pairs.map(\.1))
        for (cosine, pair) in zip(cosines, pairs) {
            #expect((cosine.2 == nil) == (pair.2 == nil))
            if let value = cosine.2, let known = pair.2 { #expect(abs(value - known) < 1e-12) }
        }
        #expect(try await measure(base, models, threads: 2) == result)
    }

    @Test func modelsOfOtherShapesAreRefusedByName() async throws {
        defer { blobs.remove() }
        let base = try checkpoint(1)
        let wide = try checkpoint(1, hidden: 4)
        let error = await #expect(throws: (any Error).self) { try await measure(base, [wide]) }
        let workError = WorkError(of: try #require(error))
        #expect(!workError.retryable && workError.detail.contains("hidden_size is 4, not 2"), "\(workError)")
    }

    @Test func aMeasurementThatIsCancelledHasNoResult() async throws {
        defer { blobs.remove() }
        let base = try checkpoint(1)
        let assignment = Assignment(lease: .sample("job_measure"))
        assignment.cancellation.cancel(.cancelled)
        await #expect(throws: WorkCancelled.self) { try await measure(base, [base], threads: 1, assignment) }
    }
}
