import API
import Testing

/// What has a name may be referred to by it, wherever its id may stand.
@Suite(.serialized) struct ReferenceTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    @Test func namesServeInBodiesPathsAndQueries() async throws {
        let (pool, set) = try await bench.makePool("weighed")
        let read: PoolResource = try bench.expect(200, await bench.get("/v1/pools/weighed"))
        #expect(read.id == pool.id)
        let evaluation: EvaluationResource = try bench.expect(
            202,
            await bench.post(
                "/v1/evaluations", json: #"{"pool":"weighed","evaluation_set":"\#(set.name)","mixture":{"web":1}}"#))
        #expect(evaluation.pool == pool.id)
        #expect(evaluation.evaluationSet == set.id)
        let listed: API.Page<EvaluationResource> = try bench.expect(
            200, await bench.get("/v1/evaluations?pool=weighed&evaluation_set=\(set.name)"))
        #expect(listed.items.map(\.id) == [evaluation.id])
        #expect(try await bench.get("/v1/pools/weighed/fidelity?evaluation_set=\(set.name)").status == 200)
    }

    @Test func aNameOfNothingIsNamedInTheAnswer() async throws {
        let (_, set) = try await bench.makePool()
        #expect(try await bench.get("/v1/pools/other").status == 404)
        let query = try await bench.get("/v1/evaluations?pool=other")
        #expect(query.status == 400)
        #expect(query.details.contains("query parameter pool is \"other\""))
        let body = try await bench.post(
            "/v1/evaluations", json: #"{"pool":"other","evaluation_set":"\#(set.name)","mixture":{"web":1}}"#)
        #expect(body.status == 422)
        #expect(body.pointers == ["/pool"])
    }
}
