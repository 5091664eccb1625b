import API
import Foundation
import HTTPTypes
import Storage
import Testing
import Words

@testable import Service

@Suite("Tokens of evaluations")
struct TokensTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func creation(_ pool: PoolResource, _ set: EvaluationSetResource, perToken: Bool) -> EvaluationCreation {
        EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 0.25, "books": 0.75]), perToken: perToken)
    }

    private func isPerToken(_ lease: LeaseResource) -> Bool {
        if case .evaluation(let task) = lease.task { task.perToken } else { false }
    }

    /// Hands in a score with tokens that say which job found them.
    private func complete(
        _ worker: WorkerResource, _ lease: LeaseResource, on set: EvaluationSetResource, nll: Double = 10
    ) async throws {
        var result = try await bench.result(for: set, nll: nll)
        if isPerToken(lease) { result.tokensBlob = try await bench.upload("{\"job\":\"\(lease.job)\"}\n") }
        let reply = try await bench.complete(worker, lease, .evaluation(result))
        guard reply.status == 204 else { throw ServiceBench.Unexpected(reply: reply) }
    }

    private func evaluation(_ id: String) async throws -> EvaluationResource {
        try bench.expect(200, await bench.get("/v1/evaluations/\(id)"))
    }

    @Test func anEvaluationAskedForWithItsTokensFindsThemByItsOwnJob() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let queued: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: true)))
        #expect(
            queued.tokens
                == TokensResource(
                    state: .queued, job: queued.job ?? "", blob: nil, kernelPath: nil, error: nil))
        let early = try await bench.get("/v1/evaluations/\(queued.id)/tokens")
        #expect(early.status == 409 && early.problem?.detail?.contains("queued") == true)
        let lease = try #require(try await bench.lease(worker).first)
        #expect(isPerToken(lease))
        let lacking = try await bench.complete(worker, lease, .evaluation(try await bench.result(for: set)))
        #expect(lacking.status == 422 && lacking.pointers == ["/result/tokens_blob"])
        var lost = try await bench.result(for: set)
        lost.tokensBlob = String(repeating: "3", count: 64)
        #expect(try await bench.complete(worker, lease, .evaluation(lost)).pointers == ["/result/tokens_blob"])
        try await complete(worker, lease, on: set)
        let scored = try await evaluation(queued.id)
        #expect(scored.state == .succeeded && scored.tokens?.state == .succeeded)
        #expect(scored.tokens?.kernelPath == "test kernels" && scored.tokens?.blob != nil)
        let lines = try await bench.get("/v1/evaluations/\(queued.id)/tokens")
        #expect(lines.status == 200 && lines.fields[.contentType] == "application/jsonl")
        #expect(lines.text == "{\"job\":\"\(lease.job)\"}\n")
        let again: EvaluationResource = try bench.expect(
            200, await bench.post("/v1/evaluations", creation(pool, set, perToken: true)))
        #expect(again == scored)
    }

    @Test func aKnownScoreWithoutTokensIsScoredAgainForThemAndStaysAsItIs() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let queued: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: false)))
        let plain = try #require(try await bench.lease(worker).first)
        #expect(!isPerToken(plain))
        try await complete(worker, plain, on: set, nll: 5)
        let none = try await bench.get("/v1/evaluations/\(queued.id)/tokens")
        #expect(none.status == 409 && none.problem?.detail?.contains("\"per_token\": true") == true)

        async let answer = bench.post(
            "/v1/evaluations", creation(pool, set, perToken: true), ["Prefer": "wait=30"])
        let request = LeaseRequest(max: 1, waitSeconds: 30)
        let response: LeaseResponse = try bench.expect(
            200, await bench.work("/v1/workers/\(worker.id):lease", request))
        let lease = try #require(response.leases.first)
        let known = try await evaluation(queued.id)
        #expect(known.state == .succeeded && known.score?.nll == 10 && known.tokens?.state == .scheduled)
        #expect(isPerToken(lease) && lease.job != plain.job && lease.job == known.tokens?.job)
        try await complete(worker, lease, on: set, nll: 6)
        let answered: EvaluationResource = try bench.expect(200, try await answer)
        #expect(answered.id == queued.id && answered.score == known.score && answered.job == plain.job)
        #expect(answered.tokens?.state == .succeeded)
        #expect(try await bench.get("/v1/evaluations/\(queued.id)/tokens").text.contains(lease.job))
    }

    @Test func anEvaluationThatIsUnderWayWithoutTokensGetsAnotherJobForThem() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let queued: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: false)))
        let plain = try #require(try await bench.lease(worker).first)
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: true)))
        #expect(asked.id == queued.id && asked.tokens?.job != queued.job)
        let lease = try #require(try await bench.lease(worker).first)
        // The one for the tokens is done first: the score comes by its own job all the same.
        try await complete(worker, lease, on: set, nll: 6)
        #expect(try await evaluation(queued.id).score == nil)
        try await complete(worker, plain, on: set, nll: 5)
        let scored = try await evaluation(queued.id)
        #expect(scored.score?.nll == 10 && scored.tokens?.state == .succeeded)
    }

    @Test func oneThatWaitsIsToldOfTheTokensInTime() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        for perToken in [false, true, true] {
            let asked: EvaluationResource = try bench.expect(
                202, await bench.post("/v1/evaluations", creation(pool, set, perToken: perToken)))
            #expect((asked.tokens?.job == asked.job) == perToken)
        }
        let leases = try await bench.lease(worker, max: 10)
        #expect(leases.map(isPerToken) == [true])
    }

    @Test func tokensWhoseJobWasCancelledAreFoundWhenTheyAreAskedForAgain() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let plain: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: false)))
        try await bench.scoreNext(worker, on: set)
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: true)))
        let job = try #require(asked.tokens?.job)
        #expect(try await bench.send(.post, "/v1/jobs/\(job):cancel").status == 200)
        let cancelled = try await evaluation(plain.id)
        #expect(cancelled.state == .succeeded && cancelled.tokens?.state == .cancelled)
        let again: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, perToken: true)))
        #expect(again.tokens?.job == job && again.tokens?.state == .queued)
    }

    @Test func aBatchKeepsTheTokensOfThoseThatAskForThem() async throws {
        let (pool, set) = try await bench.makePool()
        var other = creation(pool, set, perToken: false)
        other.mixture = ["web": 1]
        let batch = EvaluationBatchCreation(evaluations: [
            creation(pool, set, perToken: false), other, creation(pool, set, perToken: true),
        ])
        let answer: EvaluationBatchResource = try bench.expect(202, await bench.post("/v1/evaluations", batch))
        #expect(answer.evaluations.map { $0.tokens != nil } == [true, false, true])
        let worker = try await bench.registerWorker()
        let leases = try await bench.lease(worker, max: 10)
        #expect(leases.map(isPerToken) == [true, false])
    }
}
