import HTTPSyntax
import HTTPTypes
import Sockets

/// Sends requests to one server over connections that are kept for the next request.
public actor HTTPTransport {
    public nonisolated let location: ServerLocation
    private let loop: EventLoop
    private let connectTime: Duration
    /// Connections without an exchange, the one used last at the end.
    private var idle: [(connection: ClientConnection, since: ContinuousClock.Instant)] = []
    private var isClosed = false

    /// A connection that was quiet for so long is not used again: the server may be about to close it.
    private static let idleTime: Duration = .seconds(30)
    private static let idleLimit = 16

    public init(_ location: ServerLocation, connectTime: Duration = .seconds(10)) {
        self.location = location
        self.connectTime = connectTime
        loop = EventLoop(label: "http.client")
    }

    /// Sends a request and waits for the head of its response; the body is read by the caller.
    ///
    /// A request that the server cannot have seen, for its kept connection had closed, is sent once more on a new one.
    ///
    /// - Throws: `TransportError`, or `CancellationError` when the task is cancelled, which closes the connection.
    public func send(_ request: OutgoingRequest) async throws -> IncomingResponse {
        let server = location.description
        while let connection = await takeIdle() {
            do {
                return try await Exchange(request, on: connection, of: self).run()
            } catch let error as TransportError where error.mayRepeat && request.isRepeatable {
                continue
            }
        }
        guard !isClosed else {
            throw TransportError(.unreachable, server: server, message: "this client has been closed")
        }
        let connection = try await connect()
        return try await Exchange(request, on: connection, of: self).run()
    }

    /// Closes the kept connections; exchanges under way go on.
    public func close() async {
        isClosed = true
        let connections = idle
        idle = []
        for entry in connections { await entry.connection.close() }
    }

    private func takeIdle() async -> ClientConnection? {
        while let entry = idle.popLast() {
            if ContinuousClock.now - entry.since < Self.idleTime, await entry.connection.isReusable {
                return entry.connection
            }
            await entry.connection.close()
        }
        return nil
    }

    private func connect() async throws -> ClientConnection {
        do {
            let descriptor = try await SocketConnector.connect(to: location.address, on: loop, within: connectTime)
            let connection = ClientConnection(descriptor, on: loop, server: location.description)
            await connection.open()
            return connection
        } catch let error as SocketError {
            throw TransportError(
                .unreachable, server: location.description, message: error.description, mayRepeat: true)
        }
    }

    /// Takes a connection back after its exchange.
    func putBack(_ connection: ClientConnection) async {
        guard !isClosed, idle.count < Self.idleLimit, await connection.isReusable else {
            await connection.close()
            return
        }
        idle.append((connection, .now))
    }
}

extension OutgoingRequest {
    /// Whether sending it a second time, when the first may have been lost, does no harm and is possible: methods that
    /// are idempotent (RFC 9110, section 9.2.2), and bodies that can be read again.
    fileprivate var isRepeatable: Bool {
        if case .stream = body { return false }
        return [.get, .head, .put, .delete, .options].contains(method)
            || fields.contains { $0.name.canonicalName == "idempotency-key" }
    }
}
