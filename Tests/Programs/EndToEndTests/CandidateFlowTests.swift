import API
import Client
import Foundation
import Mixtures
import Testing
import Words

/// Checkpoints with a tokenizer, merged by every kind of method and scored in either precision, through real processes.
@Suite(.serialized) struct CandidateFlowTests {
    private struct Bench {
        let client: AssayClient
        let folder: String
        let pool: PoolResource
        let evaluationSet: EvaluationSetResource
        let documents: [UInt8]
    }

    private static func lines(_ texts: [String]) throws -> [UInt8] {
        try texts.flatMap { try JSONCoder.encode(["text": $0, "domain": "stage"]) + [UInt8(ascii: "\n")] }
    }

    /// Uploads a base and two partition models with a tokenizer, and makes a pool that reads with it.
    private func makeBench(_ service: RunningService) async throws -> Bench {
        let client = service.client
        var members: [PoolMemberCreation] = []
        for (seed, name) in ["base", "plays", "novels"].enumerated() {
            let folder = "\(service.folder)/\(name)"
            try TinyModel.write(seed: UInt64(seed), to: folder)
            var files: [String: String] = [:]
            for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
                files[file] = try await client.upload(fileAt: "\(folder)/\(file)").hex
            }
            let model = try await client.createCheckpoint(CheckpointCreation(name: name, source: .files(files)))
            guard name != "base" else { continue }
            let blob = try await client.upload(Self.lines(["the text of \(name)", "in another \(name) on the other"]))
            let partition = try await client.createPartition(
                PartitionCreation(name: name, labels: "art/\(name)", blob: blob.hex))
            members.append(PoolMemberCreation(partition: partition.id, checkpoint: model.id))
        }
        let pool = try await client.createPool(PoolCreation(name: "art", base: "base", partitions: members))
        let documents = try Self.lines([
            "the theatre on the other side of the road",
            "in there, an actor reads; then the other one answers her again",
        ])
        let set = try await client.createEvaluationSet(
            EvaluationSetCreation(name: "stage", blob: try await client.upload(documents).hex))
        return Bench(
            client: client, folder: service.folder, pool: pool, evaluationSet: set, documents: documents)
    }

    private func finished(_ creation: EvaluationCreation, _ bench: Bench) async throws -> EvaluationResource {
        let queued = try await bench.client.createEvaluation(creation)
        let evaluation = try await bench.client.finishedEvaluation(queued.id)
        try #require(evaluation.state == .succeeded, "\(String(describing: evaluation.error))")
        return evaluation
    }

    private func candidate(
        _ bench: Bench, _ subject: EvaluationSubject = .mixture(["plays": 0.25, "novels": 0.75]),
        _ method: MergeMethod = .linear, _ parameters: MergeParameters? = nil, precision: Precision = .f32
    ) -> EvaluationCreation {
        EvaluationCreation(
            pool: bench.pool.id, evaluationSet: bench.evaluationSet.id, subject: subject, method: method,
            parameters: parameters, scoring: ScoringOptions(precision: precision))
    }

    @Test func candidatesOfEveryKindScoreAsTheirMergedCheckpointsDo() async throws {
        let service = try await RunningService(workers: 1)
        let bench = try await makeBench(service)
        #expect(bench.pool.tokenizer == .checkpoint)
        let set = try await bench.client.evaluationSet(bench.evaluationSet.id, pool: "art")
        let documents = "\(bench.folder)/documents.jsonl"
        try Data(bench.documents).write(to: URL(fileURLWithPath: documents))
        let kinds: [(MergeMethod, MergeParameters?)] = [
            (.linear, nil), (.ties, .init(density: 0.4)), (.slerp, nil), (.taskArithmetic, .init(lambda: 0.5)),
        ]
        for (method, parameters) in kinds {
            let creation = candidate(bench, .mixture(["plays": 0.25, "novels": 0.75]), method, parameters)
            let evaluation = try await finished(creation, bench)
            #expect(evaluation.score?.tokens == set.tokens && (set.tokens ?? 0) < set.bytes)
            #expect((evaluation.base != nil) == method.usesBase)
            try await isTheScoreOfTheMergeOnDisk(evaluation, documents, bench)
        }
        try await precisionsDiffer(bench)
        try await weightingsAreAccepted(bench)
        await service.stop()
    }

    /// Takes the evaluation's merge away as mergekit's file, merges by it, and scores what came of it.
    private func isTheScoreOfTheMergeOnDisk(
        _ evaluation: EvaluationResource, _ documents: String, _ bench: Bench
    ) async throws {
        let method = evaluation.method.rawValue
        let folder = URL(fileURLWithPath: bench.folder)
        try Data(try await bench.client.evaluationMergekit(evaluation.id))
            .write(to: folder.appending(path: "\(method).yaml"))
        let assayd = ProgramProcess.folder.appending(path: "assayd")
        let merge = try ProgramProcess(
            executable: assayd, ["merge", "--config", "\(method).yaml", "--out", "merged-\(method)"], folder: folder,
            logPath: "\(bench.folder)/merge-\(method).log")
        #expect(await merge.waitUntilEnded().status == 0, "\(merge.log)")
        let score = try ProgramProcess(
            executable: assayd,
            [
                "score", "merged-\(method)", "--jsonl", documents, "--context", "\(TinyModel.positions)", "--threads",
                "1", "--json",
            ], folder: folder, logPath: "\(bench.folder)/score-\(method).log")
        let output = await score.remainingOutput()
        #expect(await score.waitUntilEnded().status == 0, "\(score.log)")
        struct Answer: Decodable { let tokens: Int, nll: Double }
        let answer = try JSONCoder.decode(Answer.self, from: output.utf8)
        let found = try #require(evaluation.score)
        #expect(answer.tokens == found.tokens)
        #expect(abs(answer.nll - found.nll) < 1e-9 * found.nll, "\(method)")
    }

    private func precisionsDiffer(_ bench: Bench) async throws {
        let full = try await finished(candidate(bench), bench)
        let rounded = try await finished(candidate(bench, precision: .bf16), bench)
        #expect(rounded.key != full.key && rounded.precision == .bf16)
        let losses = try (#require(full.score).nll, #require(rounded.score).nll)
        #expect(losses.0 != losses.1 && abs(losses.0 - losses.1) < 0.05 * losses.0)
    }

    private func weightingsAreAccepted(_ bench: Bench) async throws {
        let macro = try await finished(candidate(bench, .weighting(Weighting(.macro, levels: 2))), bench)
        #expect(macro.mixture == ["plays": 0.5, "novels": 0.5])
    }
}
