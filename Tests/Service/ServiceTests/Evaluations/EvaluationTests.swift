import API
import Foundation
import HTTPTypes
import Mixtures
import Storage
import Testing
import Words

@testable import Service

@Suite("Evaluations")
struct EvaluationTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func jobCount() async throws -> Int {
        try await bench.store.read { try $0.jobs(JobFilter(kind: .evaluation)).items.count }
    }

    @Test func aCandidateIsQueuedScoredAndAnsweredFromTheStore() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 0.25, "books": 0.75]), label: "first")
        let reply = try await bench.post("/v1/evaluations", creation)
        let queued: EvaluationResource = try bench.expect(202, reply)
        #expect(queued.state == .queued && queued.score == nil && queued.context == 64)
        #expect(reply.fields[.location] == "/v1/evaluations/\(queued.id)")

        let worker = try await bench.registerWorker()
        try await bench.scoreNext(worker, on: set, nll: 12)
        let scored: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(queued.id)"))
        let score = try #require(scored.score)
        #expect(scored.state == .succeeded && scored.kernelPath == "test kernels" && scored.finishedAt != nil)
        #expect(score.nll == 24 && score.domains.map(\.domain) == ["law", "web"])
        #expect(abs(score.bitsPerByte - 24 / (Double(set.bytes) * log(2))) < 1e-12)
        let documents = try await bench.get("/v1/evaluations/\(queued.id)/documents")
        #expect(documents.text == "{\"nll\":12.0}\n")

        // The same question in other words: normalised, with a weight of zero left out, under another label.
        let again = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1, "books": 3]), normalize: true)
        let answered: EvaluationResource = try bench.expect(200, await bench.post("/v1/evaluations", again))
        #expect(answered.id == queued.id && answered.score == score)
        #expect(try await jobCount() == 1)
    }

    @Test func equalQuestionsAtOnceShareOneJob() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let ids = try await withThrowingTaskGroup(of: EvaluationResource.self) { group in
            for _ in 0..<16 {
                group.addTask { try bench.expect(202, try await bench.post("/v1/evaluations", creation)) }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1.id) }
        }
        #expect(ids.count == 1)
        #expect(try await jobCount() == 1)
    }

    @Test func aCheckpointOnItsOwnIsTheSameQuestionAsAMixtureOfOnlyIt() async throws {
        let (pool, set) = try await bench.makePool()
        let web = try #require(pool.partitions.first { $0.name == "web" })
        let mixture = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let single = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .checkpoint(web.checkpoint))
        let first: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", mixture))
        let second: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", single))
        #expect(first.id == second.id)
        let shorter = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]), scoring: ScoringOptions(context: 32))
        let third: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", shorter))
        #expect(third.key != first.key)
    }

    @Test func aBatchIsAnsweredInOrderAndEqualOnesShareAJob() async throws {
        let (pool, set) = try await bench.makePool()
        let weights = [0.5, 0.25, 0.5, 1]
        let batch = EvaluationBatchCreation(
            evaluations: weights.map { weight in
                EvaluationCreation(
                    pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]))
            })
        let answer: EvaluationBatchResource = try bench.expect(202, await bench.post("/v1/evaluations", batch))
        #expect(answer.evaluations.map { $0.mixture?["web"] } == weights)
        #expect(answer.evaluations[0].id == answer.evaluations[2].id)
        #expect(try await jobCount() == 3)
        let listed: API.Page<EvaluationResource> = try bench.expect(
            200, await bench.get("/v1/evaluations?pool=\(pool.id)&state=queued"))
        #expect(listed.items.count == 3)
    }

    @Test func aBatchIsAllOrNothingAndPointsAtEveryError() async throws {
        let (pool, set) = try await bench.makePool()
        let fields = "\"pool\":\"\(pool.id)\",\"evaluation_set\":\"\(set.id)\""
        let items = [
            "{\(fields),\"mixture\":{\"web\":1}}", "{\(fields),\"mixture\":{\"web\":-0.5,\"books\":1.5}}",
            "{\(fields),\"mixture\":{}}", "{\(fields),\"mixture\":{\"law\":1}}",
            "{\(fields),\"mixture\":{\"web\":0.5,\"books\":0.4}}", "{\(fields),\"mixture\":{\"web\":1},\"context\":65}",
            "{\"pool\":\"pool_1\",\"evaluation_set\":\"\(set.id)\",\"mixture\":{\"web\":1}}",
            "{\(fields),\"mixture\":{\"web\":0,\"books\":0},\"normalize\":true}",
            "{\(fields),\"checkpoint\":\"ckpt_1\"}", "{\(fields),\"reference_run\":\"ref_1\"}",
        ]
        let reply = try await bench.post("/v1/evaluations", json: "{\"evaluations\":[\(items.joined(separator: ","))]}")
        #expect(reply.status == 422)
        let places = [
            "1/mixture/web", "2/mixture", "3/mixture/law", "4/mixture", "5/context", "6/pool", "7/mixture",
            "8/checkpoint", "9/reference_run",
        ]
        #expect(reply.pointers == places.map { "/evaluations/\($0)" })
        #expect(reply.details.contains("\"normalize\": true"))
        #expect(reply.details.contains("which has books, web"))
        #expect(try await jobCount() == 0)
    }

    @Test(arguments: [
        (#"{"web":NaN}"#, "/mixture/web", 422), (#"{"web":"1"}"#, "/mixture/web", 422),
        (#"{"web":1e999}"#, "/mixture/web", 422), (#"{"web":0.5,"web":0.5}"#, "/mixture/web", 422),
        (#"[1]"#, "/mixture", 422), (#"{"web":}"#, "/mixture/web", 400),
    ])
    func refusesMixturesThatAreNone(mixture: String, pointer: String, status: Int) async throws {
        let reply = try await bench.post(
            "/v1/evaluations", json: "{\"pool\":\"p\",\"evaluation_set\":\"e\",\"mixture\":\(mixture)}")
        #expect(reply.status == status && reply.pointers.contains(pointer), "\(reply.text)")
    }

    @Test func refusesABatchThatIsTooLongOrTooDeep() async throws {
        let (pool, set) = try await bench.makePool()
        let one = "{\"pool\":\"\(pool.id)\",\"evaluation_set\":\"\(set.id)\",\"mixture\":{\"web\":1}}"
        let many = Array(repeating: one, count: 10_001).joined(separator: ",")
        let reply = try await bench.post("/v1/evaluations", json: "{\"evaluations\":[\(many)]}")
        #expect(reply.status == 422 && reply.pointers == ["/evaluations"])
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        let nested = try await bench.post("/v1/evaluations", json: "{\"pool\":\(deep)}")
        #expect(nested.status == 400 && nested.problemType == "malformed-json" && nested.details.contains("32 levels"))
    }

    @Test func aFailedEvaluationIsQueuedAgainWhenItIsAskedForAgain() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let job = try #require(queued.job)
        let cancelled = try await bench.send(.post, "/v1/jobs/\(job):cancel")
        #expect(cancelled.status == 200)
        let again: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        #expect(again.id == queued.id && again.state == .queued)
    }

    @Test func refusesWhatTheQueueHasNoRoomFor() async throws {
        let small = try ServiceBench { $0.queuedJobs = 2 }
        let (pool, set) = try await small.makePool()
        for weight in [0.1, 0.2] {
            let mixture = ["web": weight, "books": 1 - weight]
            let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture))
            #expect(try await small.post("/v1/evaluations", creation).status == 202)
        }
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let reply = try await small.post("/v1/evaluations", creation)
        #expect(reply.status == 429 && reply.problemType == "queue-full" && reply.fields[.retryAfter] == "30")
        #expect(try await small.store.read { try $0.jobCounts()[.queued] } == 2)
    }

    @Test func waitsAsLongAsTheClientPrefers() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        async let answer = bench.post("/v1/evaluations", creation, ["Prefer": "respond-async, wait=30"])
        let request = LeaseRequest(max: 1, waitSeconds: 30)
        let response: LeaseResponse = try bench.expect(
            200, await bench.work("/v1/workers/\(worker.id):lease", request))
        let lease = try #require(response.leases.first)
        let result = try await bench.result(for: set)
        #expect(try await bench.complete(worker, lease, .evaluation(result)).status == 204)
        let reply = try await answer
        let scored: EvaluationResource = try bench.expect(200, reply)
        #expect(scored.state == .succeeded && scored.score != nil)
    }
}
