import API
import Foundation
import Mixtures
import Statistics
import Testing

@testable import Service

@Suite("Fidelity of both estimators")
struct FidelityEstimatorsTests {
    let bench: ServiceBench

    /// What merge and ensemble find of each share of "web", in nats above a common level: half of the truth each.
    private static let merge = [0.0: 1.0, 0.1: 3, 0.3: 2, 0.5: 5, 0.7: 4, 1: 2.5]
    private static let ensemble = [0.0: 2.0, 0.1: 1, 0.3: 4, 0.5: 3, 0.7: 1.5, 1: 5]

    init() throws { bench = try ServiceBench() }

    private func mixture(_ web: Double) -> [String: Double] { ["web": web, "books": 1 - web] }

    private func bring(_ web: Double, _ pool: PoolResource, _ set: EvaluationSetResource) async throws {
        let nll = 5 + (Self.merge[web] ?? 0) + (Self.ensemble[web] ?? 0)
        let scores = Dictionary(
            set.domains.map { domain in
                (
                    domain.domain,
                    ReferenceSums(
                        documents: domain.documents, tokens: 5, words: 2, characters: domain.bytes,
                        bytes: domain.bytes, nll: nll)
                )
            }
        ) { first, _ in first }
        let body = ReferenceRunCreation(
            pool: pool.id, mixture: mixture(web), evaluationSet: set.id, scores: scores)
        #expect(try await bench.post("/v1/reference-runs", body).status == 201)
    }

    private func ask(
        _ web: Double, _ estimator: EstimatorChoice, _ pool: PoolResource, _ set: EvaluationSetResource
    ) async throws {
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture(web)), estimator: estimator)
        #expect(try await bench.post("/v1/evaluations", creation).status == 202)
    }

    /// Does whatever waits.
    private func work(_ pool: PoolResource, _ set: EvaluationSetResource) async throws {
        let worker = try await bench.registerWorker()
        let web = pool.partitions.first { $0.name == "web" }?.checkpoint
        while let lease = try await bench.lease(worker).first {
            let result: TaskResult
            switch lease.task {
            case .logProbabilities(let task):
                let blob = try await bench.upload(Array(task.checkpoint.hash.utf8.prefix(20)))
                result = .logProbabilities(LogProbabilitiesResult(blob: blob, tokens: 5, kernelPath: "k"))
            case .evaluation(let task):
                let share = task.members.first { $0.checkpoint.id == web }?.weight ?? 0
                let found = (task.estimator == .merge ? Self.merge : Self.ensemble)[share] ?? 0
                result = .evaluation(try await bench.result(for: set, nll: 10 + found))
            default: throw ServiceBench.NothingLeased()
            }
            #expect(try await bench.complete(worker, lease, result).status == 204)
        }
    }

    private func fidelity(_ set: EvaluationSetResource) async throws -> FidelityResource {
        try bench.expect(200, await bench.get("/v1/pools/pool/fidelity?evaluation_set=\(set.id)&resamples=100"))
    }

    @Test func theEnsembleAndBothTogetherStandBesideTheMerge() async throws {
        let (pool, set) = try await bench.makePool()
        for web in Self.merge.keys.sorted() {
            try await ask(web, .both, pool, set)
            if web != 0.5 { try await bring(web, pool, set) }
        }
        try await work(pool, set)
        let fidelity = try await fidelity(set)
        #expect(fidelity.table.points == 5 && fidelity.withoutEnsemble.isEmpty && fidelity.gaps.isEmpty)
        let macro = try #require(fidelity.table.row(nil))
        #expect(abs((macro[.all]?[.both]?.pearson ?? 0) - 1) < 1e-9)
        #expect((macro[.all]?[.ensemble]?.pearson ?? 2) < 0.99 && (macro[.all]?[.merge]?.pearson ?? 2) < 0.99)
        #expect(try #require(macro.disagreement).differing > 0)

        // Both together predict the sixth from the five.
        let forecast: ForecastResource = try bench.expect(
            201,
            await bench.post(
                "/v1/forecasts",
                ForecastCreation(
                    pool: "pool", evaluationSet: set.id, mixtures: [mixture(0.5)], predictor: .both,
                    calibration: .affine)))
        try await bring(0.5, pool, set)
        let found: ForecastResource = try bench.expect(200, await bench.get("/v1/forecasts/\(forecast.id)"))
        let value = try #require(found.mixtures[0].values.last)
        #expect(abs(value.predicted - (value.found ?? 0)) < 1e-9)
    }

    @Test func aMixtureThatHasOnlyAnEnsembleWaitsForItsMerge() async throws {
        let (pool, set) = try await bench.makePool()
        for web in [0.0, 0.1, 0.3, 0.5] {
            try await ask(web, web == 0.5 ? .ensemble : .merge, pool, set)
            try await bring(web, pool, set)
        }
        try await work(pool, set)
        let fidelity = try await fidelity(set)
        #expect(fidelity.table.points == 3 && fidelity.withoutEnsemble.count == 3)
        #expect(fidelity.gaps.map(\.needsEstimate) == [true])
        let macro = try #require(fidelity.table.row(nil))
        #expect(macro[.all]?[.merge]?.pearson != nil)
        #expect(macro[.all]?[.ensemble]?.undefined == "a mixture has no ensemble score of this domain")
    }

    @Test func ensemblesAloneAreHeldAgainstReferencesToo() async throws {
        let (pool, set) = try await bench.makePool()
        for web in [0.0, 0.1, 0.3] {
            try await ask(web, .ensemble, pool, set)
            try await bring(web, pool, set)
        }
        try await work(pool, set)
        let fidelity = try await fidelity(set)
        #expect(fidelity.table.points == 3 && fidelity.gaps.isEmpty)
        let macro = try #require(fidelity.table.row(nil))
        #expect(macro[.all]?[.ensemble]?.pearson != nil && macro[.all]?[.merge]?.undefined != nil)
        #expect(macro.level == nil && macro.ensemble != nil)
    }
}
