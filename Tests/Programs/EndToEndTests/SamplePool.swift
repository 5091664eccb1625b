import API
import Client
import Foundation
import StrictJSON
import Testing
import Words

/// A corpus on a service, a base model trained on a share of it, and one partition model a partition: all tiny.
struct SamplePool {
    let client: AssayClient
    let corpus: SampleCorpus
    let partitions: [PartitionResource]
    let evaluationSet: EvaluationSetResource
    let base: TrainingRunResource
    let models: [TrainingRunResource]
    let pool: PoolResource

    /// A Llama small enough that training it takes a second.
    static let configuration: [String: JSONValue] = [
        "model_type": "llama", "architectures": .array(["LlamaForCausalLM"]),
        "vocab_size": .number(257), "hidden_size": .number(32), "intermediate_size": .number(64),
        "num_hidden_layers": .number(2), "num_attention_heads": .number(2), "num_key_value_heads": .number(2),
        "max_position_embeddings": .number(64), "rms_norm_eps": .number(1e-5), "rope_theta": .number(10_000),
        "tie_word_embeddings": true, "hidden_act": "silu", "bos_token_id": .number(256),
        "eos_token_id": .number(256),
    ]

    static func plan(steps: Int, seed: Int) -> PlanResource {
        PlanResource(
            steps: steps, sequencesPerStep: 4, context: 64, learningRate: 3e-3, warmupSteps: 2, seed: seed)
    }

    /// Uploads everything, trains, and makes the pool of the first two partitions and a third.
    init(_ client: AssayClient, steps: Int = 20) async throws {
        self.client = client
        corpus = try SampleCorpus()
        partitions = try await Self.upload(corpus, to: client)
        let evaluationBlob = try await client.upload(corpus.evaluationLines())
        evaluationSet = try await client.createEvaluationSet(
            EvaluationSetCreation(name: "licences", blob: evaluationBlob.hex))
        base = try await Self.trainBase(client, on: partitions, steps: steps)
        let checkpoint = try #require(base.checkpoint)
        models = try await Self.trainPartitionModels(client, partitions, from: checkpoint, steps: steps)
        let members = try zip(partitions, models).map { partition, model in
            PoolMemberCreation(partition: partition.id, checkpoint: try #require(model.checkpoint))
        }
        pool = try await client.createPool(PoolCreation(name: "licences", base: checkpoint, partitions: members))
    }

    private static func upload(_ corpus: SampleCorpus, to client: AssayClient) async throws -> [PartitionResource] {
        var partitions: [PartitionResource] = []
        for domain in corpus.domains {
            let blob = try await client.upload(SampleCorpus.lines(domain.training))
            partitions.append(
                try await client.createPartition(PartitionCreation(name: domain.name, blob: blob.hex)))
        }
        return partitions
    }

    private static func trainBase(
        _ client: AssayClient, on partitions: [PartitionResource], steps: Int
    ) async throws -> TrainingRunResource {
        let share = 1 / Double(partitions.count)
        let run = try await client.createTrainingRun(
            TrainingRunCreation(
                name: "base", kind: .base, start: .configuration(configuration),
                data: Dictionary(uniqueKeysWithValues: partitions.map { ($0.id, share) }),
                plan: plan(steps: steps, seed: 1)))
        return try await finished(run, client)
    }

    private static func trainPartitionModels(
        _ client: AssayClient, _ partitions: [PartitionResource], from checkpoint: String, steps: Int
    ) async throws -> [TrainingRunResource] {
        var queued: [TrainingRunResource] = []
        for (index, partition) in partitions.enumerated() {
            queued.append(
                try await client.createTrainingRun(
                    TrainingRunCreation(
                        name: partition.name, kind: .partition, start: .checkpoint(checkpoint),
                        data: [partition.name: 1], plan: plan(steps: steps, seed: 10 + index))))
        }
        var models: [TrainingRunResource] = []
        for run in queued { models.append(try await finished(run, client)) }
        return models
    }

    private static func finished(_ run: TrainingRunResource, _ client: AssayClient) async throws -> TrainingRunResource
    {
        let run = try await client.finishedTrainingRun(run.id)
        try #require(run.state == .succeeded, "\(run.name): \(String(describing: run.error))")
        return run
    }

    /// A candidate of the pool on the evaluation set.
    func evaluation(_ mixture: [String: Double], label: String? = nil) -> EvaluationCreation {
        EvaluationCreation(
            pool: pool.id, evaluationSet: evaluationSet.id, subject: .mixture(mixture), label: label)
    }
}
