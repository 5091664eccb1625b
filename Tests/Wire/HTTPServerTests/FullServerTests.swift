import HTTPTypes
import Sockets
import Testing

@testable import HTTPServer

/// Adversary, D8: idle connections kept everybody else out for 75 seconds.
@Suite(.serialized, .timeLimit(.minutes(1))) struct FullServerTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func client(_ address: SocketAddress) async throws -> RawClient {
        let client = RawClient()
        try await client.connect(to: address)
        return client
    }

    @Test func theLongestIdleConnectionMakesRoomForANewOne() async throws {
        var limits = ServerLimits()
        limits.connections = 2
        try await withServer(limits: limits) { router in
            router.on(.get, "/") { _, _ in Response(text: "hello") }
        } _: { first, address, _ in
            await first.send(Self.get)
            #expect(await first.receive(through: "hello") != nil)
            let second = try await client(address)
            await second.send(Self.get)
            #expect(await second.receive(through: "hello") != nil)
            // A third finds no room, until the first, which has been idle longest, is closed.
            let third = try await client(address)
            await third.send(Self.get)
            #expect(await third.receive(through: "hello") != nil)
            #expect(await first.receiveAll() == "")
            await second.send(Self.get)
            #expect(await second.receive(through: "hello") != nil)
        }
    }

    @Test func aConnectionWithARequestUnderWayIsNotClosed() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer(limits: limits) { router in
            router.on(.get, "/") { _, _ in Response(text: "hello") }
            router.on(.get, "/slow") { _, _ in
                for await _ in gate { break }
                return Response(text: "slow")
            }
        } _: { first, address, _ in
            await first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            let second = try await client(address)
            await second.send(Self.get)
            open.yield()
            #expect(await first.receive(through: "slow") != nil)
            // It is idle now, and makes room.
            #expect(await second.receive(through: "hello") != nil)
            #expect(await first.receiveAll() == "")
        }
    }

    /// Adversary, D8: local workers found no place among connections that were never idle.
    @Test func aReservedAddressIsServedThoughAllOthersAreTaken() async throws {
        let path = "/tmp/assay-\(UInt64.random(in: .min ... .max)).socket"
        var limits = ServerLimits()
        limits.connections = 1
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let reserved = ReservedAddress(.unix(path: path), connections: 1)
        try await withServer(reserved: reserved, limits: limits) { router in
            router.on(.get, "/") { request, _ in Response(text: request.hasReservedPlace ? "reserved" : "common") }
            router.on(.get, "/slow") { _, _ in
                for await _ in gate { break }
                return Response(text: "slow")
            }
        } _: { first, _, _ in
            await first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            let worker = try await client(.unix(path: path))
            await worker.send(Self.get)
            #expect(await worker.receive(through: "reserved") != nil)
            // Its places are its own: a second one waits for the first to go, and gets the place of the idle one.
            let other = try await client(.unix(path: path))
            await other.send(Self.get)
            #expect(await other.receive(through: "reserved") != nil)
            #expect(await worker.receiveAll() == "")
            open.finish()
            #expect(await first.receive(through: "slow") != nil)
            await other.close()
        }
    }

    @Test func aReservedAddressThatCannotBeIsLeftOut() async throws {
        let reserved = ReservedAddress(.unix(path: "/dev/null/none.socket"), connections: 1)
        try await withServer(reserved: reserved) { router in
            router.on(.get, "/") { _, _ in Response(text: "hello") }
        } _: { first, _, _ in
            await first.send(Self.get)
            #expect(await first.receive(through: "hello") != nil)
        }
    }

    @Test func whoeverWaitsIsServedOnceAConnectionHasGone() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await withServer(limits: limits) { router in
            router.on(.get, "/") { _, _ in Response(text: "hello") }
            router.on(.get, "/slow") { _, _ in
                for await _ in gate { break }
                return Response(text: "slow")
            }
        } _: { first, address, _ in
            await first.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            let second = try await client(address)
            await second.send(Self.get)
            await first.close()
            #expect(await second.receive(through: "hello") != nil)
            open.finish()
        }
    }
}
