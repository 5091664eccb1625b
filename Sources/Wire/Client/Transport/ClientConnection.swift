import HTTPTypes
import Sockets

/// One connection to a server: does what ``ClientConnectionMachine`` decides, on the connection's loop.
actor ClientConnection: SocketOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let server: String
    private let descriptor: Int32
    private var machine: ClientConnectionMachine
    private var socket: StreamSocket?
    private var timer: LoopTimer?
    private var reader: CheckedContinuation<Void, any Error>?
    private var writer: CheckedContinuation<Void, any Error>?

    /// Pieces received in one go, before other connections of the loop have their turn.
    private static let receiveBurst = 8

    /// Takes over a connected descriptor.
    init(_ descriptor: Int32, on loop: EventLoop, server: String) {
        self.loop = loop
        self.server = server
        self.descriptor = descriptor
        machine = ClientConnectionMachine(server: server)
    }

    /// Whether another exchange may begin.
    var isReusable: Bool { machine.isIdle && socket?.isClosed == false }

    /// Bytes that are queued and not yet taken by the system.
    private var pending: Int { socket?.pendingBytes ?? 0 }

    func open() {
        let socket = StreamSocket(descriptor, owner: self)
        self.socket = socket
        socket.resumeReading()
    }

    /// Sends a request's head; gives the number of the exchange, which is new for each.
    func begin(method: HTTPRequest.Method, head: [UInt8]) throws -> Int {
        let number = try machine.begin(method: method)
        if socket?.send(head) != true {
            close()
            throw TransportError(
                .disconnected, server: server, message: "the connection was closed", mayRepeat: true)
        }
        return number
    }

    /// The request's body is not sent to its end: because of an error, or because nobody wants the rest.
    func sendingStopped(_ error: (any Error)?) { run(machine.sendingStopped(error)) }

    /// Nobody will read the response: true when it is complete and the connection can serve on.
    func abandon(_ number: Int) -> Bool {
        let (isReusable, actions) = machine.abandon(number)
        run(actions)
        return isReusable
    }

    /// Sends bytes of the body; returns once more may be sent.
    ///
    /// False once nothing more is wanted: the response is there, or the connection has failed.
    func write(_ bytes: [UInt8]) async throws -> Bool {
        guard machine.sending(pending: 0) == .send, socket?.send(bytes) == true else { return false }
        while machine.sending(pending: pending) == .wait {
            try await withCheckedThrowingContinuation { writer = $0 }
        }
        return true
    }

    /// Waits for the response's head.
    func head(within time: Duration) async throws -> HTTPResponse {
        while true {
            if let head = machine.head { return head }
            try await wait(within: time, "the server did not answer within \(time)")
        }
    }

    /// The next bytes of the response's body, nil at its end.
    func bodyBytes(within time: Duration?) async throws -> [UInt8]? {
        while true {
            let (body, actions) = machine.takeBody(pending: pending)
            run(actions)
            switch body {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .wait: try await wait(within: time, "the response made no progress within \(time ?? .zero)")
            }
        }
    }

    /// Ends the connection; whoever waits is told why.
    func close(_ error: (any Error)? = nil) { run(machine.close(error)) }

    private func run(_ actions: [ClientConnectionMachine.Action]) {
        for action in actions {
            switch action {
            case .pauseReading: socket?.pauseReading()
            case .resumeReading: socket?.resumeReading()
            case .wakeReader: wakeReader()
            case .wakeWriter:
                writer?.resume()
                writer = nil
            case .close:
                socket?.close()
                socket = nil
                timer?.cancel()
                timer = nil
            }
        }
    }

    private func wakeReader() {
        guard let reader else { return }
        self.reader = nil
        if let failure = machine.failure { reader.resume(throwing: failure) } else { reader.resume() }
    }

    // MARK: Waiting

    private func wait(within time: Duration?, _ message: String) async throws {
        if let failure = machine.failure { throw failure }
        let wait = machine.beginWait()
        timer?.cancel()
        if let time { timer = Self.makeTimer(self, time, wait, message) }
        defer {
            machine.endWait()
            timer?.cancel()
            timer = nil
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                reader = continuation
                if Task.isCancelled { close(CancellationError()) }
            }
        } onCancel: {
            Task { await self.close(CancellationError()) }
        }
    }

    private nonisolated static func makeTimer(
        _ connection: ClientConnection, _ time: Duration, _ wait: ClientConnectionMachine.Wait, _ message: String
    ) -> LoopTimer {
        LoopTimer(on: connection.loop, after: time) {
            connection.assumeIsolated { $0.timeIsUp(time, wait, message) }
        }
    }

    private func timeIsUp(_ time: Duration, _ wait: ClientConnectionMachine.Wait, _ message: String) {
        let (goesOn, actions) = machine.timeIsUp(wait, message)
        if let goesOn { timer = Self.makeTimer(self, time, goesOn, message) }
        run(actions)
    }

    // MARK: Socket

    func socketIsReadable(_ descriptor: Int32) {
        for _ in 0..<Self.receiveBurst {
            guard let socket, socket.isReading else { return }
            switch socket.receive({ run(machine.received($0)) }) {
            case .bytes: break
            case .none: return
            case .ended: return run(machine.ended())
            case .failed(let error): return run(machine.broke("the connection broke: \(error.message)"))
            }
        }
        socket?.readAgain()
    }

    func socketIsWritable(_ descriptor: Int32) {
        guard let socket else { return }
        let isSent = socket.flush()
        run(machine.flushed(isSent, pending: socket.pendingBytes))
    }
}
