import API
import Client
import Foundation
import HTTPTypes
import Logging
import Sockets
import Testing
import Words

@testable import HTTPServer
@testable import Service

/// Adversary, D8: requests that wait are never idle, and took every connection.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WaitingPlacesTests {
    let bench: ServiceBench

    init() throws {
        bench = try ServiceBench {
            $0.waitingClients = 2
            $0.waitingWorkers = 1
        }
    }

    private func withServer(_ body: (HTTPTransport) async throws -> Void) async throws {
        let server = Server(
            configuration: ServerConfiguration(addresses: [.host("127.0.0.1", port: 0)]), router: bench.router,
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

    private func queuedJob() async throws -> String {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        return try #require(queued.job)
    }

    private func get(_ target: String, _ transport: HTTPTransport) async throws -> IncomingResponse {
        try await transport.send(OutgoingRequest(method: .get, target: target))
    }

    @Test func eventStreamsLeaveRoomForRequestsThatDoNotWait() async throws {
        let job = try await queuedJob()
        let places = bench.service.context.waitingPlaces
        try await withServer { transport in
            let streams = [
                try await get("/v1/jobs/\(job)/events", transport), try await get("/v1/jobs/\(job)/events", transport),
            ]
            #expect(streams.allSatisfy { $0.status == .ok } && places.count(.client) == 2)
            let third = try await get("/v1/jobs/\(job)/events", transport)
            #expect(third.status == .serviceUnavailable && third.fields[.retryAfter] != nil)
            _ = try await third.body.collect(upTo: 1 << 20)
            // A long poll is answered as though its time were up, and what does not wait as ever.
            for target in ["/v1/jobs/\(job)?wait=300s", "/v1/jobs/\(job)", "/readyz"] {
                let answer = try await get(target, transport)
                #expect(answer.status == .ok, "\(target)")
                _ = try await answer.body.collect(upTo: 1 << 20)
            }
        }
        // Whoever has gone leaves its place to others.
        while places.count(.client) > 0 { await Task.yield() }
    }

    @Test func aPromiseToWaitIsNotHeldWhereThereIsNoPlace() async throws {
        let job = try await queuedJob()
        try await withServer { transport in
            let streams = [
                try await get("/v1/jobs/\(job)/events", transport), try await get("/v1/jobs/\(job)/events", transport),
            ]
            #expect(streams.count == 2)
            let pools: API.Page<PoolResource> = try await bench.get("/v1/pools").decode()
            let sets: API.Page<EvaluationSetResource> = try await bench.get("/v1/evaluation-sets").decode()
            let creation = EvaluationCreation(
                pool: pools.items[0].id, evaluationSet: sets.items[0].id, subject: .mixture(["web": 0.5, "books": 0.5]))
            let reply = try await bench.post("/v1/evaluations", creation, ["Prefer": "wait=300"])
            #expect(reply.status == 202 && reply.fields[.preferenceApplied] == "wait=0", "\(reply.text)")
        }
    }

    @Test func workersWaitInPlacesOfTheirOwn() async throws {
        let worker = try await bench.registerWorker()
        let places = bench.service.context.waitingPlaces
        let target = "/v1/workers/\(worker.id)"
        async let first = bench.work(
            "\(target):lease", LeaseRequest(max: 1, together: 1, waitSeconds: 300, held: []))
        while places.count(.worker) == 0 { await Task.yield() }
        let second = try await bench.work(
            "\(target):lease", LeaseRequest(max: 1, together: 1, waitSeconds: 300, held: []))
        #expect(second.status == 503 && second.fields[.retryAfter] != nil)
        let heartbeat = try await bench.work("\(target):heartbeat", HeartbeatRequest(leases: [], waitSeconds: 300))
        #expect(heartbeat.status == 200)
        // Work that is there is handed out to whoever asks, place or none.
        _ = try await queuedJob()
        let (one, two) = (
            try await first,
            try await bench.work("\(target):lease", LeaseRequest(max: 1, together: 1, waitSeconds: 0, held: nil))
        )
        let leases = [one, two].compactMap { try? $0.decode(LeaseResponse.self).leases.count }
        #expect(leases.reduce(0, +) >= 1)
    }

    @Test func aClientThatHasEndedItsSideGetsTheAnswerOfALongPoll() async throws {
        let job = try await queuedJob()
        let haste = Haste()
        var request = try Request(target: "/v1/jobs/\(job)?wait=300s")
        request.haste = haste
        async let answer = bench.router.respond(to: request)
        while bench.service.context.waitingPlaces.count(.client) == 0 { await Task.yield() }
        haste.begin()
        #expect(try await answer.status == .ok)
    }
}
