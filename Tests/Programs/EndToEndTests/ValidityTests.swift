import API
import Checkpoints
import Client
import Foundation
import LanguageModels
import Testing
import Words

/// A pool is measured by real workers, one of which is killed at it.
@Suite(.serialized) struct ValidityTests {
    private static let configuration = ModelConfiguration.llama(
        vocabularySize: 4_096, hiddenSize: 512, intermediateSize: 64, layerCount: 1, headCount: 8,
        maximumPositions: 64)

    /// A checkpoint whose parameters are all of one value.
    private func checkpoint(_ value: Float, in folder: String) throws -> String {
        let (hidden, inner) = (Self.configuration.hiddenSize, Self.configuration.intermediateSize)
        let layer = "model.layers.0."
        let square = ["q_proj", "k_proj", "v_proj", "o_proj"].map {
            (layer + "self_attn.\($0).weight", [hidden, hidden])
        }
        let shapes: [(String, [Int])] =
            square + [
                ("model.embed_tokens.weight", [Self.configuration.vocabularySize, hidden]),
                ("lm_head.weight", [Self.configuration.vocabularySize, hidden]), ("model.norm.weight", [hidden]),
                (layer + "input_layernorm.weight", [hidden]), (layer + "post_attention_layernorm.weight", [hidden]),
                (layer + "mlp.gate_proj.weight", [inner, hidden]), (layer + "mlp.up_proj.weight", [inner, hidden]),
                (layer + "mlp.down_proj.weight", [hidden, inner]),
            ]
        var tensors = MemoryTensorSource()
        for (name, dimensions) in shapes {
            let values = [Float](repeating: value, count: dimensions.reduce(1, *))
            try tensors.insert(TensorName(name), dimensions: dimensions, values: values)
        }
        let path = "\(folder)/value-\(value)"
        try CheckpointWriter.write(configuration: Self.configuration.file(), tensors: tensors, to: path)
        return path
    }

    private func register(_ name: String, _ value: Float, _ service: RunningService) async throws -> CheckpointResource
    {
        let path = try checkpoint(value, in: service.folder)
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            files[name] = try await service.client.upload(fileAt: "\(path)/\(name)").hex
        }
        return try await service.client.createCheckpoint(CheckpointCreation(name: name, source: .files(files)))
    }

    @Test func aMeasurementWhoseWorkerIsKilledIsDoneByAnother() async throws {
        let service = try await RunningService(workers: 2)
        let client = service.client
        let base = try await register("base", 1, service)
        let model = try await register("model", 2, service)
        var members: [PoolMemberCreation] = []
        for number in 10..<26 {
            let blob = try await client.upload(Array("text \(number)".utf8))
            let partition = try await client.createPartition(
                PartitionCreation(name: "part \(number)", blob: blob.hex, format: .text))
            members.append(PoolMemberCreation(partition: partition.id, checkpoint: model.id))
        }
        let pool = try await client.createPool(
            PoolCreation(name: "pool", base: base.id, tokenizer: .bytes, partitions: members))
        let job = try await client.validity(of: pool.id).job
        for try await event in client.jobEvents(job) where event.value.state != .queued {
            break
        }
        let worker = try #require(
            try await client.workers().all().first { $0.jobs.contains(job) }, "the measurement ended too early")
        kill(pid_t(worker.pid), SIGKILL)
        let finished = try await client.finishedJob(job)
        #expect(finished.attempts.map(\.state) == ["lost", "succeeded"])

        let validity = try await client.validity(of: "pool")
        #expect(validity.state == .succeeded)
        #expect(validity.members.map(\.partition) == members.indices.map { "part \($0 + 10)" })
        #expect(validity.members.allSatisfy { abs($0.delta - 1.0 / 3) < 1e-12 })
        #expect(validity.cosines.flatMap(\.self).allSatisfy { $0.map { abs($0 - 1) < 1e-12 } == true })
        #expect(validity.cosines.count == members.count && validity.warnings.count == members.count)
        await service.stop()
    }
}
