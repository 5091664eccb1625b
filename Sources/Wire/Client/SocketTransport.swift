import HTTPTypes

/// Calls over the sockets of ``HTTPTransport``.
struct SocketTransport: ServiceTransport {
    let transport: HTTPTransport

    /// An event stream says something at least every quarter of this; so does any body that is on its way.
    private static let longestSilence: Duration = .seconds(60)

    func send(_ request: HTTPRequest, body: Call.Body, within time: Duration) async throws -> TransportAnswer {
        let outgoing = OutgoingRequest(
            method: request.method, target: request.path ?? "/", fields: request.headerFields, body: Self.body(body),
            responseTime: time, idleTime: Self.longestSilence)
        return try await Self.translating {
            let response = try await transport.send(outgoing)
            let pieces = Pieces(response.body)
            return TransportAnswer(head: response.head) { try await Self.translating { try await pieces.next() } }
        }
    }

    private static func body(_ body: Call.Body) -> OutgoingBody {
        switch body {
        case .none: .empty
        case .json(let bytes), .bytes(let bytes): .bytes(bytes)
        case .file(let path): .file(path: path)
        }
    }

    private static func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as TransportError {
            throw ClientError(error)
        }
    }

    /// The body, read by one task at a time.
    private actor Pieces {
        private let body: IncomingBody

        init(_ body: IncomingBody) { self.body = body }

        func next() async throws -> [UInt8]? {
            var iterator = body.makeAsyncIterator()
            return try await iterator.next()
        }
    }
}

extension ClientError {
    init(_ error: TransportError) {
        let code: Code
        switch error.code {
        case .unreachable, .disconnected, .timedOut: code = .unreachable
        case .badRequestBody: code = .file
        case .badAddress: code = .invalidAddress
        default: code = .unexpectedAnswer
        }
        self.init(code, message: error.description)
    }
}

extension AssayClient {
    /// A client of the service at an address.
    ///
    /// - Parameters:
    ///   - address: `http://HOST:PORT`, `HOST:PORT` or `unix:PATH`.
    ///   - token: sent as a bearer token; workers need one.
    ///   - retry: how often, and when, a call is sent again that may be.
    /// - Throws: ``ClientError`` with the code `invalidAddress`, saying what is expected.
    public init(_ address: String, token: String? = nil, retry: RetryPolicy = RetryPolicy()) throws {
        let location: ServerLocation
        do {
            location = try ServerLocation(address)
        } catch let error as TransportError {
            throw ClientError(error)
        }
        self.init(
            address: location, transport: SocketTransport(transport: HTTPTransport(location)), token: token,
            retry: retry)
    }
}
