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
    nonisolated let lane: ConnectionLane
    private let descriptor: Int32
    private let group: ConnectionGroup
    private(set) var socket: StreamSocket?
    var machine: ConnectionMachine
    var exchange: Exchange?
    private var exchanges = 0
    private var todo: [ConnectionMachine.Action] = []
    private var isPerforming = false

    /// What the machine does not hold of the request under way: the parts that wait.
    struct Exchange {
        let number: Int
        let head: RequestHead?
        let haste: Haste
        var task: Task<Void, Never>?
        var body: [[UInt8]] = []
        var bodyEnded = false
        var bodyError: HTTPError?
        var reader: CheckedContinuation<Void, Never>?
        var writers: [CheckedContinuation<Void, Never>] = []
        var framing = ResponsePlan.Framing.none
        var unwritten: Int64 = 0
    }

    init(
        _ descriptor: Int32, peer: SocketAddress?, lane: ConnectionLane, group: ConnectionGroup, context: ServerContext
    ) {
        loop = group.loop
        self.descriptor = descriptor
        self.peer = peer
        self.lane = lane
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

    var now: ContinuousClock.Instant { context.clock.now() }

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
        if socket.pendingBytes <= ConnectionMachine.writeAhead / 2 { wakeWriters() }
    }

    func tick() {
        perform(machine.tick(now: now))
    }

    func drain() {
        perform(machine.drain(now: now))
    }

    /// Since when the connection has been idle, if it is.
    var idleSince: ContinuousClock.Instant? { machine.idleSince }

    func abort() {
        perform([.cancelHandler, .close])
    }

    func syncReading() {
        if machine.wantsToRead { socket?.resumeReading() } else { socket?.pauseReading() }
    }

    private func outputChanged() {
        guard let socket else { return }
        perform(machine.outputChanged(pending: socket.pendingBytes, now: now))
    }

    func send(_ bytes: [UInt8], more: Bool = false) {
        guard let socket else { return }
        machine.wrote(now: now)
        guard socket.send(bytes, more: more) else { return perform([.cancelHandler, .close]) }
        if socket.pendingBytes != machine.pendingOutput { outputChanged() }
    }

    // MARK: Actions

    /// Carries actions out in order; those that come up meanwhile follow.
    func perform(_ actions: [ConnectionMachine.Action]) {
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
        case .hurryHandler: exchange?.haste.begin()
        case .ping: send(framed(ServerSentEvent.ping))
        case .finishSending: socket?.finishSending()
        case .close: close()
        }
    }

    private static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private func begin(_ head: RequestHead) {
        exchanges += 1
        let haste = Haste()
        exchange = Exchange(number: exchanges, head: head, haste: haste)
        let number = exchanges
        let body = RequestBody.incoming(head, from: self, exchange: number)
        let task = Self.launch(head, body, haste, number: number, on: self)
        if exchange?.number == number { exchange?.task = task }
    }

    /// Formed outside of the actor; begins at once on the loop's queue, so a handler that does not wait costs no hop.
    private nonisolated static func launch(
        _ head: RequestHead, _ body: RequestBody, _ haste: Haste, number: Int, on connection: Connection
    ) -> Task<Void, Never> {
        Task.immediate {
            await ExchangeRun(head: head, body: body, haste: haste, number: number, connection: connection).run()
        }
    }

    private func refuse(_ error: HTTPError) {
        exchanges += 1
        exchange = Exchange(number: exchanges, head: nil, haste: Haste())
        let response = context.response(to: error, head: nil)
        let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: nil)
        let plan = ResponsePlan(response, to: request, isHTTP10: false, limits: context.limits)
        _ = beginResponse(plan, number: exchanges, closes: true)
    }

    func close() {
        guard socket != nil else { return }
        socket?.close()
        socket = nil
        exchange?.task?.cancel()
        if let exchange, exchange.bodyError == nil {
            self.exchange?.bodyError = HTTPError(.badRequest, "The client has gone.", closesConnection: true)
        }
        wakeReader()
        wakeWriters()
        group.assumeIsolated { $0.remove(self) }
    }
}
