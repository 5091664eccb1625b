import API
import Storage
import TestSupport
import Testing
import Words

/// A model of subwords without a tokenizer that is read: its ids are no bytes, and a score by bytes is a number of
/// nothing.
@Suite struct SubwordModelTests {
    private let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func pool(of checkpoint: CheckpointResource, tokenizer: TokenizerName? = nil) async throws
        -> ServiceBench.Reply
    {
        let web = try await bench.makePartition("web \(checkpoint.name)", ["one \(checkpoint.name)"])
        return try await bench.post(
            "/v1/pools",
            PoolCreation(
                name: "pool of \(checkpoint.name)", base: checkpoint.id, tokenizer: tokenizer,
                partitions: [PoolMemberCreation(partition: web.id, checkpoint: checkpoint.id)]))
    }

    @Test func aSubwordModelIsNotScoredAsBytes() async throws {
        let large = try await bench.makeCheckpoint("large", seed: 1, ServiceBench.configuration(vocabulary: 4_000))
        let reply = try await pool(of: large)
        #expect(reply.status == 422 && reply.pointers.contains("/base"), "\(reply.text)")
        #expect(reply.details.contains("vocabulary of 4000") && reply.details.contains("tokenizer.json"))
        #expect(reply.details.contains("\"tokenizer\": \"bytes\""))
    }

    @Test func neitherIsOneWhoseTokenizerIsNotRead() async throws {
        for file in ["tokenizer.model", "spiece.model", "vocab.txt"] {
            var files = try await bench.uploadCheckpoint(seed: 2, ServiceBench.configuration())
            files[file] = try await bench.upload(Array("not read".utf8))
            let checkpoint: CheckpointResource = try bench.expect(
                201, await bench.post("/v1/checkpoints", CheckpointCreation(name: file, source: .files(files))))
            let reply = try await pool(of: checkpoint)
            #expect(reply.status == 422 && reply.details.contains(file), "\(reply.text)")
        }
    }

    @Test func bytesAreReadWhereTheyAreAskedForByName() async throws {
        let large = try await bench.makeCheckpoint("large", seed: 1, ServiceBench.configuration(vocabulary: 4_000))
        #expect(try await pool(of: large, tokenizer: .bytes).status == 201)
    }

    @Test func aVocabularyOfBytesThatIsPaddedIsOne() async throws {
        let padded = try await bench.makeCheckpoint("padded", seed: 1, ServiceBench.configuration(vocabulary: 320))
        #expect(try await pool(of: padded).status == 201)
        let beyond = try await bench.makeCheckpoint("beyond", seed: 1, ServiceBench.configuration(vocabulary: 321))
        #expect(try await pool(of: beyond).status == 422)
    }

    @Test func aReferenceOfSubwordsIsNotScoredInAPoolOfBytes() async throws {
        let (pool, set) = try await bench.makePool()
        let large = try await bench.makeCheckpoint("large", seed: 9, ServiceBench.configuration(vocabulary: 4_000))
        let alone = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .checkpoint(large.id))
        let reply = try await bench.post("/v1/evaluations", alone)
        #expect(reply.status == 422 && reply.pointers == ["/checkpoint"], "\(reply.text)")
    }

    @Test func aSubwordModelIsNotTrainedOnBytes() async throws {
        let large = try await bench.makeCheckpoint("large", seed: 1, ServiceBench.configuration(vocabulary: 4_000))
        _ = try await bench.makePartition("web", ["some text"])
        let creation = TrainingRunCreation(
            name: "run", kind: .partition, start: .checkpoint(large.id), data: ["web": 1],
            plan: PlanResource(steps: 2, sequencesPerStep: 1, context: 16, learningRate: 0.01))
        let reply = try await bench.post("/v1/training-runs", creation)
        #expect(reply.status == 422 && reply.pointers == ["/start/checkpoint"], "\(reply.text)")
    }
}
