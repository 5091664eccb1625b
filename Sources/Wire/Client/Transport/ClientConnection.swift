import HTTPSyntax
import HTTPTypes
import Sockets

/// One connection to a server: one exchange at a time, the next when the last is complete.
actor ClientConnection: SocketOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let server: String
    private let descriptor: Int32
    private var socket: StreamSocket?
    private var failure: (any Error)?
    private var exchange: Exchange?
    private var exchanges = 0
    private var timer: LoopTimer?
    /// Bumped whenever the wait that a timer bounds is over.
    private var timerAge = 0
    /// When bytes were last sent or received.
    private var progressed = ContinuousClock.now

    /// What is known of the exchange under way.
    private struct Exchange {
        let number: Int
        var parser: ResponseParser
        var head: HTTPResponse?
        var keepsConnection = false
        var body: [[UInt8]] = []
        var buffered = 0
        var isComplete = false
        var isBodyUnsent = false
        var hasBytes = false
        var reader: CheckedContinuation<Void, any Error>?
        var writer: CheckedContinuation<Void, any Error>?
    }

    /// Beyond so many unread bytes the server is held back.
    private static let readAhead = 256 * 1024
    /// Beyond so many unsent bytes the writer is held back.
    private static let writeAhead = 256 * 1024

    /// Pieces received in one go, before other connections of the loop have their turn.
    private static let receiveBurst = 8

    /// Takes over a connected descriptor.
    init(_ descriptor: Int32, on loop: EventLoop, server: String) {
        self.loop = loop
        self.server = server
        self.descriptor = descriptor
    }

    /// Whether another exchange may begin.
    var isReusable: Bool { failure == nil && exchange == nil && socket?.isClosed == false }

    func open() {
        let socket = StreamSocket(descriptor, owner: self)
        self.socket = socket
        socket.resumeReading()
    }

    /// Sends a request's head; gives the number of the exchange, which is new for each.
    func begin(method: HTTPRequest.Method, head: [UInt8]) throws -> Int {
        if let failure { throw failure }
        exchanges += 1
        exchange = Exchange(number: exchanges, parser: ResponseParser(method: method))
        progressed = .now
        if socket?.send(head) != true {
            close()
            throw TransportError(
                .disconnected, server: server, message: "the connection was closed", mayRepeat: true)
        }
        return exchanges
    }

    /// The request's body is not sent to its end: because of an error, or because nobody wants the rest.
    func sendingStopped(_ error: (any Error)?) {
        exchange?.keepsConnection = false
        exchange?.isBodyUnsent = true
        if let error, exchange?.head == nil { close(error) }
    }

    /// Nobody will read the response: true when it is complete and the connection can serve on.
    func abandon(_ number: Int) -> Bool {
        guard exchange?.number == number else { return false }
        let isComplete = exchange?.isComplete == true && exchange?.keepsConnection == true
        exchange = nil
        if isComplete { socket?.resumeReading() } else { close() }
        return isComplete
    }

    /// Sends bytes of the body; returns once more may be sent.
    ///
    /// False once nothing more is wanted: the response is there, or the connection has failed.
    func write(_ bytes: [UInt8]) async throws -> Bool {
        guard failure == nil, exchange?.head == nil, socket?.send(bytes) == true else { return false }
        while failure == nil, exchange?.head == nil, let socket, socket.pendingBytes > Self.writeAhead {
            try await withCheckedThrowingContinuation { exchange?.writer = $0 }
        }
        return true
    }

    /// Waits for the response's head.
    func head(within time: Duration) async throws -> HTTPResponse {
        while true {
            if let head = exchange?.head { return head }
            try await wait(within: time, "the server did not answer within \(time)")
        }
    }

    /// The next bytes of the response's body, nil at its end.
    func bodyBytes(within time: Duration?) async throws -> [UInt8]? {
        while true {
            guard let current = exchange else { return nil }
            if !current.body.isEmpty {
                let bytes = current.body.count == 1 ? current.body[0] : Array(current.body.joined())
                exchange?.body = []
                exchange?.buffered = 0
                socket?.resumeReading()
                return bytes
            }
            if current.isComplete {
                let keeps = current.keepsConnection
                exchange = nil
                if keeps, socket?.pendingBytes == 0 { socket?.resumeReading() } else { close() }
                return nil
            }
            try await wait(within: time, "the response made no progress within \(time ?? .zero)")
        }
    }

    /// Ends the connection; whoever waits is told why.
    func close(_ error: (any Error)? = nil) {
        socket?.close()
        socket = nil
        timer?.cancel()
        timer = nil
        guard failure == nil else { return }
        failure =
            error
            ?? TransportError(.disconnected, server: server, message: "the connection was closed")
        wakeReader()
        wakeWriter()
    }

    // MARK: Waiting

    private func wait(within time: Duration?, _ message: String) async throws {
        if let failure { throw failure }
        timerAge += 1
        timer?.cancel()
        if let time { arm(time, message) }
        defer {
            timer?.cancel()
            timer = nil
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                exchange?.reader = continuation
                if Task.isCancelled { close(CancellationError()) }
            }
        } onCancel: {
            Task { await self.close(CancellationError()) }
        }
    }

    private nonisolated static func makeTimer(
        _ connection: ClientConnection, _ time: Duration, progressed: ContinuousClock.Instant, age: Int,
        _ message: String
    ) -> LoopTimer {
        LoopTimer(on: connection.loop, after: time) {
            connection.assumeIsolated { $0.ranOut(time, progressed: progressed, age: age, message) }
        }
    }

    private func arm(_ time: Duration, _ message: String) {
        timer = Self.makeTimer(self, time, progressed: progressed, age: timerAge, message)
    }

    /// While the request is still being sent and moves, the response is not yet due.
    private func ranOut(_ time: Duration, progressed seen: ContinuousClock.Instant, age: Int, _ message: String) {
        guard age == timerAge, timer != nil else { return }
        if progressed > seen { return arm(time, message) }
        close(TransportError(.timedOut, server: server, message: message))
    }

    private func wakeReader() {
        guard let reader = exchange?.reader else { return }
        exchange?.reader = nil
        if let failure { reader.resume(throwing: failure) } else { reader.resume() }
    }

    private func wakeWriter() {
        guard let writer = exchange?.writer else { return }
        exchange?.writer = nil
        writer.resume()
    }

    // MARK: Socket

    func socketIsReadable(_ descriptor: Int32) {
        for _ in 0..<Self.receiveBurst {
            guard let socket, socket.isReading else { return }
            switch socket.receive({ take($0) }) {
            case .bytes: break
            case .none: return
            case .ended: return ended()
            case .failed(let error): return broke("the connection broke: \(error.message)")
            }
        }
        socket?.readAgain()
    }

    func socketIsWritable(_ descriptor: Int32) {
        guard let socket else { return }
        // A server that refuses a body closes its side after answering: what it answered is still to be read.
        guard socket.flush() else { return wakeWriter() }
        progressed = .now
        if socket.pendingBytes <= Self.writeAhead / 2 { wakeWriter() }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        guard exchange != nil else { return close() }
        exchange?.hasBytes = true
        progressed = .now
        var input = bytes
        do throws(MessageSyntaxError) {
            while let event = try exchange?.parser.parse(&input) { apply(event) }
        } catch {
            return close(TransportError(.malformed, server: server, message: error.message))
        }
        // Bytes after a response belong to nothing.
        if !input.isEmpty { exchange?.keepsConnection = false }
        if let exchange, exchange.buffered > Self.readAhead { socket?.pauseReading() }
        wakeReader()
        if exchange?.head != nil { wakeWriter() }
    }

    private func apply(_ event: ResponseParser.Event) {
        switch event {
        case .head(let head, let keeps):
            exchange?.head = head
            let isBodyUnsent = exchange?.isBodyUnsent ?? false
            exchange?.keepsConnection = keeps && !isBodyUnsent
        case .body(let bytes):
            exchange?.body.append(bytes)
            exchange?.buffered += bytes.count
        case .end: exchange?.isComplete = true
        }
    }

    private func ended() {
        if let event = exchange?.parser.finish() { apply(event) }
        guard exchange?.isComplete == true else { return broke("the connection ended before the response did") }
        exchange?.keepsConnection = false
        socket?.pauseReading()
        wakeReader()
    }

    private func broke(_ message: String) {
        let isUntouched = exchange?.hasBytes != true
        close(TransportError(.disconnected, server: server, message: message, mayRepeat: isUntouched))
    }
}
