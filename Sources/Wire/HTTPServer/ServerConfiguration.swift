public import Sockets

/// How a server listens and what it puts up with.
public struct ServerConfiguration: Sendable {
    /// Where to listen.
    public var addresses: [SocketAddress]
    /// An address whose connections nobody on the others can take.
    public var reserved: ReservedAddress?
    /// The bounds on what a client may send and how slowly.
    public var limits: ServerLimits
    /// Serial queues that share the connections; nil is one a processor.
    public var eventLoops: Int?
    /// The `Server` field; nil leaves it out.
    public var serverName: String?

    public init(
        addresses: [SocketAddress], reserved: ReservedAddress? = nil, limits: ServerLimits = ServerLimits(),
        eventLoops: Int? = nil, serverName: String? = nil
    ) {
        self.addresses = addresses
        self.reserved = reserved
        self.limits = limits
        self.eventLoops = eventLoops
        self.serverName = serverName
    }
}

/// An address with connections of its own: whoever uses it is served though all others are taken.
public struct ReservedAddress: Hashable, Sendable {
    public var address: SocketAddress
    /// Connections at once, beside those of the other addresses.
    public var connections: Int

    public init(_ address: SocketAddress, connections: Int) {
        self.address = address
        self.connections = connections
    }
}

/// The bounds on one server's connections and requests.
public struct ServerLimits: Hashable, Sendable {
    /// Bytes of a request's line and fields together, else 431.
    public var headBytes = 32 * 1024
    /// Bytes of a request's target, else 414.
    public var targetBytes = 8 * 1024
    /// From a request's first byte to the end of its head, else 408.
    public var headTime: Duration = .seconds(10)
    /// Bytes a second, measured over ten seconds, that a body must keep up while the handler waits for it, else 408.
    public var bodyBytesPerSecond = 1024
    /// How long a connection may be quiet between requests before it is closed.
    public var idleTime: Duration = .seconds(75)
    /// How long a client may take no byte of a response before the connection is closed.
    public var stalledWriteTime: Duration = .seconds(30)
    /// Connections at once, without reserved ones; beyond them accepting pauses.
    public var connections = 1024
    /// How many times a gzip body may be longer inflated than as sent, once it is beyond 1 MiB, else 413.
    public var inflationRatio = 200
    /// The quiet after which an event stream sends a comment.
    public var eventPing: Duration = .seconds(15)
    /// Responses of at least so many bytes are compressed for clients that accept it.
    public var compressionThreshold = 1024

    public init() {}
}
