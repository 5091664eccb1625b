import Foundation
import HTTPTypes
import Logging
import Sockets
import Testing

@testable import HTTPServer

/// Runs a server with these routes and a raw client connected to it.
func withServer(
    reserved: ReservedAddress? = nil, limits: ServerLimits = ServerLimits(), routes: (inout Router) -> Void,
    _ body: (RawClient, SocketAddress, Server) async throws -> Void
) async throws {
    var router = Router(bodyLimit: 1 << 20)
    routes(&router)
    let configuration = ServerConfiguration(
        addresses: [.host("127.0.0.1", port: 0)], reserved: reserved, limits: limits, eventLoops: 2, serverName: "test")
    let server = Server(configuration: configuration, router: router, logger: Logger(label: "test"))
    let address = try #require(try await server.start().first)
    let client = RawClient()
    try await client.connect(to: address)
    do {
        try await body(client, address, server)
    } catch {
        await server.stop(within: .zero)
        throw error
    }
    await client.close()
    await server.stop(within: .seconds(5))
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct ServerTests {
    private func plain(_ router: inout Router) {
        router.on(.get, "/") { _, _ in Response(text: "hello") }
        router.on(.post, "/echo") { request, _ in Response(bytes: try await request.body.collect(), type: "x/y") }
        router.on(.post, "/ignore") { _, _ in Response(text: "ignored") }
        router.on(.get, "/fail") { _, _ in throw CocoaError(.fileNoSuchFile) }
        router.on(.get, "/split") { _, _ in Response(text: "", field: "a\r\nSet-Cookie: b") }
        router.on(.get, "/stream") { _, _ in
            Response(
                body: .stream { writer in
                    try await writer.write(Array("one ".utf8))
                    try await writer.write(Array("two".utf8))
                })
        }
        router.on(.get, "/short") { _, _ in
            Response(body: .stream(length: 10) { try await $0.write([1, 2, 3]) })
        }
    }

    private func answer(_ request: String) async throws -> String {
        var answer = ""
        try await withServer(routes: plain) { client, _, _ in
            await client.send(request)
            await client.finishSending()
            answer = await client.receiveAll()
        }
        return answer
    }

    @Test func aResponseHasItsHeadAndBody() async throws {
        let answer = try await answer("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(answer.contains(" GMT\r\nServer: test\r\n"))
        #expect(answer.contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(answer.hasSuffix("Content-Length: 5\r\nConnection: close\r\n\r\nhello"))
    }

    @Test func headHasTheLengthWithoutTheBody() async throws {
        let answer = try await answer("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.contains("Content-Length: 5\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer(routes: { router in
            router.on(.get, "/slow") { _, _ in
                for await _ in gate { break }
                return Response(text: "slow.")
            }
            router.on(.get, "/fast") { _, _ in Response(text: "fast.") }
        }) { client, _, _ in
            await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /fast HTTP/1.1\r\nHost: a\r\n\r\n")
            open.yield()
            let first = await client.receive(through: "fast.")
            #expect(first?.contains("slow.HTTP/1.1 200") == true)
        }
    }

    @Test func aStreamIsChunkedAndInHTTP10EndsWithTheConnection() async throws {
        let chunked = try await answer("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(chunked.contains("Transfer-Encoding: chunked\r\n"))
        #expect(chunked.hasSuffix("\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n"))
        let old = try await answer("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(!old.contains("Transfer-Encoding"))
        #expect(old.hasSuffix("Connection: close\r\n\r\none two"))
    }

    @Test func aClientOfHTTP10IsKeptWhenItAsks() async throws {
        try await withServer(routes: plain) { client, _, _ in
            for _ in 0..<2 {
                await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let answer = await client.receive(through: "hello")
                #expect(answer?.contains("Connection: keep-alive\r\n") == true)
            }
        }
    }

    @Test func aStreamShorterThanItsLengthIsCutOff() async throws {
        let answer = try await answer("GET /short HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.hasSuffix("\r\n\r\n\u{1}\u{2}\u{3}"))
    }

    @Test(arguments: [
        ("GET /absent HTTP/1.1\r\nHost: a\r\n\r\n", 404), ("PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501), ("GET / HTTP/1.1\r\n\r\n", 400), ("nonsense\r\n", 400),
        ("GET /fail HTTP/1.1\r\nHost: a\r\n\r\n", 500), ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Encoding: br\r\n\r\nx", 415),
        ("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", 204), ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 204),
    ])
    func refusalsHaveTheirStatus(request: String, status: Int) async throws {
        let answer = try await answer(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        if status == 405 { #expect(answer.contains("Allow: GET, HEAD, OPTIONS\r\n")) }
    }

    @Test func aRefusalThatBreaksTheFramingClosesTheConnection() async throws {
        let smuggled =
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        let answer = try await answer(smuggled + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(!answer.contains("hello"))
    }

    @Test func aFieldCannotSplitAResponse() async throws {
        let answer = try await answer("GET /split HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(!answer.contains("\nSet-Cookie"))
    }

    @Test func aChunkedBodyBeyondTheLimitIsRefusedAsItArrives() async throws {
        try await withServer(routes: plain) { client, _, _ in
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("40000\r\n".utf8) + [UInt8](repeating: 1, count: 0x40000) + Array("\r\n".utf8)
            for _ in 0..<5 { await client.send(chunk) }
            #expect(await client.receive(through: "\r\n\r\n")?.hasPrefix("HTTP/1.1 413 ") == true)
        }
    }

    @Test func continueGoesOutBeforeTheBodyIsRead() async throws {
        try await withServer(routes: plain) { client, _, _ in
            let fields = "HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
            await client.send("POST /echo " + fields)
            #expect(await client.receive(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("abc")
            #expect(await client.receive(through: "abc")?.hasPrefix("HTTP/1.1 200") == true)
            // A handler that needs no body answers at once, and the body is not asked for.
            await client.send("POST /ignore " + fields)
            let answer = await client.receiveAll()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("Connection: close"))
        }
    }

    @Test func stoppingFinishesWhatIsUnderWay() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await withServer(routes: { router in
            router.on(.get, "/slow") { _, _ in
                begin.yield()
                for await _ in gate { break }
                return Response(text: "done")
            }
        }) { client, address, server in
            await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            for await _ in begun { break }
            let stopping = Task { await server.stop(within: .seconds(30)) }
            // Nobody listens any more, once stopping has begun.
            while true {
                let late = RawClient()
                do { try await late.connect(to: address) } catch { break }
                await late.close()
            }
            open.yield()
            #expect(await client.receiveAll().hasSuffix("Connection: close\r\n\r\ndone"))
            await client.close()
            await stopping.value
        }
    }

    @Test func stoppingCutsWhatTakesTooLong() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        try await withServer(routes: { router in
            router.on(.get, "/slow") { _, _ in
                begin.yield()
                let (never, _) = AsyncStream.makeStream(of: Void.self)
                for await _ in never {}
                return Response(text: "done")
            }
        }) { client, _, server in
            await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            for await _ in begun { break }
            await server.stop(within: .milliseconds(20))
            #expect(await client.receiveAll() == "")
        }
    }

    @Test func anEventStreamIsCancelledWhenItsClientGoes() async throws {
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        try await withServer(routes: { router in
            router.on(.get, "/events") { _, _ in
                Response(
                    body: .events { writer in
                        defer { end.yield() }
                        try await writer.write(ServerSentEvent(data: "first"))
                        let (never, _) = AsyncStream.makeStream(of: Void.self)
                        for await _ in never {}
                    })
            }
        }) { client, _, _ in
            await client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await client.receive(through: "data: first\n\n") != nil)
            await client.close()
            for await _ in ended { break }
        }
    }

    @Test func aClientThatReadsNothingHoldsTheWriterBackAndIsGivenUp() async throws {
        var limits = ServerLimits()
        limits.stalledWriteTime = .milliseconds(50)
        let (stopped, stop) = AsyncStream.makeStream(of: Int.self)
        try await withServer(
            limits: limits,
            routes: { router in
                router.on(.get, "/endless") { _, _ in
                    Response(
                        body: .stream { writer in
                            var written = 0
                            defer { stop.yield(written) }
                            while true {
                                try await writer.write([UInt8](repeating: 1, count: 1 << 16))
                                written += 1 << 16
                            }
                        })
                }
            }
        ) { client, _, _ in
            await client.pauseReading()
            await client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
            for await written in stopped {
                // What the sockets' buffers hold, and not more.
                #expect(written < 64 << 20)
                break
            }
        }
    }
}

extension Response {
    /// A response with a field of this value.
    fileprivate init(text: String, field value: String) {
        self.init(text: text)
        fields[.location] = value
    }
}
