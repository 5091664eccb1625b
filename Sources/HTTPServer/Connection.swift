import HTTPSyntax
import HTTPTypes
import Logging
import Sockets

/// Carries out what the machine of one connection decides, on the queue of its event loop.
///
/// Bytes are received, parsed and answered on that queue; a handler begins there and leaves it when it first waits.
actor Connection: SocketOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    nonisolated let context: ServerContext
    nonisolated let peer: SocketAddress?
    private let descriptor: Int32
    private let group: ConnectionGroup
    private(set) var socket: StreamSocket?
    var machine: ConnectionMachine
    private var exchange: Exchange?
    private var exchanges = 0
    private var todo: [ConnectionMachine.Action] = []
    private var isPerforming = false

    /// What the machine does not hold of the request under way: the parts that wait.
    private struct Exchange {
        let number: Int
        let head: RequestHead?
        var task: Task<Void, Never>?
        var body: [[UInt8]] = []
        var bodyEnded = false
        var bodyError: HTTPError?
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
        var framing = ResponsePlan.Framing.none
        var unwritten: Int64 = 0
    }

    init(_ descriptor: Int32, peer: SocketAddress?, group: ConnectionGroup, context: ServerContext) {
        loop = group.loop
        self.descriptor = descriptor
        self.peer = peer
        self.group = group
        self.context = context
        machine = ConnectionMachine(limits: context.limits, now: context.clock.now())
    }

    func open() {
        socket = StreamSocket(descriptor, owner: self)
        syncReading()
    }

    /// Pieces received in one go, before other connections of the loop have their turn.
    private static let receiveBurst = 8

    private var now: ContinuousClock.Instant { context.clock.now() }

    // MARK: Socket and time

    func socketIsReadable(_ descriptor: Int32) {
        for _ in 0..<Self.receiveBurst {
            guard let socket, socket.isReading else { return }
            var actions: [ConnectionMachine.Action] = []
            switch socket.receive({ actions = machine.received($0, now: now) }) {
            case .bytes: perform(actions)
            case .none: return
            case .ended: return perform(machine.ended(now: now))
            case .failed: return perform([.cancelHandler, .close])
            }
        }
        socket?.readAgain()
    }

    func socketIsWritable(_ descriptor: Int32) {
        guard let socket else { return }
        guard socket.flush() else { return perform([.cancelHandler, .close]) }
        outputChanged()
        if socket.pendingBytes <= ConnectionMachine.writeAhead / 2 { wakeWriter() }
    }

    func tick() {
        perform(machine.tick(now: now))
    }

    func drain() {
        perform(machine.drain(now: now))
    }

    func abort() {
        perform([.cancelHandler, .close])
    }

    private func syncReading() {
        if machine.wantsToRead { socket?.resumeReading() } else { socket?.pauseReading() }
    }

    private func outputChanged() {
        guard let socket else { return }
        perform(machine.outputChanged(pending: socket.pendingBytes, now: now))
    }

    private func send(_ bytes: [UInt8], more: Bool = false) {
        guard let socket else { return }
        machine.wrote(now: now)
        guard socket.send(bytes, more: more) else { return perform([.cancelHandler, .close]) }
        if socket.pendingBytes != machine.pendingOutput { outputChanged() }
    }

    // MARK: Actions

    /// Carries actions out in order; those that come up meanwhile follow.
    private func perform(_ actions: [ConnectionMachine.Action]) {
        todo += actions
        guard !isPerforming else { return }
        isPerforming = true
        var next = 0
        while next < todo.count {
            let action = todo[next]
            next += 1
            perform(action)
        }
        todo.removeAll(keepingCapacity: true)
        isPerforming = false
        syncReading()
    }

    private func perform(_ action: ConnectionMachine.Action) {
        switch action {
        case .begin(let head): begin(head)
        case .body(let bytes):
            exchange?.body.append(bytes)
            wakeReader()
        case .bodyEnd:
            exchange?.bodyEnded = true
            wakeReader()
        case .bodyFailed(let error):
            exchange?.bodyError = error
            wakeReader()
        case .sendContinue: send(Self.continueLine)
        case .refuse(let error): refuse(error)
        case .cancelHandler: exchange?.task?.cancel()
        case .ping: send(framed(ServerSentEvent.ping))
        case .finishSending: socket?.finishSending()
        case .close: close()
        }
    }

    private static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private func begin(_ head: RequestHead) {
        exchanges += 1
        exchange = Exchange(number: exchanges, head: head)
        let number = exchanges
        let body = RequestBody.incoming(head, from: self, exchange: number)
        let task = Self.launch(head, body, number: number, on: self)
        if exchange?.number == number { exchange?.task = task }
    }

    /// Formed outside of the actor; begins at once on the loop's queue, so a handler that does not wait costs no hop.
    private nonisolated static func launch(
        _ head: RequestHead, _ body: RequestBody, number: Int, on connection: Connection
    ) -> Task<Void, Never> {
        Task.immediate {
            await ExchangeRun(head: head, body: body, number: number, connection: connection).run()
        }
    }

    private func refuse(_ error: HTTPError) {
        exchanges += 1
        exchange = Exchange(number: exchanges, head: nil)
        let response = context.response(to: error, head: nil)
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: nil)
        let plan = ResponsePlan(response, to: request, isHTTP10: false, limits: context.limits)
        _ = beginResponse(plan, number: exchanges, closes: true)
    }

    private func close() {
        guard socket != nil else { return }
        socket?.close()
        socket = nil
        exchange?.task?.cancel()
        if let exchange, exchange.bodyError == nil {
            self.exchange?.bodyError = HTTPError(.badRequest, "The client has gone.", closesConnection: true)
        }
        wakeReader()
        wakeWriter()
        group.assumeIsolated { $0.remove(self) }
    }

    // MARK: Body of the request

    /// The next bytes of the body of this exchange, nil at its end.
    func bodyBytes(_ number: Int) async throws -> [UInt8]? {
        while let current = exchange, current.number == number {
            if !current.body.isEmpty {
                let bytes = current.body.count == 1 ? current.body[0] : Array(current.body.joined())
                exchange?.body = []
                machine.bodyTaken(bytes.count)
                syncReading()
                return bytes
            }
            if let error = current.bodyError { throw error }
            if current.bodyEnded { return nil }
            if Task.isCancelled { throw CancellationError() }
            perform(machine.bodyWanted(now: now))
            syncReading()
            await withTaskCancellationHandler {
                await withCheckedContinuation { exchange?.reader = $0 }
            } onCancel: {
                Task { await self.wakeReader() }
            }
        }
        throw HTTPError(.badRequest, "The body was not read in time: its request has been answered.")
    }

    private func wakeReader() {
        guard let reader = exchange?.reader else { return }
        exchange?.reader = nil
        reader.resume()
    }

    private func wakeWriter() {
        guard let writer = exchange?.writer else { return }
        exchange?.writer = nil
        writer.resume()
    }

    // MARK: Response

    /// Sends the head, and the body where it is there; true when a body is still to be made and written.
    func beginResponse(_ plan: ResponsePlan, number: Int, closes: Bool) -> Bool {
        guard let current = exchange, current.number == number, socket != nil else { return false }
        let isHTTP10 = current.head?.isHTTP10 ?? false
        let kind = plan.kind
        var closes = closes
        if case .untilClose = plan.framing { closes = true }
        let keeps = machine.responseBegins(kind, closes: closes, now: now)
        exchange?.framing = plan.framing
        if case .length(let length) = plan.framing { exchange?.unwritten = length }
        let date = context.dateLine.line(at: context.clock.secondsSinceEpoch())
        var bytes = plan.head(keeps: keeps, isHTTP10: isHTTP10, date: date, server: context.serverLine)
        if case .bytes(let body) = plan.body {
            // One packet for what fits in one; a large body is not copied.
            if body.count <= 16 * 1024 {
                bytes += body
                send(bytes)
            } else {
                send(bytes, more: true)
                send(body)
            }
        } else {
            send(bytes, more: plan.hasMore)
        }
        if plan.hasMore { return true }
        finish()
        return false
    }

    /// The same without a hop, where the caller runs on the loop's queue; nil where it does not.
    nonisolated func beginResponseNow(_ plan: ResponsePlan, number: Int, closes: Bool) -> Bool? {
        guard loop.isCurrent else { return nil }
        return assumeIsolated { $0.beginResponse(plan, number: number, closes: closes) }
    }

    /// Sends bytes of a body that is made as it is sent; returns once more may follow.
    func write(_ bytes: [UInt8], number: Int) async throws {
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
        if case .length = exchange?.framing {
            exchange?.unwritten -= Int64(bytes.count)
            guard let left = exchange?.unwritten, left >= 0 else { throw BodyLengthMismatch() }
        }
        send(framed(bytes))
        while let socket, socket.pendingBytes > ConnectionMachine.writeAhead, exchange?.number == number {
            await withCheckedContinuation { exchange?.writer = $0 }
        }
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
    }

    private func framed(_ bytes: [UInt8]) -> [UInt8] {
        if case .chunked = exchange?.framing { ChunkedWriter.chunk(bytes) } else { bytes }
    }

    /// Ends a body that was made as it was sent.
    func finishBody(_ number: Int) throws {
        guard exchange?.number == number, socket != nil else { throw ClientHasGone() }
        switch exchange?.framing {
        case .chunked: send(ChunkedWriter.end)
        case .length where exchange?.unwritten != 0: throw BodyLengthMismatch()
        default: break
        }
        finish()
    }

    /// Cuts the connection within a body, so that the client sees that it is not whole.
    func abortBody(_ number: Int) {
        guard exchange?.number == number else { return }
        close()
    }

    private func finish() {
        guard socket != nil else { return }
        exchange = nil
        perform(machine.responseFinished(now: now))
    }
}
