import Foundation
import Sockets
import Testing

/// Accepts connections and sends back what each sends.
private actor EchoServer: SocketOwner {
    nonisolated let loop = EventLoop(label: "test.echo")
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private var listening: ListeningSocket?
    private var sockets: [Int32: StreamSocket] = [:]

    func listen(on address: SocketAddress) throws -> SocketAddress {
        let socket = try ListeningSocket(address, owner: self)
        listening = socket
        socket.resume()
        return socket.address
    }

    func close() {
        listening?.close()
        for socket in sockets.values { socket.close() }
        sockets = [:]
    }

    func socketIsReadable(_ descriptor: Int32) {
        if descriptor == listening?.descriptor {
            while case .accepted(let accepted, _)? = listening?.accept() {
                let socket = StreamSocket(accepted, owner: self)
                sockets[accepted] = socket
                socket.resumeReading()
            }
            return
        }
        while let socket = sockets[descriptor], socket.isReading {
            var received: [UInt8] = []
            switch socket.receive({ received = Array($0) }) {
            case .bytes: socket.send(received)
            case .none: return
            case .ended:
                socket.pauseReading()
                socket.finishSending()
            case .failed: sockets.removeValue(forKey: descriptor)?.close()
            }
        }
    }

    func socketIsWritable(_ descriptor: Int32) { _ = sockets[descriptor]?.flush() }
}

/// Sends bytes and collects what comes back until the end.
private actor EchoClient: SocketOwner {
    nonisolated let loop = EventLoop(label: "test.client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private var socket: StreamSocket?
    private var received: [UInt8] = []
    private var continuation: CheckedContinuation<[UInt8], Never>?

    func exchange(_ bytes: [UInt8], with address: SocketAddress) async throws -> [UInt8] {
        let descriptor = try await SocketConnector.connect(to: address, on: loop, within: .seconds(10))
        let socket = StreamSocket(descriptor, owner: self)
        self.socket = socket
        socket.resumeReading()
        socket.send(bytes)
        socket.finishSending()
        return await withCheckedContinuation { continuation = $0 }
    }

    func socketIsReadable(_ descriptor: Int32) {
        while let socket, socket.isReading {
            switch socket.receive({ received += $0 }) {
            case .bytes: continue
            case .none: return
            case .ended, .failed:
                socket.close()
                continuation?.resume(returning: received)
                continuation = nil
            }
        }
    }

    func socketIsWritable(_ descriptor: Int32) { _ = socket?.flush() }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct SocketsTests {
    private static var temporarySocket: SocketAddress {
        .unix(path: FileManager.default.temporaryDirectory.appendingPathComponent("assay-\(UUID().uuidString)").path)
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0", "unix"])
    func bytesGoThereAndBackUnchanged(text: String) async throws {
        let server = EchoServer()
        let address = try await server.listen(on: SocketAddress(text) ?? Self.temporarySocket)
        // More than any socket buffer holds, so that both sides queue and wait.
        let bytes = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        #expect(try await EchoClient().exchange(bytes, with: address) == bytes)
        #expect(try await EchoClient().exchange([], with: address) == [])
        await server.close()
    }

    @Test func anAddressThatIsTakenIsNamed() async throws {
        let server = EchoServer()
        let address = try await server.listen(on: .host("127.0.0.1", port: 0))
        let error = await #expect(throws: SocketError.self) { try await EchoServer().listen(on: address) }
        #expect(error?.code == .addressInUse)
        #expect(error?.description.contains("\(address)") == true)
        await server.close()
    }

    @Test func aUnixSocketInUseIsKeptAndAStaleOneReplaced() async throws {
        let address = Self.temporarySocket
        let living = EchoServer()
        _ = try await living.listen(on: address)
        await #expect(throws: SocketError.self) { try await EchoServer().listen(on: address) }
        #expect(try await EchoClient().exchange([1], with: address) == [1])
        await living.close()

        guard case .unix(let path) = address else { return }
        // What a killed process leaves behind: a socket's file with nobody behind it.
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var system = sockaddr_un()
        system.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &system.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &system) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(status == 0)
        _ = close(descriptor)
        let next = EchoServer()
        _ = try await next.listen(on: address)
        #expect(try await EchoClient().exchange([2], with: address) == [2])
        await next.close()
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aNameOrPortWithoutServerIsAnError() async throws {
        let loop = EventLoop(label: "test")
        let server = EchoServer()
        let address = try await server.listen(on: .host("127.0.0.1", port: 0))
        await server.close()
        // Until the server's source has let go of the port, a connection may still be made, and is reset.
        var refused: SocketError?
        while refused == nil {
            do {
                let descriptor = try await SocketConnector.connect(to: address, on: loop, within: .seconds(5))
                _ = close(descriptor)
            } catch let error as SocketError where error.code != .closed {
                refused = error
            } catch is SocketError {}
        }
        #expect(refused?.code == .refused)
        let unresolved = await #expect(throws: SocketError.self) {
            try await SocketConnector.connect(to: .host("name.invalid", port: 1), on: loop, within: .seconds(5))
        }
        #expect(unresolved?.code == .unresolved)
    }

    @Test func aTimerFiresOnItsLoopUntilItIsCancelled() async throws {
        let loop = EventLoop(label: "test.timer")
        let (ticks, tick) = AsyncStream.makeStream(of: Bool.self)
        let timer = LoopTimer(on: loop, after: .milliseconds(1), every: .milliseconds(1)) { tick.yield(loop.isCurrent) }
        var seen = 0
        for await onLoop in ticks {
            #expect(onLoop)
            seen += 1
            if seen == 3 { break }
        }
        timer.cancel()
        #expect(!loop.isCurrent)
    }
}
