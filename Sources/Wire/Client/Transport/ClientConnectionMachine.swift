import HTTPSyntax
import HTTPTypes

/// Decides what one connection to a server does: bytes, ends and calls in, actions out.
///
/// Knows no socket, task or clock. There is one exchange at a time, the next when the last is complete.
struct ClientConnectionMachine {
    /// What the connection is to do, in order.
    enum Action: Hashable {
        case pauseReading
        case resumeReading
        /// Whoever waits for the response looks again, or hears of the failure.
        case wakeReader
        /// Whoever waits to send looks again.
        case wakeWriter
        /// Let go of the socket.
        case close
    }

    /// What becomes of bytes of a request's body.
    enum Sending: Hashable {
        case send
        /// Until the server has taken more of what is queued.
        case wait
        /// Nothing more is wanted: the response is there, or the connection has failed.
        case stop
    }

    /// What there is of a response's body.
    enum Body: Hashable {
        case bytes([UInt8])
        case wait
        case end
    }

    /// A wait for the response, which a timer may bound.
    struct Wait: Hashable {
        fileprivate let number: Int
        fileprivate let progress: Int
    }

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
    }

    /// Beyond so many unread bytes the server is held back.
    static let readAhead = 256 * 1024
    /// Beyond so many unsent bytes the writer is held back.
    static let writeAhead = 256 * 1024

    private let server: String
    private var exchange: Exchange?
    private var exchanges = 0
    private var waits = 0
    /// Rises whenever bytes were sent or received.
    private var progress = 0
    /// Why the connection is no longer of use.
    private(set) var failure: (any Error)?

    /// Of a connection that has just been made.
    ///
    /// - Parameter server: what errors call it.
    init(server: String) { self.server = server }

    /// Whether another exchange may begin.
    var isIdle: Bool { failure == nil && exchange == nil }

    /// The response's head, once it is there.
    var head: HTTPResponse? { exchange?.head }

    // MARK: Calls

    /// Begins an exchange; gives its number, which is new for each.
    mutating func begin(method: HTTPRequest.Method) throws -> Int {
        if let failure { throw failure }
        exchanges += 1
        progress += 1
        exchange = Exchange(number: exchanges, parser: ResponseParser(method: method))
        return exchanges
    }

    /// The request's body is not sent to its end: because of an error, or because nobody wants the rest.
    mutating func sendingStopped(_ error: (any Error)?) -> [Action] {
        exchange?.keepsConnection = false
        exchange?.isBodyUnsent = true
        guard let error, exchange?.head == nil else { return [] }
        return close(error)
    }

    /// Whether more of a body may be sent.
    ///
    /// - Parameter pending: bytes that are queued and not yet taken by the system.
    func sending(pending: Int) -> Sending {
        guard failure == nil, exchange?.head == nil else { return .stop }
        return pending > Self.writeAhead ? .wait : .send
    }

    /// Takes what there is of the response's body; at its end the exchange is over.
    ///
    /// - Parameter pending: as of ``sending(pending:)``.
    mutating func takeBody(pending: Int) -> (body: Body, actions: [Action]) {
        guard let current = exchange else { return (.end, []) }
        if !current.body.isEmpty {
            exchange?.body = []
            exchange?.buffered = 0
            return (
                .bytes(current.body.count == 1 ? current.body[0] : Array(current.body.joined())), [.resumeReading]
            )
        }
        guard current.isComplete else { return (.wait, []) }
        exchange = nil
        return (.end, current.keepsConnection && pending == 0 ? [.resumeReading] : close())
    }

    /// Nobody will read the response; says whether it is complete, so that the connection can serve on.
    mutating func abandon(_ number: Int) -> (isReusable: Bool, actions: [Action]) {
        guard let current = exchange, current.number == number else { return (false, []) }
        let isReusable = current.isComplete && current.keepsConnection
        exchange = nil
        return (isReusable, isReusable ? [.resumeReading] : close())
    }

    /// Ends the connection; the first reason stays.
    mutating func close(_ error: (any Error)? = nil) -> [Action] {
        guard failure == nil else { return [.close] }
        failure =
            error ?? TransportError(.disconnected, server: server, message: "the connection was closed")
        return [.close, .wakeReader, .wakeWriter]
    }

    // MARK: Waits

    /// Begins a wait; one before it is over.
    mutating func beginWait() -> Wait {
        waits += 1
        return Wait(number: waits, progress: progress)
    }

    /// The wait is over, and its timer means nothing any more.
    mutating func endWait() { waits += 1 }

    /// The time of a wait is up: it goes on, as what is returned, where bytes moved meanwhile, for while the request is
    /// still being sent the response is not yet due; else the connection ends.
    mutating func timeIsUp(_ wait: Wait, _ message: String) -> (goesOn: Wait?, actions: [Action]) {
        guard wait.number == waits else { return (nil, []) }
        if progress > wait.progress { return (Wait(number: waits, progress: progress), []) }
        return (nil, close(TransportError(.timedOut, server: server, message: message)))
    }

    // MARK: Socket

    /// Bytes have arrived.
    mutating func received(_ bytes: UnsafeRawBufferPointer) -> [Action] {
        guard exchange != nil else { return close() }
        exchange?.hasBytes = true
        progress += 1
        var input = bytes
        do throws(MessageSyntaxError) {
            while let event = try exchange?.parser.parse(&input) { apply(event) }
        } catch {
            return close(TransportError(.malformed, server: server, message: error.message))
        }
        // Bytes after a response belong to nothing.
        if !input.isEmpty { exchange?.keepsConnection = false }
        var actions: [Action] = (exchange?.buffered ?? 0) > Self.readAhead ? [.pauseReading] : []
        actions.append(.wakeReader)
        if exchange?.head != nil { actions.append(.wakeWriter) }
        return actions
    }

    private mutating func apply(_ event: ResponseParser.Event) {
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

    /// The server sends no more.
    mutating func ended() -> [Action] {
        if let event = exchange?.parser.finish() { apply(event) }
        guard exchange?.isComplete == true else { return broke("the connection ended before the response did") }
        exchange?.keepsConnection = false
        return [.pauseReading, .wakeReader]
    }

    /// The connection broke.
    ///
    /// The request may be sent again if no byte of an answer has come.
    mutating func broke(_ message: String) -> [Action] {
        let isUntouched = exchange?.hasBytes != true
        return close(TransportError(.disconnected, server: server, message: message, mayRepeat: isUntouched))
    }

    /// Queued bytes were sent; false if nothing more can be.
    ///
    /// A server that refuses a body closes its side after answering: what it answered is still to be read.
    mutating func flushed(_ isSent: Bool, pending: Int) -> [Action] {
        guard isSent else { return [.wakeWriter] }
        progress += 1
        return pending <= Self.writeAhead / 2 ? [.wakeWriter] : []
    }
}
