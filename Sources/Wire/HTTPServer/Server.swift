import Foundation
public import HTTPTypes
public import Logging
public import Sockets

/// An HTTP/1.1 server (RFC 9110, RFC 9112) on non-blocking sockets and Dispatch.
public final class Server: Sendable {
    /// Turns what a handler or the server itself threw into a response.
    ///
    /// The head is nil when the request could not be read. The fields that an `HTTPError` asks for are added to
    /// whatever the responder answers.
    public typealias ErrorResponder = @Sendable (_ error: any Error, _ head: HTTPRequest?) -> Response

    private let configuration: ServerConfiguration
    private let acceptor: Acceptor
    private let groups: [ConnectionGroup]

    public init(
        configuration: ServerConfiguration, router: Router, logger: Logger, clock: ServerClock = .system,
        errorResponder: @escaping ErrorResponder = Server.plainErrors
    ) {
        self.configuration = configuration
        let processors = ProcessInfo.processInfo.activeProcessorCount
        let loops = EventLoop.group(count: configuration.eventLoops, label: "http.server", processors: processors)
        let context = ServerContext(
            router: router, configuration: configuration, clock: clock, logger: logger, errorResponder: errorResponder)
        let acceptor = Acceptor(
            loop: loops[0],
            limits: [.common: configuration.limits.connections, .reserved: configuration.reserved?.connections ?? 0],
            logger: logger)
        self.acceptor = acceptor
        groups = loops.map { loop in
            ConnectionGroup(loop: loop, context: context) { lane in Task { await acceptor.released(lane) } }
        }
    }

    /// Listens, and returns the addresses with the ports that the system chose; a reserved one stands last, and is left
    /// out where it cannot be listened on.
    ///
    /// - Throws: `SocketError` when an address cannot be listened on; then the server listens nowhere.
    public func start() async throws -> [SocketAddress] {
        signal(SIGPIPE, SIG_IGN)
        let common = configuration.addresses.map { (address: $0, lane: ConnectionLane.common) }
        let reserved = configuration.reserved.map { [(address: $0.address, lane: ConnectionLane.reserved)] } ?? []
        return try await acceptor.start(common + reserved, groups: groups)
    }

    /// Stops accepting, lets requests under way finish for so long, and then closes what is left.
    public func stop(within time: Duration = .seconds(10)) async {
        await acceptor.stop()
        let groups = groups
        let timer = LoopTimer(on: groups[0].loop, after: time) {
            for group in groups { Task { await group.abort() } }
        }
        await withTaskGroup { tasks in
            for group in groups { tasks.addTask { await group.drain() } }
        }
        timer.cancel()
    }

    /// Renders an `HTTPError` as a line of text, and anything else as a 500 that says nothing of the cause.
    public static let plainErrors: ErrorResponder = { error, _ in
        guard let error = error as? HTTPError else {
            return Response(.internalServerError, text: "The server failed.\n")
        }
        return Response(error.status, text: error.detail + "\n")
    }
}
