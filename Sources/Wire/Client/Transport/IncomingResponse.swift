public import HTTPTypes

/// A response whose head has arrived; its body is read as it comes.
public struct IncomingResponse: Sendable {
    public let head: HTTPResponse
    public let body: IncomingBody

    public var status: HTTPResponse.Status { head.status }
    public var fields: HTTPFields { head.headerFields }

    init(_ head: HTTPResponse, body: IncomingBody) {
        self.head = head
        self.body = body
    }

    /// The body as server-sent events.
    public var events: EventStream { EventStream(body: body) }
}

/// The body of a response: pieces of bytes as they arrive.
///
/// Not reading holds the server back.
///
/// Read it once, from one task. The connection serves the next request once the body has been read to its end, and is
/// closed when the body is let go before.
public struct IncomingBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    private let lease: Lease

    init(_ connection: ClientConnection, exchange: Int, of transport: HTTPTransport, idleTime: Duration?) {
        lease = Lease(connection, exchange: exchange, of: transport, idleTime: idleTime)
    }

    /// The whole body.
    ///
    /// - Throws: `TransportError` when it is longer than `bound` bytes.
    public func collect(upTo bound: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in self {
            guard bytes.count + piece.count <= bound else {
                throw TransportError(
                    .tooLarge, server: lease.server, message: "the response is longer than \(bound) bytes")
            }
            bytes += piece
        }
        return bytes
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        let lease: Lease

        public mutating func next() async throws -> [UInt8]? { try await lease.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lease: lease) }

    /// Holds the connection for as long as someone may read from it.
    final class Lease: Sendable {
        private let connection: ClientConnection
        private let exchange: Int
        private let transport: HTTPTransport
        private let idleTime: Duration?
        var server: String { transport.location.description }

        init(_ connection: ClientConnection, exchange: Int, of transport: HTTPTransport, idleTime: Duration?) {
            self.exchange = exchange
            self.connection = connection
            self.transport = transport
            self.idleTime = idleTime
        }

        deinit {
            // Read to its end, the body has given the connection back, and this closes nothing.
            let (connection, exchange, transport) = (connection, exchange, transport)
            Task {
                if await connection.abandon(exchange) { await transport.putBack(connection) }
            }
        }

        func next() async throws -> [UInt8]? {
            if let bytes = try await connection.bodyBytes(within: idleTime) { return bytes }
            await transport.putBack(connection)
            return nil
        }
    }
}

/// Server-sent events out of a response's body.
public struct EventStream: AsyncSequence, Sendable {
    public typealias Element = EventStreamMessage

    let body: IncomingBody

    public struct AsyncIterator: AsyncIteratorProtocol {
        var bytes: IncomingBody.AsyncIterator
        var parser = EventStreamParser()
        var ready: ArraySlice<EventStreamMessage> = []

        public mutating func next() async throws -> EventStreamMessage? {
            while ready.isEmpty {
                guard let piece = try await bytes.next() else { return nil }
                ready = parser.parse(piece)[...]
            }
            return ready.popFirst()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(bytes: body.makeAsyncIterator()) }
}
