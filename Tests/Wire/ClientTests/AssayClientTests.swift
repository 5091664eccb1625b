import API
import Foundation
import HTTPTypes
import Testing

@testable import Client
import Words

@Suite struct AssayClientTests {
    private static let health = #"{"status":"ok"}"#
    private static let problem =
        #"{"type":"invalid","title":"Invalid request","status":422,"errors":[{"pointer":"/name","detail":"is missing"}]}"#

    @Test func anAnswerIsDecodedAndTheTokenIsSent() async throws {
        let transport = ScriptedTransport([.answer(200, body: Self.health)])
        let health = try await AssayClient.scripted(transport).client.readiness()
        #expect(health.status == "ok")
        #expect(transport.requests.first?.path == "/readyz")
        #expect(transport.requests.first?.headerFields[.authorization] == "Bearer secret")
    }

    /// Newcomer: `assay status` printed the service's JSON as an error when its disk was low.
    @Test func aServiceThatTakesNoWorkSaysWhy() async throws {
        let body = #"{"status":"not ready","checks":{"disk":"7 bytes are free"}}"#
        let transport = ScriptedTransport([.answer(503, fields: [.contentType: "application/json"], body: body)])
        let health = try await AssayClient.scripted(transport).client.readiness()
        #expect(health.checks == ["disk": "7 bytes are free"])
        // A server that is too busy to look answers with a problem.
        let busy = ScriptedTransport([
            .answer(
                503, fields: [.contentType: "application/problem+json"], body: #"{"type":"x","title":"t","status":503}"#
            ),
            .answer(200, body: Self.health),
        ])
        #expect(try await AssayClient.scripted(busy).client.readiness().status == "ok")
    }

