import HTTPSyntax
import HTTPTypes

/// A request's head, with what follows from it for the connection.
struct RequestHead: Sendable {
    var request: HTTPRequest
    var framing: Framing
    /// HTTP/1.0 knows no chunks, and closes unless it is asked not to.
    var isHTTP10: Bool
    /// Whether the client lets the connection serve another request.
    var keepsConnection: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue: Bool
}

/// Reads requests out of bytes that arrive in pieces (RFC 9112), strictly.
///
/// A pure value: bytes in, events out.
struct RequestParser: Sendable {
    enum Event: Sendable {
        case head(RequestHead)
        case body([UInt8])
        /// The request is whole; the next byte belongs to the next one.
        case end
    }

    private enum State: Sendable {
        case head
        case body(BodyReader)
        case failed(HTTPError)
    }

    private let limits: ServerLimits
    private var state = State.head
    private var head: HeadReader
    private var line: RequestLine?

    /// Room for the longest method and the version around the target.
    private static let requestLineMargin = 32

    init(limits: ServerLimits) {
        self.limits = limits
        head = HeadReader(headLimit: limits.headBytes, startLineLimit: limits.targetBytes + Self.requestLineMargin)
    }

    /// Whether the parser stands between two requests, no byte of the next one read.
    var isBetweenRequests: Bool {
        if case .head = state { head.isEmpty } else { false }
    }

    /// The body's bytes that are still to come, where the request says how many.
    var remainingBody: Int64? {
        if case .body(let body) = state { body.remaining } else { nil }
    }

    /// Takes bytes off the input until it can tell of something; nil when it needs more.
    ///
    /// After an error the connection's bytes mean nothing any more, and every later call throws the same.
    mutating func parse(_ input: inout UnsafeRawBufferPointer) throws(HTTPError) -> Event? {
        do throws(HTTPError) {
            return try step(&input)
        } catch {
            state = .failed(error)
            throw error
        }
    }

    private mutating func step(_ input: inout UnsafeRawBufferPointer) throws(HTTPError) -> Event? {
        switch state {
        case .head:
            guard let head = try readHead(&input) else { return nil }
            // The body of a request does not end with the connection, for its answer could not be sent.
            state = .body(BodyReader(head.framing == .untilClose ? .none : head.framing))
            return .head(head)
        case .body(var body):
            let event: BodyReader.Event?
            do {
                event = try body.read(&input)
            } catch {
                throw refusal(of: error)
            }
            state = .body(body)
            switch event {
            case nil: return nil
            case .data(let bytes): return .body(bytes)
            case .end:
                state = .head
                return .end
            }
        case .failed(let error): throw error
        }
    }

    private mutating func readHead(_ input: inout UnsafeRawBufferPointer) throws(HTTPError) -> RequestHead? {
        while true {
            let event: HeadReader.Event?
            do {
                event = try head.read(&input)
            } catch {
                throw refusal(of: error)
            }
            switch event {
            case nil: return nil
            // Refused before the rest of the head has come.
            case .startLine(let bytes): line = try RequestLine(bytes, targetLimit: limits.targetBytes)
            case .fields(let fields):
                guard let line else { return nil }
                return try RequestHead(line, fields)
            }
        }
    }

    private func refusal(of error: MessageSyntaxError) -> HTTPError {
        let status: HTTPResponse.Status =
            switch error.kind {
            case .malformed: .badRequest
            case .fieldsTooLarge: .requestHeaderFieldsTooLarge
            case .startLineTooLong: .uriTooLong
            }
        return HTTPError(status, error.message, closesConnection: true)
    }
}
