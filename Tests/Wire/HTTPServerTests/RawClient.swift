import Sockets

/// A client that sends and receives bytes as they are.
actor RawClient: SocketOwner {
    nonisolated let loop = EventLoop(label: "test.client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private var socket: StreamSocket?
    private var received: [UInt8] = []
    private var hasEnded = false
    private var waiting: CheckedContinuation<Void, Never>?

    func connect(to address: SocketAddress) async throws {
        let descriptor = try await SocketConnector.connect(to: address, on: loop, within: .seconds(10))
        socket = StreamSocket(descriptor, owner: self)
        socket?.resumeReading()
    }

    func send(_ text: String) { socket?.send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) { socket?.send(bytes) }
    func finishSending() { socket?.finishSending() }
    func pauseReading() { socket?.pauseReading() }
    func close() { socket?.close() }

    /// What was received up to and with this text, which is then forgotten; nil when the connection ends before.
    func receive(through text: String) async -> String? {
        let mark = Array(text.utf8)
        while true {
            if let end = firstRange(of: mark) {
                let found = String(decoding: received[..<end], as: UTF8.self)
                received.removeFirst(end)
                return found
            }
            if hasEnded { return nil }
            await withCheckedContinuation { waiting = $0 }
        }
    }

    /// So many bytes, or fewer when the connection ends before.
    func receive(count: Int) async -> [UInt8] {
        while received.count < count, !hasEnded { await withCheckedContinuation { waiting = $0 } }
        let bytes = Array(received.prefix(count))
        received.removeFirst(bytes.count)
        return bytes
    }

    /// Everything until the connection ends.
    func receiveAll() async -> String { String(decoding: await receive(count: .max), as: UTF8.self) }

    private func firstRange(of mark: [UInt8]) -> Int? {
        guard received.count >= mark.count else { return nil }
        return (0...received.count - mark.count).first { received[$0..<$0 + mark.count].elementsEqual(mark) }
            .map { $0 + mark.count }
    }

    func socketIsReadable(_ descriptor: Int32) {
        while let socket, socket.isReading {
            switch socket.receive({ received += $0 }) {
            case .bytes: continue
            case .none: break
            case .ended, .failed:
                hasEnded = true
                socket.pauseReading()
            }
            break
        }
        waiting?.resume()
        waiting = nil
    }

    func socketIsWritable(_ descriptor: Int32) { _ = socket?.flush() }
}