    @Test func aProblemIsThrownWithEveryFieldThatIsWrong() async throws {
        let transport = ScriptedTransport([.answer(422, body: Self.problem)])
        let client = try AssayClient.scripted(transport).client
        let problem = await #expect(throws: ProblemResource.self) {
            try await client.createPool(PoolCreation(name: "", base: "", partitions: []))
        }
        #expect(problem?.status == 422)
        #expect(problem.map(String.init(describing:)) == "Invalid request\n  /name is missing")
        #expect(transport.requests.count == 1)
    }

    @Test func anErrorThatIsNoProblemStillSaysWhatItWasAbout() async throws {
        let transport = ScriptedTransport([.answer(418, body: "<html>teapot")])
        let client = try AssayClient.scripted(transport).client
        let problem = await #expect(throws: ProblemResource.self) { try await client.job("job_1") }
        #expect(problem?.status == 418)
        #expect(problem?.detail == "GET /v1/jobs/job_1: <html>teapot")
    }

    @Test func aCreationIsSentAgainUnderTheSameKey() async throws {
        let body = #"{"items":[],"next":null}"#
        let transport = ScriptedTransport([
            .failure(ClientError(.unreachable, message: "broke")), .answer(503), .answer(200, body: body),
        ])
        let (client, pauses) = try AssayClient.scripted(transport)
        let call = try Call.create("/v1/x", json: JSONCoder.encode(["a": 1]), key: client.chance.key())
        let page: Page<PoolResource> = try await client.json(of: call)
        #expect(page.items.isEmpty)
        let name = try #require(HTTPField.Name("Idempotency-Key"))
        #expect(transport.requests.map { $0.headerFields[name] } == Array(repeating: "\"key-1\"", count: 3))
        #expect(pauses() == [.milliseconds(50), .milliseconds(100)])
    }

    @Test func aCallThatMustNotBeRepeatedIsSentOnce() async throws {
        let transport = ScriptedTransport([.failure(ClientError(.unreachable, message: "broke"))])
        let client = try AssayClient.scripted(transport).client
        let error = await #expect(throws: ClientError.self) {
            try await client.lease(worker: "work_1", LeaseRequest(max: 1))
        }
        #expect(error?.message == "broke")
        #expect(transport.requests.count == 1)
    }

    @Test func theServiceSaysWhenToComeBack() async throws {
        let transport = ScriptedTransport([
            .answer(429, fields: [.retryAfter: "3"]), .answer(200, body: Self.health),
        ])
        let (client, pauses) = try AssayClient.scripted(transport)
        _ = try await client.liveness()
        #expect(pauses() == [.seconds(3)])
    }

    /// A connection that breaks while a long creation goes on (review of the service, D12).
    @Test func aCreationThatIsStillUnderWayIsWaitedFor() async throws {
        let busy = #"{"type":"/problems/idempotency-key-in-use","title":"In use","status":409}"#
        let waits = Array(
            repeating: ScriptedTransport.Step.answer(409, fields: [.retryAfter: "2"], body: busy), count: 9)
        let transport = ScriptedTransport(
            [.failure(ClientError(.unreachable, message: "broke"))] + waits
                + [.answer(201, body: #"{"items":[],"next":null}"#)])
        let (client, pauses) = try AssayClient.scripted(transport)
        let call = Call.create("/v1/x", json: [], key: client.chance.key())
        let page: Page<PoolResource> = try await client.json(of: call)
        #expect(page.items.isEmpty)
        #expect(pauses() == [.milliseconds(50)] + Array(repeating: .seconds(2), count: 9))
        #expect(transport.isUsedUp)
    }

    @Test func anyOtherConflictIsThrown() async throws {
        let transport = ScriptedTransport([
            .answer(409, fields: [.retryAfter: "2"], body: #"{"type":"/problems/exists","title":"T","status":409}"#)
        ])
        let client = try AssayClient.scripted(transport).client
        let problem = await #expect(throws: ProblemResource.self) {
            let _: Page<PoolResource> = try await client.json(of: .create("/v1/x", json: [], key: "k"))
        }
        #expect(problem?.status == 409)
    }

    @Test func triesComeToAnEnd() async throws {
        let transport = ScriptedTransport(Array(repeating: .answer(503), count: 9))
        let client = try AssayClient.scripted(transport).client
        let problem = await #expect(throws: ProblemResource.self) { try await client.liveness() }
        #expect(problem?.status == 503)
        #expect(transport.requests.count == 4)
    }

    @Test func listsFollowTheirCursors() async throws {
        func worker(_ id: String) -> String {
            #"{"id":"\#(id)","name":"n","pid":1,"host":"h","threads":1,"kernel_path":"k","state":"alive","jobs":[],"#
                + #""registered_at":"2026-01-01T00:00:00Z","seen_at":"2026-01-01T00:00:00Z"}"#
        }
        let transport = ScriptedTransport([
            .answer(200, body: #"{"items":[\#(worker("a")),\#(worker("b"))],"next":"c=1&d"}"#),
            .answer(200, body: #"{"items":[],"next":"e"}"#),
            .answer(200, body: #"{"items":[\#(worker("f"))],"next":null}"#),
        ])
        let workers = try await AssayClient.scripted(transport).client.workers().all()
        #expect(workers.map(\.id) == ["a", "b", "f"])
        #expect(
            transport.requests.map(\.path) == [
                "/v1/workers", "/v1/workers?cursor=c%3D1%26d", "/v1/workers?cursor=e",
            ])
    }

    @Test func anAnswerThatCannotBeReadSaysOfWhichCall() async throws {
        let transport = ScriptedTransport([.answer(200, body: "[]")])
        let client = try AssayClient.scripted(transport).client
        let error = await #expect(throws: ClientError.self) { try await client.pool("pool_1") }
        #expect(error?.message.hasPrefix("GET /v1/pools/pool_1: the answer cannot be read") == true)
    }

    @Test func waitingEndsWithTheFinalState() async throws {
        func job(_ state: String) -> String {
            #"{"id":"job_1","kind":"training","state":"\#(state)","subject":"run_1","priority":0,"attempts":[],"#
                + #""created_at":"2026-01-01T00:00:00Z"}"#
        }
        let transport = ScriptedTransport([
            .answer(200, body: job("queued")), .answer(200, body: job("running")),
            .answer(200, body: job("succeeded")),
        ])
        let job = try await AssayClient.scripted(transport).client.finishedJob("job_1")
        #expect(job.state == .succeeded)
        #expect(transport.requests.map(\.path) == Array(repeating: "/v1/jobs/job_1?wait=30s", count: 3))
    }
}
