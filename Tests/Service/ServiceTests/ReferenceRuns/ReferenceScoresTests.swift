import API
import Foundation
import HTTPTypes
import Mixtures
import Statistics
import Storage
import Testing
import Words

@testable import Service

@Suite("Reference runs brought as scores, and fidelity")
struct ReferenceScoresTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func sums(_ set: EvaluationSetResource, nll: Double) -> [String: ReferenceSums] {
        Dictionary(
            set.domains.map { domain in
                (
                    domain.domain,
                    ReferenceSums(
                        documents: domain.documents, tokens: 5, words: 2, characters: domain.bytes,
                        bytes: domain.bytes, nll: nll)
                )
            }
        ) { first, _ in first }
    }

    @Test func scoresFromElsewhereAreTheTruthOfAMixture() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let weights = [0.0, 0.25, 0.5, 0.75, 1.0]
        for (index, weight) in weights.enumerated() {
            let mixture = ["web": weight, "books": 1 - weight]
            let body = ReferenceRunCreation(
                pool: pool.id, mixture: mixture, evaluationSet: set.name, scores: sums(set, nll: 9 + Double(index)),
                training: ReferenceTraining(tokens: 1_000, schedule: "cosine", base: "base", seed: index))
            let run: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
            #expect(run.evaluationSet == set.id && run.checkpoint == nil && run.training.tokens == 1_000)
            #expect(run.score?.domains.count == 2)
            let books = try #require(pool.partitions.first { $0.name == "books" })
            let seen = run.repetitions?["books"] ?? 0
            #expect(abs(seen - (1 - weight) * 1_000 / Double(books.tokens)) < 1e-9)
            let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture))
            #expect(try await bench.post("/v1/evaluations", creation).status == 202)
            try await bench.scoreNext(worker, on: set, nll: 10 + 2 * Double(index))
        }
        let target = "/v1/pools/pool/fidelity?evaluation_set=\(set.id)"
        let fidelity: FidelityResource = try bench.expect(200, await bench.get(target + "&resamples=50&seed=3"))
        #expect(fidelity.table.points == 5 && fidelity.table.resamples == 50 && fidelity.table.seed == 3)
        #expect(fidelity.gaps.isEmpty && fidelity.references.count == 5 && fidelity.withoutEnsemble.count == 5)
        #expect(fidelity.comparability.tokens == .equal && fidelity.comparability.base == .equal)
        #expect(!fidelity.warnings.contains { $0.kind == .references })
        let macro = try #require(fidelity.table.row(nil))
        #expect(abs((macro[.all]?[.merge]?.pearson ?? 0) - 1) < 1e-9)
        #expect(try #require(macro.calibration(.merge, .affine)?.error) < 1e-9)
        #expect(macro[.all]?.entry(.merge)?.agreement.regret.value == 0)
        #expect(try await bench.get(target + "&resamples=-1").status == 400)
        let again: FidelityResource = try bench.expect(200, await bench.get(target + "&resamples=50&seed=3"))
        #expect(again == fidelity)
    }

    /// Newcomer, bug 3: the same reference added twice counted as two mixtures, and could not be removed.
    @Test func theSameModelIsNoSecondPieceOfEvidence() async throws {
        let (pool, set) = try await bench.makePool()
        var body = ReferenceRunCreation(
            pool: pool.id, mixture: ["web": 1], evaluationSet: set.name, scores: sums(set, nll: 9))
        let run: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
        let again = try await bench.post("/v1/reference-runs", body)
        #expect(again.status == 409 && again.text.contains(run.id), "\(again.text)")
        // Whatever else is said of it: another mixture, other conditions.
        body.mixture = ["web": 0.5, "books": 0.5]
        #expect(try await bench.post("/v1/reference-runs", body).status == 409)
        body.training = ReferenceTraining(tokens: 5, schedule: "cosine", base: "base", seed: 2)
        #expect(try await bench.post("/v1/reference-runs", body).status == 409)
        // Another seed finds other sums.
        body.scores = sums(set, nll: 9.01)
        #expect(try await bench.post("/v1/reference-runs", body).status == 201)
    }

    @Test func neitherIsACheckpointUnderAnotherName() async throws {
        let (pool, set) = try await bench.makePool()
        let model = try await bench.makeCheckpoint("trained", seed: 20)
        let twin = try await bench.makeCheckpoint("trained again", seed: 20)
        let body = ReferenceRunCreation(pool: pool.id, mixture: ["web": 1], checkpoint: model.id)
        let run: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
        let other = ReferenceRunCreation(pool: pool.id, mixture: ["books": 1], checkpoint: twin.id)
        let reply = try await bench.post("/v1/reference-runs", other)
        #expect(reply.status == 409 && reply.text.contains(run.id), "\(reply.text)")

        // What was added by mistake can be removed; its evaluations stay, as those of the checkpoint.
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .referenceRun(run.id))
        let evaluation: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        #expect(try await bench.send(.delete, "/v1/reference-runs/\(run.id)").status == 200)
        #expect(try await bench.get("/v1/reference-runs/\(run.id)").status == 404)
        #expect(try await bench.send(.delete, "/v1/reference-runs/\(run.id)").status == 404)
        let left: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(evaluation.id)"))
        #expect(left.referenceRun == nil && left.checkpoint == model.id)
        #expect(try await bench.post("/v1/reference-runs", other).status == 201)
    }

    @Test func repeatsThatAnEarlierVersionTookAreLeftOutAndTold() async throws {
        let (pool, set) = try await bench.makePool()
        let model = try await bench.makeCheckpoint("trained", seed: 20)
        let poolID = try Identifier(pool.id, of: .pool)
        for (index, partition) in ["web", "web", "books"].enumerated() {
            let record = ReferenceRunRecord(
                id: bench.service.identifiers.next(.referenceRun), pool: poolID,
                mixture: [.init(partition: partition, weight: 1)],
                model: .checkpoint(try Identifier(model.id, of: .checkpoint)), training: .init(seed: index),
                createdAt: Storage.Timestamp(milliseconds: 0))
            try await bench.store.write { try $0.insert(record) }
        }
        let fidelity: FidelityResource = try bench.expect(
            200, await bench.get("/v1/pools/pool/fidelity?evaluation_set=\(set.id)"))
        let told = fidelity.warnings.filter { $0.kind == .references && $0.detail.contains("left out") }
        #expect(told.count == 2 && fidelity.gaps.count == 1, "\(fidelity.warnings)")
    }

    @Test func runsThatWereTrainedDifferentlyAreFlagged() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        for (index, tokens) in [1_000, 2_000].enumerated() {
            let mixture = index == 0 ? ["web": 1.0] : ["books": 1.0]
            let body = ReferenceRunCreation(
                pool: pool.id, mixture: mixture, evaluationSet: set.id, scores: sums(set, nll: 9 + Double(index)),
                training: ReferenceTraining(tokens: tokens))
            #expect(try await bench.post("/v1/reference-runs", body).status == 201)
            let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture))
            #expect(try await bench.post("/v1/evaluations", creation).status == 202)
            try await bench.scoreNext(worker, on: set)
        }
        let fidelity: FidelityResource = try bench.expect(
            200, await bench.get("/v1/pools/pool/fidelity?evaluation_set=\(set.id)"))
        #expect(fidelity.comparability.tokens == .different && fidelity.comparability.schedule == .unknown)
        #expect(fidelity.warnings.map(\.kind) == [.references])
        #expect(fidelity.warnings.first?.detail.contains("tokens") == true)
    }

    @Test func scoresOfOtherDocumentsAreRefused() async throws {
        let (pool, set) = try await bench.makePool()
        var scores = sums(set, nll: 9)
        scores["law"] = nil
        scores["web"]?.bytes += 1
        scores["web"]?.documents += 1
        scores["web"]?.nll = 1e6
        scores["other"] = scores["web"]
        var body = ReferenceRunCreation(pool: pool.id, mixture: ["web": 1], evaluationSet: set.id, scores: scores)
        let reply = try await bench.post("/v1/reference-runs", body)
        #expect(
            reply.status == 422
                && reply.pointers == [
                    "/scores/other", "/scores/law", "/scores/web/documents", "/scores/web/bytes", "/scores/web/nll",
                ])
        body.evaluationSet = nil
        #expect(try await bench.post("/v1/reference-runs", body).pointers == ["/evaluation_set"])
        body.evaluationSet = "none"
        #expect(try await bench.post("/v1/reference-runs", body).pointers == ["/evaluation_set"])
        body.checkpoint = pool.base
        #expect(try await bench.post("/v1/reference-runs", body).status == 422)
        let empty = #"{"pool":"pool","mixture":{"web":1},"evaluation_set":"\#(set.id)","scores":{}}"#
        #expect(try await bench.post("/v1/reference-runs", json: empty).pointers == ["/scores"])
        let run = ReferenceRunCreation(
            pool: pool.id, mixture: ["web": 1], trainingRun: "run", training: ReferenceTraining(tokens: 1))
        #expect(try await bench.post("/v1/reference-runs", run).pointers.contains("/training"))
    }

    @Test func scoresHaveNoModelToEvaluate() async throws {
        let (pool, set) = try await bench.makePool()
        let body = ReferenceRunCreation(
            pool: pool.id, mixture: ["web": 1], evaluationSet: set.id, scores: sums(set, nll: 9))
        let run: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
        let reply = try await bench.post(
            "/v1/evaluations",
            EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .referenceRun(run.id)))
        #expect(reply.pointers == ["/reference_run"] && reply.details.contains("only its scores were brought"))
    }
}
