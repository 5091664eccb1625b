import API
import Checkpoints
import Foundation
import HTTPTypes
import Hashing
import LanguageModels
import TestSupport
import Words

@testable import Service

/// Things to ask about.
extension ServiceBench {
    /// Uploads bytes and gives their hash.
    func upload(_ bytes: [UInt8]) async throws -> String {
        let hash = SHA256.hash(bytes).hex
        let reply = try await send(.put, "/v1/blobs/\(hash)", body: bytes)
        guard reply.status == 201 || reply.status == 200 else { throw Unexpected(reply: reply) }
        return hash
    }

    func upload(_ text: String) async throws -> String { try await upload(Array(text.utf8)) }

    /// One JSON line a document.
    static func lines(_ documents: [(text: String, domain: String?)]) throws -> String {
        try documents.map { document in
            var object = ["text": document.text]
            object["domain"] = document.domain
            return String(decoding: try JSONCoder.encode(object), as: UTF8.self) + "\n"
        }.joined()
    }

    func makePartition(_ name: String, _ texts: [String], role: PartitionRole = .partition) async throws
        -> PartitionResource
    {
        let blob = try await upload(Self.lines(texts.map { ($0, nil) }))
        return try await expect(201, post("/v1/partitions", PartitionCreation(name: name, role: role, blob: blob)))
    }

    func makeEvaluationSet(_ name: String, _ documents: [(text: String, domain: String?)]) async throws
        -> EvaluationSetResource
    {
        let blob = try await upload(Self.lines(documents))
        return try await expect(201, post("/v1/evaluation-sets", EvaluationSetCreation(name: name, blob: blob)))
    }

    static func configuration(hidden: Int = 8, vocabulary: Int = 257, positions: Int = 64) -> ModelConfiguration {
        ModelConfiguration.llama(
            vocabularySize: vocabulary, hiddenSize: hidden, intermediateSize: 12, layerCount: 1, headCount: 2,
            maximumPositions: positions)
    }

    /// The bytes of a tiny checkpoint's files, drawn from a seed.
    func checkpointFiles(
        seed: UInt64, _ configuration: ModelConfiguration = configuration()
    ) throws -> [String: [UInt8]] {
        let entropy = SeededEntropy(seed)
        var tensors = MemoryTensorSource()
        for (name, dimensions) in Self.shapes(of: configuration) {
            let count = dimensions.reduce(1, *)
            let values = (0..<count).map { _ in Float(entropy.number(below: 2_001) - 1_000) / 5_000 }
            try tensors.insert(TensorName(name), dimensions: dimensions, values: values)
        }
        let path = folder.path("made-\(UUID().uuidString)")
        try CheckpointWriter.write(configuration: configuration.file(), tensors: tensors, to: path)
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
        }
        return files
    }

    static func shapes(of configuration: ModelConfiguration) -> [(String, [Int])] {
        let hidden = configuration.hiddenSize
        let inner = configuration.intermediateSize
        let layer = "model.layers.0."
        return [
            ("model.embed_tokens.weight", [configuration.vocabularySize, hidden]),
            ("lm_head.weight", [configuration.vocabularySize, hidden]), ("model.norm.weight", [hidden]),
            (layer + "input_layernorm.weight", [hidden]), (layer + "post_attention_layernorm.weight", [hidden]),
            (layer + "self_attn.q_proj.weight", [hidden, hidden]),
            (layer + "self_attn.k_proj.weight", [hidden, hidden]),
            (layer + "self_attn.v_proj.weight", [hidden, hidden]),
            (layer + "self_attn.o_proj.weight", [hidden, hidden]),
            (layer + "mlp.gate_proj.weight", [inner, hidden]), (layer + "mlp.up_proj.weight", [inner, hidden]),
            (layer + "mlp.down_proj.weight", [hidden, inner]),
        ]
    }

    /// Uploads a checkpoint's files and gives their hashes by name.
    func uploadCheckpoint(
        seed: UInt64, _ configuration: ModelConfiguration = configuration()
    ) async throws -> [String: String] {
        var hashes: [String: String] = [:]
        for (name, bytes) in try checkpointFiles(seed: seed, configuration) { hashes[name] = try await upload(bytes) }
        return hashes
    }

    func makeCheckpoint(
        _ name: String, seed: UInt64, _ configuration: ModelConfiguration = configuration()
    ) async throws -> CheckpointResource {
        let files = try await uploadCheckpoint(seed: seed, configuration)
        return try await expect(201, post("/v1/checkpoints", CheckpointCreation(name: name, source: .files(files))))
    }

    /// A pool of two partitions, "web" and "books", and an evaluation set with two documents.
    ///
    /// - Parameter isMeasured: whether the job that measures the pool stays queued; else it is cancelled, so that a
    ///   test leases its own.
    func makePool(
        _ name: String = "pool", isMeasured: Bool = false
    ) async throws -> (pool: PoolResource, set: EvaluationSetResource) {
        let base = try await makeCheckpoint("\(name) base", seed: 1)
        var members: [PoolMemberCreation] = []
        for (index, partition) in ["web", "books"].enumerated() {
            let record = try await makePartition(partition, ["\(partition) one", "\(partition) two"])
            let model = try await makeCheckpoint("\(name) \(partition)", seed: UInt64(index + 2))
            members.append(PoolMemberCreation(partition: record.id, checkpoint: model.id))
        }
        let pool: PoolResource = try await expect(
            201, post("/v1/pools", PoolCreation(name: name, base: base.id, partitions: members)))
        if !isMeasured {
            let validity: ValidityResource = try await expect(200, get("/v1/pools/\(pool.id)/validity"))
            let _: JobResource = try await expect(200, send(.post, "/v1/jobs/\(validity.job):cancel"))
        }
        let set = try await makeEvaluationSet("\(name) set", [("to be scored", "web"), ("so is this", "law")])
        return (pool, set)
    }

    /// Decodes a reply that must have a status.
    func expect<Value: Decodable>(_ status: Int, _ reply: Reply) throws -> Value {
        guard reply.status == status else { throw Unexpected(reply: reply) }
        return try reply.decode()
    }

    /// A reply that a test did not expect.
    struct Unexpected: Error, CustomStringConvertible {
        let reply: Reply

        var description: String { "\(reply.status): \(reply.text)" }
    }
}
