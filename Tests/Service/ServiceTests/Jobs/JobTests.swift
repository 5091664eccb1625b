import API
import Foundation
import HTTPTypes
import Storage
import Testing
import Words

@testable import Service

@Suite("Jobs")
struct JobTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func evaluate() async throws -> (set: EvaluationSetResource, job: String) {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        return (set, try #require(queued.job))
    }

    /// The events of a stream that has ended: id, name, state.
    private func events(_ text: String) throws -> [(id: String?, name: String, value: JobEventResource)] {
        try text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { block in
            var fields: [String: String] = [:]
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                if parts.count == 2 { fields[parts[0]] = parts[1] }
            }
            let value = try JSONCoder.decode(JobEventResource.self, from: Array((fields["data"] ?? "").utf8))
            return (fields["id"], fields["event"] ?? "", value)
        }
    }

    @Test func eventsTellEveryChangeUntilTheEndAndGoOnAfterAnId() async throws {
        let (set, job) = try await evaluate()
        let worker = try await bench.registerWorker()
        async let streamed = bench.get("/v1/jobs/\(job)/events")
        let lease = try #require(try await bench.lease(worker).first)
        _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 1, total: 2))
        let result = try await bench.result(for: set)
        _ = try await bench.complete(worker, lease, .evaluation(result))
        let all = try events(try await streamed.text)
        let states = all.filter { $0.name == "state" }
        #expect(states.map(\.value.state) == [.queued, .scheduled, .running, .succeeded])
        #expect(states.map(\.id) == ["1", "2", "3", "4"])
        #expect(all.filter { $0.name == "progress" }.allSatisfy { $0.id == nil })
        let rest = try events(
            try await bench.get("/v1/jobs/\(job)/events", ["Last-Event-ID": "3"]).text)
        #expect(rest.map(\.id) == ["4"] && rest.map(\.value.state) == [.succeeded])
        let none = try await bench.get("/v1/jobs/\(job)/events", ["Last-Event-ID": "many"])
        #expect(none.status == 400 && none.problemType == "invalid-header")
    }

    @Test func aReadWaitsForTheEnd() async throws {
        let (set, job) = try await evaluate()
        let worker = try await bench.registerWorker()
        async let waited = bench.get("/v1/jobs/\(job)?wait=60s")
        try await bench.scoreNext(worker, on: set)
        let resource: JobResource = try bench.expect(200, try await waited)
        #expect(resource.state == .succeeded && resource.attempts.map(\.state) == ["succeeded"])
        #expect(resource.finishedAt != nil)
    }

    @Test func aReadThatDoesNotWaitAnswersAtOnce() async throws {
        let (_, job) = try await evaluate()
        let resource: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(job)?wait=1ms"))
        #expect(resource.state == .queued)
        for wait in ["soon", "-1s", "1h", ""] {
            #expect(try await bench.get("/v1/jobs/\(job)?wait=\(wait)").status == 400, "\(wait)")
        }
    }

    @Test func aCancelledJobIsToldToItsWorkerAndKeepsNoResult() async throws {
        let (set, job) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 0, total: 2))
        let cancelling: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(job):cancel"))
        #expect(cancelling.state == .cancelling)
        #expect(try await bench.heartbeat(worker, lease).cancel == [job])
        let result = try await bench.result(for: set)
        #expect(try await bench.complete(worker, lease, .evaluation(result)).status == 204)
        let ended: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(job)"))
        #expect(ended.state == .cancelled)
        let evaluation: EvaluationResource = try bench.expect(
            200, await bench.get("/v1/evaluations/\(ended.subject)"))
        #expect(evaluation.score == nil)
        #expect(try await bench.get("/v1/evaluations/\(ended.subject)/documents").status == 409)
    }

    @Test func refusesToCancelOrRetryWhatHasEnded() async throws {
        let (set, job) = try await evaluate()
        let worker = try await bench.registerWorker()
        try await bench.scoreNext(worker, on: set)
        for verb in ["cancel", "retry"] {
            let reply = try await bench.send(.post, "/v1/jobs/\(job):\(verb)")
            #expect(reply.status == 409 && reply.problemType == "state-conflict", "\(verb)")
        }
        #expect(try await bench.send(.post, "/v1/jobs/job_00000000000000000000000000:cancel").status == 404)
        let chatty = try await bench.post("/v1/jobs/\(job):cancel", json: #"{"force":true}"#)
        #expect(chatty.status == 422 && chatty.pointers == ["/force"])
        #expect(try await bench.post("/v1/jobs/\(job):cancel", json: "{}").status == 409)
        let page: API.Page<JobResource> = try bench.expect(
            200, await bench.get("/v1/jobs?state=succeeded&kind=evaluation"))
        #expect(page.items.map(\.id) == [job])
    }
}
