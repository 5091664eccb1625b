import API
import Client
import Foundation
import HTTPServer
import HTTPTypes
import Hashing
import Logging
import Sockets
import Testing
import Words

@testable import Service

@Suite("Over a socket", .serialized, .timeLimit(.minutes(1)))
struct OverSocketTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench { $0.jsonBytes = 64 << 10 } }

    private func withServer(_ body: (HTTPTransport) async throws -> Void) async throws {
        let configuration = ServerConfiguration(addresses: [.host("127.0.0.1", port: 0)])
        let server = Server(
            configuration: configuration, router: bench.router,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            errorResponder: bench.service.errorResponder)
        let address = try #require(try await server.start().first)
        let transport = HTTPTransport(ServerLocation(address))
        do {
            try await body(transport)
        } catch {
            await server.stop(within: .zero)
            throw error
        }
        await transport.close()
        await server.stop(within: .seconds(5))
    }

    private func problem(_ response: IncomingResponse) async throws -> ProblemResource {
        #expect(response.fields[.contentType] == "application/problem+json")
        return try JSONCoder.decode(ProblemResource.self, from: try await response.body.collect(upTo: 1 << 20))
    }

    @Test func aBlobIsStreamedInAndReadByRangeAndTag() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let hash = SHA256.hash(bytes).hex
        let target = "/v1/blobs/\(hash)"
        try await withServer { transport in
            let put = try await transport.send(OutgoingRequest(method: .put, target: target, body: .bytes(bytes)))
            #expect(put.status == .created)
            _ = try await put.body.collect(upTo: 1 << 20)
            let whole = try await transport.send(OutgoingRequest(method: .get, target: target))
            #expect(whole.fields[.eTag] == "\"\(hash)\"")
            #expect(try await whole.body.collect(upTo: 1 << 24) == bytes)
            let part = try await transport.send(
                OutgoingRequest(method: .get, target: target, fields: [.range: "bytes=10-19"]))
            #expect(part.status == .partialContent && part.fields[.contentRange] == "bytes 10-19/3000000")
            #expect(try await part.body.collect(upTo: 100) == Array(bytes[10..<20]))
            let known = try await transport.send(
                OutgoingRequest(method: .get, target: target, fields: [.ifNoneMatch: "\"\(hash)\""]))
            #expect(known.status == .notModified)
            _ = try await known.body.collect(upTo: 0)
            let head = try await transport.send(OutgoingRequest(method: .head, target: target))
            #expect(head.status == .ok && head.fields[.contentLength] == "3000000")
        }
    }

    @Test func whatTheServerItselfRefusesIsAProblemToo() async throws {
        try await withServer { transport in
            let nowhere = try await transport.send(OutgoingRequest(method: .get, target: "/v2/pools"))
            #expect(nowhere.status == .notFound)
            #expect(try await problem(nowhere).type == "/problems/not-found")
            let method = try await transport.send(OutgoingRequest(method: .delete, target: "/v1/pools"))
            #expect(method.status == .methodNotAllowed && method.fields[.allow]?.contains("POST") == true)
            #expect(try await problem(method).type == "/problems/method-not-allowed")
            let long = try await transport.send(
                OutgoingRequest(method: .get, target: "/v1/pools?name=" + String(repeating: "x", count: 8_190)))
            let tooLong = try await problem(long)
            #expect(tooLong.status == 414, "\(tooLong)")
        }
    }

    @Test func refusesABodyThatIsTooLargeOrOfAnotherType() async throws {
        try await withServer { transport in
            let large = OutgoingRequest(
                method: .post, target: "/v1/pools", fields: [.contentType: "application/json"],
                body: .bytes(Array(repeating: 0x20, count: 65_537)))
            let reply = try await transport.send(large)
            #expect(reply.status == .contentTooLarge)
            #expect(try await problem(reply).type == "/problems/content-too-large")
            let form = OutgoingRequest(
                method: .post, target: "/v1/pools", fields: [.contentType: "application/x-www-form-urlencoded"],
                body: .bytes(Array("a=1".utf8)))
            let refused = try await transport.send(form)
            #expect(refused.status == .unsupportedMediaType)
            #expect(try await problem(refused).detail?.contains("application/json") == true)
            let empty = OutgoingRequest(
                method: .post, target: "/v1/pools", fields: [.contentType: "application/json; charset=utf-8"])
            #expect(try await problem(try await transport.send(empty)).type == "/problems/malformed-json")
        }
    }

    @Test func eventsArriveAsTheyHappen() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let job = try #require(queued.job)
        let worker = try await bench.registerWorker()
        try await withServer { transport in
            let response = try await transport.send(
                OutgoingRequest(method: .get, target: "/v1/jobs/\(job)/events", idleTime: nil))
            #expect(response.fields[.contentType]?.hasPrefix("text/event-stream") == true)
            var states: [JobState] = []
            for try await event in response.events {
                let value = try JSONCoder.decode(JobEventResource.self, from: Array(event.data.utf8))
                if event.name == "state" { states.append(value.state) }
                // Each step is taken only once the one before it has been told.
                if states == [.queued] { try await bench.scoreNext(worker, on: set) }
            }
            #expect(states.first == .queued && states.last == .succeeded)
        }
    }
}
