import HTTPTypes

/// Decides what one connection does: bytes, answers and times in, actions out.
///
/// Knows no socket, task or clock.
struct ConnectionMachine: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// What the connection is to do, in order.
    enum Action: Sendable {
        /// Hand the request to its route.
        case begin(RequestHead)
        /// Give bytes to the body of the request under way.
        case body([UInt8])
        case bodyEnd
        /// Whoever reads the body gets this error.
        case bodyFailed(HTTPError)
        case sendContinue
        /// Answer with this error; no handler has begun.
        case refuse(HTTPError)
        case cancelHandler
        /// Have the handler answer with what is there, rather than wait for more.
        case hurryHandler
        /// Send a comment on the event stream.
        case ping
        /// Say that nothing more is sent, after what is queued.
        case finishSending
        case close
    }

    /// How a response goes on after its head.
    enum ResponseKind: Sendable {
        /// All of it is there, and the handler is done.
        case whole
        /// It is made while it is sent, and its maker may still read the request's body.
        case stream
        case events
    }

    enum Phase: Sendable {
        /// No byte of the next request is there.
        case waiting(since: Instant)
        case head(since: Instant)
        case body
        /// The request has been read whole; the response is still to come.
        case whole
        /// What arrives means nothing any more; the response is still to come.
        case broken
        /// The last response is sent.
        ///
        /// Closing waits for the client's end where unread bytes would make the system drop the response.
        case closing(since: Instant, awaitsClient: Bool)
    }

    /// The request under way.
    struct Exchange: Sendable {
        var keepsConnection: Bool
        var awaitsContinue: Bool
        var response: ResponseKind?
        var isFinished = false
        var isHurried = false
        var discardsBody = false
        /// Body bytes that nobody has read yet.
        var unread = 0
        var pace = BodyPace()
    }

    let limits: ServerLimits
    var parser: RequestParser
    var phase: Phase
    var exchange: Exchange?
    /// Bytes of requests that follow the one under way.
    var backlog: [UInt8] = []
    var clientEnded: Instant?
    var isDraining = false
    var pendingOutput = 0
    var outputProgressed: Instant
    var lastWritten: Instant

    /// Beyond so many bytes that nobody has read, reading pauses.
    static let readAhead = 64 * 1024
    /// Beyond so many bytes that the client has not taken, the next request waits.
    static let writeAhead = 64 * 1024
    /// Up to so many bytes of a body that nobody wants are read, so that the connection can be kept.
    static let drainedBody: Int64 = 64 * 1024
    /// How long a handler may go on waiting for something after the client has ended its side; it may be gone for good.
    static let waitTimeAfterEnd: Duration = .seconds(1)
    /// How long a client that has ended its side may wait for an answer.
    static let answerTimeAfterEnd: Duration = .seconds(10)
    /// How often an event stream sends a comment to a client that has ended its side: one that is gone is found by it.
    static let pingAfterEnd: Duration = .seconds(1)
    /// How long closing waits for the client's end.
    static let lingerTime: Duration = .seconds(2)

    init(limits: ServerLimits, now: Instant) {
        self.limits = limits
        parser = RequestParser(limits: limits)
        phase = .waiting(since: now)
        outputProgressed = now
        lastWritten = now
    }

    /// Whether bytes of the client are to be received now.
    var wantsToRead: Bool {
        guard clientEnded == nil else { return false }
        switch phase {
        case .waiting, .head: return pendingOutput <= Self.writeAhead
        case .body: return (exchange?.unread ?? 0) < Self.readAhead
        case .whole: return backlog.count < Self.readAhead
        case .broken, .closing: return true
        }
    }

    // MARK: From the client

    /// Bytes have arrived.
    mutating func received(_ bytes: UnsafeRawBufferPointer, now: Instant) -> [Action] {
        switch phase {
        case .waiting:
            phase = .head(since: now)
            return parse(bytes, now: now)
        case .head, .body: return parse(bytes, now: now)
        case .whole:
            backlog.append(contentsOf: bytes)
            return []
        case .broken, .closing: return []
        }
    }

    private mutating func parse(_ bytes: UnsafeRawBufferPointer, now: Instant) -> [Action] {
        var input = bytes
        var actions: [Action] = []
        do throws(HTTPError) {
            while let event = try parser.parse(&input) {
                switch event {
                case .head(let head):
                    exchange = Exchange(keepsConnection: head.keepsConnection, awaitsContinue: head.expectsContinue)
                    phase = .body
                    actions.append(.begin(head))
                case .body(let bytes):
                    exchange?.pace.received(bytes.count, now: now)
                    if exchange?.discardsBody == true {
                        exchange?.pace.wait(now: now)
                        continue
                    }
                    exchange?.unread += bytes.count
                    actions.append(.body(bytes))
                case .end:
                    actions.append(.bodyEnd)
                    phase = .whole
                    backlog.append(contentsOf: input)
                    if exchange?.isFinished == true { actions += nextRequest(now: now) }
                    return actions
                }
            }
            return actions
        } catch {
            return actions + broke(error, now: now)
        }
    }

    /// The request cannot be read on.
    private mutating func broke(_ error: HTTPError, now: Instant) -> [Action] {
        guard exchange != nil else {
            exchange = Exchange(keepsConnection: false, awaitsContinue: false)
            phase = .broken
            return [.refuse(error)]
        }
        exchange?.keepsConnection = false
        if exchange?.isFinished == true { return close(awaitsClient: true, now: now) }
        phase = .broken
        return [.bodyFailed(error)]
    }

    /// The client sends no more.
    mutating func ended(now: Instant) -> [Action] {
        clientEnded = now
        switch phase {
        case .waiting, .head: return close(awaitsClient: false, now: now)
        case .body:
            let error = HTTPError(.badRequest, "The connection ended within the body.", closesConnection: true)
            return [.bodyFailed(error), .cancelHandler, .close]
        case .whole, .broken:
            // What it asked for it may still read, however long that takes.
            return []
        case .closing(let since, _):
            phase = .closing(since: since, awaitsClient: false)
            return pendingOutput == 0 ? [.close] : []
        }
    }

    // MARK: From the handler

    /// Whoever reads the body waits for bytes.
    mutating func bodyWanted(now: Instant) -> [Action] {
        guard case .body = phase else { return [] }
        exchange?.pace.wait(now: now)
        guard exchange?.awaitsContinue == true else { return [] }
        exchange?.awaitsContinue = false
        return [.sendContinue]
    }

    /// So many bytes of the body have been read.
    mutating func bodyTaken(_ count: Int) { exchange?.unread -= count }

    /// The response begins: whether the connection will be kept after it.
    mutating func responseBegins(_ kind: ResponseKind, closes: Bool, now: Instant) -> Bool {
        exchange?.response = kind
        exchange?.pace.stop()
        // Requests that the client sent before it ended its side are still answered.
        let isLast = clientEnded != nil && backlog.isEmpty
        if closes || isDraining || isLast { exchange?.keepsConnection = false }
        if case .body = phase {
            if case .whole = kind {
                exchange?.discardsBody = true
                exchange?.unread = 0
                exchange?.pace.wait(now: now)
                if exchange?.awaitsContinue == true || (parser.remainingBody ?? .max) > Self.drainedBody {
                    exchange?.keepsConnection = false
                }
            } else {
                exchange?.keepsConnection = false
            }
        }
        return exchange?.keepsConnection ?? false
    }

    /// The last byte of the response has been handed over.
    mutating func responseFinished(now: Instant) -> [Action] {
        exchange?.isFinished = true
        guard exchange?.keepsConnection == true else {
            let awaitsClient: Bool
            if case .whole = phase { awaitsClient = !backlog.isEmpty } else { awaitsClient = true }
            return close(awaitsClient: awaitsClient, now: now)
        }
        if case .body = phase { return [] }
        return nextRequest(now: now)
    }

    mutating func nextRequest(now: Instant) -> [Action] {
        // Responses to pipelined requests do not pile up: the next request waits until the client has taken them.
        guard pendingOutput <= Self.writeAhead else { return [] }
        exchange = nil
        if isDraining || (clientEnded != nil && backlog.isEmpty) {
            return close(awaitsClient: !backlog.isEmpty, now: now)
        }
        guard !backlog.isEmpty else {
            phase = .waiting(since: now)
            return []
        }
        phase = .head(since: now)
        let bytes = backlog
        backlog = []
        let actions = bytes.withUnsafeBytes { parse($0, now: now) }
        // What is not whole by now never will be.
        guard let clientEnded else { return actions }
        return actions + ended(now: clientEnded)
    }

    mutating func close(awaitsClient: Bool, now: Instant) -> [Action] {
        exchange = nil
        backlog = []
        let awaitsClient = awaitsClient && clientEnded == nil
        phase = .closing(since: now, awaitsClient: awaitsClient)
        return pendingOutput == 0 && !awaitsClient ? [.finishSending, .close] : [.finishSending]
    }
}
