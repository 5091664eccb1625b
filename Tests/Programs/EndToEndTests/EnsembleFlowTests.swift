import API
import Client
import Foundation
import Hashing
import Mixtures
import Testing
import Words

/// Ensembles through real processes, held against what the models give each token on their own.
@Suite(.serialized) struct EnsembleFlowTests {
    /// The losses of each token of an evaluation, documents in order.
    private func losses(_ evaluation: EvaluationResource, _ client: AssayClient) async throws -> [[Float]] {
        struct Line: Decodable { let nll: [Float] }
        let blob = try #require(evaluation.tokens?.blob)
        let digest = try #require(SHA256Digest(hex: blob))
        return try await client.blob(digest).split(separator: 10)
            .map { try JSONDecoder().decode(Line.self, from: Data($0)).nll }
    }

    private func finished(_ queued: [EvaluationResource], _ client: AssayClient) async throws -> [EvaluationResource] {
        var ended: [EvaluationResource] = []
        for evaluation in queued {
            let found = try await client.finishedEvaluation(evaluation.id)
            try #require(found.state == .succeeded, "\(String(describing: found.error))")
            ended.append(found)
        }
        return ended
    }

    @Test func ensemblesAreTheMeansOfTheirModelsProbabilitiesAndOutliveAKilledService() async throws {
        let first = try await RunningService(workers: 2)
        let sample = try await SamplePool(first.client)
        let names = sample.partitions.map(\.name)
        let weights = [0.5, 0.25, 0.25]
        var mixtures = [Dictionary(uniqueKeysWithValues: zip(names, weights))]
        mixtures += (1...10).map { [names[0]: Double($0) / 11, names[1]: 1 - Double($0) / 11] }
        let creations = mixtures.map { mixture in
            var creation = sample.evaluation(mixture)
            creation.estimator = .ensemble
            return creation
        }
        let queued = try await first.client.createEvaluations(creations)
        await first.kill()
        _ = await first.process.remainingOutput()

        let second = try await RunningService(folder: first.folder, workers: 2)
        let client = second.client
        let ensembles = try await finished(queued, client)
        #expect(try await client.jobs(kind: .logProbabilities).all().count == names.count)

        let singles = try await finished(
            try await client.createEvaluations(
                names.map { name in
                    var creation = sample.evaluation([name: 1])
                    creation.perToken = true
                    return creation
                }), client)
        var tokens: [[[Float]]] = []
        for single in singles { tokens.append(try await losses(single, client)) }
        for (ensemble, mixture) in zip(ensembles, mixtures) {
            let weights = names.map { mixture[$0] ?? 0 }
            let direct = tokens[0].indices.reduce(0.0) { sum, document in
                tokens[0][document].indices.reduce(sum) { sum, token in
                    sum - log(zip(weights, tokens).reduce(0) { $0 + $1.0 * exp(-Double($1.1[document][token])) })
                }
            }
            let nll = try #require(ensemble.score?.nll)
            #expect(abs(nll - direct) <= 1e-6 * direct)
        }

        // A model on its own scores as its ensemble of one; both estimators come in one answer.
        var both = sample.evaluation([names[0]: 1])
        both.estimator = .both
        let pair = try await finished(try await client.createEvaluations([both]), client)
        #expect(pair.map(\.estimator) == [.merge, .ensemble])
        #expect(pair[0].score == pair[1].score && pair[0].documentsBlob == pair[1].documentsBlob)
        #expect(pair[0].id == singles[0].id)
        var base = sample.evaluation([:])
        base.mixture = nil
        base.checkpoint = sample.pool.base
        base.estimator = .ensemble
        _ = try await finished([try await client.createEvaluation(base)], client)
        #expect(try await client.jobs(kind: .logProbabilities).all().count == names.count + 1)

        let table = try ProgramProcess(
            "assay",
            [
                "evaluate", "--server", second.address, "--pool", sample.pool.id, "--set", sample.evaluationSet.id,
                "--estimator", "both", "\(names[0])=0.5", "\(names[1])=0.5",
            ], logPath: "\(second.folder)/evaluate.log")
        let output = await table.remainingOutput()
        #expect(output.contains(" ensemble") && output.contains("\(names[0])"), "\(output)")
        await second.stop()
    }
}
