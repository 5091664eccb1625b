import CDescriptors
import Dispatch
import Foundation

/// An actor that owns sockets of one event loop and hears from them on the loop's queue.
public protocol SocketOwner: Actor {
    /// The loop on which the actor runs.
    nonisolated var loop: EventLoop { get }
    /// Something can be read or accepted from the socket of this number.
    func socketIsReadable(_ descriptor: Int32)
    /// Queued bytes of the socket can be sent.
    func socketIsWritable(_ descriptor: Int32)
}

/// A socket that accepts connections.
///
/// Not sendable: it belongs to its owner.
public final class ListeningSocket {
    public enum Acceptance {
        /// A new connection's non-blocking descriptor, which the caller now owns.
        case accepted(Int32, peer: SocketAddress?)
        /// Nobody waits.
        case none
        /// The process or the system has no descriptor left: pause and try again later.
        case exhausted
    }

    /// The address it is bound to, with the port that the system chose.
    public let address: SocketAddress
    public let descriptor: Int32
    private let source: any DispatchSourceRead
    private var isPaused = true
    private var isClosed = false

    /// Binds, listens, and begins to accept when `resume` is called.
    public init(_ address: SocketAddress, backlog: Int32 = 1024, owner: some SocketOwner) throws(SocketError) {
        let descriptor = try Self.open(address, backlog: backlog)
        self.descriptor = descriptor
        if case .unix = address { self.address = address } else { self.address = .local(of: descriptor) ?? address }
        source = Self.makeSource(descriptor, owner)
    }

    deinit { close() }

    public func pause() {
        guard !isPaused, !isClosed else { return }
        isPaused = true
        source.suspend()
    }

    public func resume() {
        guard isPaused, !isClosed else { return }
        isPaused = false
        source.resume()
    }

    /// Stops listening; the descriptor is closed when the source lets go of it.
    public func close() {
        guard !isClosed else { return }
        // A suspended source may not be released, and is cancelled only once resumed.
        resume()
        isClosed = true
        if case .unix(let path) = address { unlink(path) }
        source.cancel()
    }

    /// Accepts one connection, without waiting.
    public func accept() -> Acceptance {
        while !isClosed {
            // In one step: a process that is started at the same time must not inherit the connection.
            let accepted = descriptors_accept(descriptor)
            if accepted >= 0 {
                StreamSocket.disableDelay(accepted)
                return .accepted(accepted, peer: .peer(of: accepted))
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            default: return .none
            }
        }
        return .none
    }

    /// Whether a connection waits to be accepted.
    public var hasWaiting: Bool {
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return !isClosed && poll(&place, 1, 0) > 0
    }

    /// Formed outside of any actor, for Dispatch runs the closures on the loop's queue.
    private nonisolated static func makeSource(
        _ descriptor: Int32, _ owner: some SocketOwner
    ) -> any DispatchSourceRead {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: owner.loop.queue)
        source.setEventHandler { owner.assumeIsolated { $0.socketIsReadable(descriptor) } }
        source.setCancelHandler { _ = Glibc.close(descriptor) }
        return source
    }

    private static func open(_ address: SocketAddress, backlog: Int32) throws(SocketError) -> Int32 {
        let operation = "listen on \(address)"
        guard let system = try SystemAddress.resolve(address, passive: true).first else {
            throw SocketError(.unresolved, operation: operation, message: "the name has no address")
        }
        let descriptor = try StreamSocket.open(system.family, operation: operation)
        do throws(SocketError) {
            try bind(descriptor, system, address, operation)
            guard listen(descriptor, backlog) == 0 else { throw SocketError(errno: errno, operation: operation) }
            return descriptor
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
    }

    private static func bind(
        _ descriptor: Int32, _ system: SystemAddress, _ address: SocketAddress, _ operation: String
    ) throws(SocketError) {
        if case .unix(let path) = address {
            try removeStaleSocket(path, system, operation)
        } else {
            StreamSocket.set(descriptor, SOL_SOCKET, SO_REUSEADDR)
            if system.family == AF_INET6 { StreamSocket.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        }
        guard system.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            throw SocketError(errno: errno, operation: operation)
        }
        if case .unix(let path) = address { chmod(path, 0o600) }
    }

    /// A process that was killed leaves its socket's file behind; a living one answers.
    private static func removeStaleSocket(
        _ path: String, _ system: SystemAddress, _ operation: String
    ) throws(SocketError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = try StreamSocket.open(AF_UNIX, operation: operation)
        defer { _ = Glibc.close(probe) }
        let connected = system.withPointer { Glibc.connect(probe, $0, $1) }
        guard connected != 0, errno == ECONNREFUSED else {
            throw SocketError(errno: EADDRINUSE, operation: operation)
        }
        unlink(path)
    }
}
