import Foundation
import HTTPServer
import HTTPTypes
import Logging
import Sockets
import Testing

@testable import Client

@Suite(.serialized, .timeLimit(.minutes(1))) struct TransportTests {
    /// Runs a server with these routes, and a transport to it.
    private func withServer(
        _ routes: (inout Router) -> Void, address: SocketAddress = .host("127.0.0.1", port: 0),
        limits: ServerLimits = ServerLimits(), _ body: (HTTPTransport) async throws -> Void
    ) async throws {
        var router = Router(bodyLimit: 64 << 20)
        routes(&router)
        let configuration = ServerConfiguration(addresses: [address], limits: limits, serverName: "test")
        let server = Server(configuration: configuration, router: router, logger: Logger(label: "test"))
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

    private func echo(_ router: inout Router) {
        router.on(.post, "/echo") { request, _ in
            Response(bytes: try await request.body.collect(), type: "application/octet-stream")
        }
        router.on(.post, "/count") { request, _ in
            var count = 0
            for try await piece in request.body { count += piece.count }
            return Response(text: "\(count)")
        }
        router.on(.post, "/refused", bodyLimit: 10) { _, _ in Response(text: "never") }
        router.on(.get, "/hello") { _, _ in Response(text: "hello") }
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0", "localhost:0", "unix:"])
    func aRequestIsAnsweredOverEveryKindOfSocket(address: String) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString).sock").path
        let address = try #require(SocketAddress(address == "unix:" ? "unix:\(path)" : address))
        try await withServer(echo, address: address) { transport in
            let response = try await transport.send(OutgoingRequest(method: .get, target: "/hello"))
            #expect(response.status == .ok)
            #expect(response.fields[.server] == "test")
            #expect(try await response.body.collect(upTo: 100) == Array("hello".utf8))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aPathBeforeThoseOfTheServiceIsKept() async throws {
        try await withServer({ router in
            router.on(.get, "/lab/assay/v1/hello") { _, _ in Response(text: "behind a proxy") }
        }) { transport in
            let location = try ServerLocation(transport.location.description + "/lab/assay")
            let behind = HTTPTransport(location)
            let response = try await behind.send(OutgoingRequest(method: .get, target: "/v1/hello"))
            #expect(try await response.body.collect(upTo: 100) == Array("behind a proxy".utf8))
            await behind.close()
        }
    }

    @Test func requestsOneAfterTheOtherShareAConnection() async throws {
        let peers = Collected<SocketAddress?>()
        try await withServer({ router in
            router.on(.get, "/") { request, _ in
                await peers.add(request.peer)
                return Response(.noContent)
            }
        }) { transport in
            for _ in 0..<5 {
                let response = try await transport.send(OutgoingRequest(method: .get, target: "/"))
                #expect(try await response.body.collect(upTo: 0).isEmpty)
            }
        }
        #expect(await peers.values.count == 5)
        #expect(await Set(peers.values).count == 1)
    }

    @Test(arguments: [0, 1, 1000, 300_000, 5_000_000])
    func bodiesOfAnySizeComeBackUnchanged(size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withServer(echo) { transport in
            let sent = OutgoingRequest(method: .post, target: "/echo", body: .bytes(bytes))
            let response = try await transport.send(sent)
            #expect(try await response.body.collect(upTo: size) == bytes)
        }
    }

    @Test func aStreamedBodyOfUnknownLengthIsChunked() async throws {
        let pieces = Collected<Int>()
        try await withServer(echo) { transport in
            let body = OutgoingBody.stream(length: nil) {
                let count = await pieces.add(0)
                return count <= 3 ? Array(repeating: UInt8(count), count: 100_000) : nil
            }
            let response = try await transport.send(OutgoingRequest(method: .post, target: "/count", body: body))
            #expect(try await response.body.collect(upTo: 100) == Array("300000".utf8))
        }
    }

    @Test func aFileIsSentFromTheDisk() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bytes = [UInt8](repeating: 7, count: 700_001)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try await withServer(echo) { transport in
            let response = try await transport.send(
                OutgoingRequest(method: .post, target: "/echo", body: .file(path: path)))
            #expect(try await response.body.collect(upTo: 1 << 20) == bytes)
            await #expect(throws: TransportError.self) {
                try await transport.send(OutgoingRequest(method: .post, target: "/echo", body: .file(path: "/absent")))
            }
        }
    }

    @Test func aBodyThatIsShorterThanItsLengthIsAnError() async throws {
        try await withServer(echo) { transport in
            let body = OutgoingBody.stream(length: 10) { nil }
            let error = await #expect(throws: TransportError.self) {
                try await transport.send(OutgoingRequest(method: .post, target: "/echo", body: body))
            }
            #expect(error?.code == .badRequestBody)
        }
    }

    @Test func anAnswerBeforeTheBodyWasSentIsHeard() async throws {
        try await withServer(echo) { transport in
            for _ in 0..<5 {
                let body = OutgoingBody.bytes([UInt8](repeating: 1, count: 8 << 20))
                let response = try await transport.send(OutgoingRequest(method: .post, target: "/refused", body: body))
                #expect(response.status == .contentTooLarge)
                _ = try await response.body.collect(upTo: 1000)
            }
        }
    }

    @Test func eventsArriveAsTheyHappen() async throws {
        let (source, continuation) = AsyncStream.makeStream(of: ServerSentEvent.self)
        try await withServer({ router in
            router.on(.get, "/events") { _, _ in Response(body: .events(source)) }
        }) { transport in
            let response = try await transport.send(OutgoingRequest(method: .get, target: "/events"))
            #expect(response.fields[.contentType] == "text/event-stream")
            var events = response.events.makeAsyncIterator()
            continuation.yield(ServerSentEvent(id: "1", name: "state", data: "a\nb"))
            #expect(try await events.next() == EventStreamMessage(id: "1", name: "state", data: "a\nb"))
            continuation.yield(ServerSentEvent(data: ""))
            #expect(try await events.next() == EventStreamMessage(id: "1", name: "message", data: ""))
            continuation.finish()
            #expect(try await events.next() == nil)
        }
    }

    @Test func aServerThatDoesNotAnswerInTimeIsGivenUp() async throws {
        let (never, continuation) = AsyncStream.makeStream(of: Void.self)
        try await withServer({ router in
            router.on(.get, "/slow") { _, _ in
                for await _ in never {}
                return Response(.noContent)
            }
        }) { transport in
            let request = OutgoingRequest(method: .get, target: "/slow", responseTime: .milliseconds(50))
            let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
            #expect(error?.code == .timedOut)
            continuation.finish()
        }
    }

    @Test func cancellingTheTaskEndsTheWait() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        try await withServer({ router in
            router.on(.get, "/slow") { request, _ in
                start.yield()
                let (never, _) = AsyncStream.makeStream(of: Void.self)
                try await request.haste.limiting {
                    await withTaskCancellationHandler {
                        for await _ in never {}
                    } onCancel: {
                        end.yield()
                    }
                }
                return Response(.noContent)
            }
        }) { transport in
            let waiting = Task { try await transport.send(OutgoingRequest(method: .get, target: "/slow")) }
            for await _ in started { break }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            // The handler hears that its client has gone.
            for await _ in ended { break }
        }
    }

    @Test func nobodyListeningIsUnreachable() async throws {
        let transport = HTTPTransport(try ServerLocation("unix:/tmp/assay-nobody-\(UUID().uuidString)"))
        let error = await #expect(throws: TransportError.self) {
            try await transport.send(OutgoingRequest(method: .get, target: "/"))
        }
        #expect(error?.code == .unreachable)
    }
}

/// Values that several tasks add to.
actor Collected<Value: Sendable> {
    private(set) var values: [Value] = []

    @discardableResult func add(_ value: Value) -> Int {
        values.append(value)
        return values.count
    }
}
