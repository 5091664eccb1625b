import API
import Mixtures
import Testing

@testable import Service

@Suite("Retired partitions")
struct RetirementTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func retire(_ partition: String) async throws -> ServiceBench.Reply {
        try await bench.post("/v1/pools/pool:retire", PartitionRetirement(partition: partition))
    }

    @Test func aRetiredPartitionKeepsItsScoresAndIsAskedNothingMore() async throws {
        let (pool, set) = try await bench.makePool()
        let both = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 0.5, "books": 0.5]))
        let scored: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", both))
        let worker = try await bench.registerWorker()
        try await bench.scoreNext(worker, on: set)

        let changed: PoolResource = try bench.expect(200, await retire("books"))
        #expect(changed.partitions.map { $0.retiredAt == nil } == [false, true])
        let again: PoolResource = try bench.expect(200, await retire("books"))
        #expect(again == changed)

        let kept: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(scored.id)"))
        #expect(kept.score != nil)
        let refused = try await bench.post("/v1/evaluations", both)
        #expect(refused.status == 422 && refused.pointers == ["/mixture/books"])
        let rest = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .weighting(Weighting(.micro, over: .all)))
        let asked: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", rest))
        #expect(asked.mixture == ["web": 1])
    }

    @Test func theLastPartitionAndOnesThatAreNotThereCannotBeRetired() async throws {
        _ = try await bench.makePool()
        #expect(try await retire("law").pointers == ["/partition"])
        #expect(try await retire("web").status == 200)
        #expect(try await retire("books").status == 409)
    }
}
