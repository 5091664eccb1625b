import Logging
import Sockets

/// Which connections an address shares its places with.
enum ConnectionLane: Hashable, Sendable {
    /// The addresses that everybody may reach.
    case common
    /// The one address that has places of its own.
    case reserved
}

/// Accepts connections on every address, as many as are allowed, and hands them round the event loops.
actor Acceptor: SocketOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let limits: [ConnectionLane: Int]
    private let logger: Logger
    private var listeners: [Listener] = []
    private var groups: [ConnectionGroup] = []
    private var nextGroup = 0
    private var active: [ConnectionLane: Int] = [:]
    private var retry: LoopTimer?
    private var isExhausted = false
    private var isStopped = false
    private var makingRoom: Set<ConnectionLane> = []

    private struct Listener {
        let socket: ListeningSocket
        let lane: ConnectionLane
    }

    /// When the system has no descriptor left: how long until the next try.
    private static let retryTime: Duration = .milliseconds(500)
    /// When no connection is idle and one waits: how long until the next look.
    private static let roomTime: Duration = .milliseconds(100)
    /// Connections accepted in one go, before others on the loop have their turn.
    private static let burst = 64

    init(loop: EventLoop, limits: [ConnectionLane: Int], logger: Logger) {
        self.loop = loop
        self.limits = limits
        self.logger = logger
    }

    /// Listens on every common address, or on none, and on the reserved one where that can be.
    func start(
        _ addresses: [(address: SocketAddress, lane: ConnectionLane)], groups: [ConnectionGroup]
    ) throws(SocketError) -> [SocketAddress] {
        self.groups = groups
        var opened: [Listener] = []
        for (address, lane) in addresses {
            do throws(SocketError) {
                opened.append(Listener(socket: try ListeningSocket(address, owner: self), lane: lane))
            } catch  where lane == .reserved {
                // A disk may have no sockets; whoever would use it comes over the others.
                logger.warning("the reserved address cannot be listened on", metadata: ["error": "\(error)"])
            }
        }
        listeners = opened
        look()
        return listeners.map(\.socket.address)
    }

    func stop() {
        isStopped = true
        retry?.cancel()
        for listener in listeners { listener.socket.close() }
        listeners = []
    }

    /// A connection has gone.
    func released(_ lane: ConnectionLane) {
        active[lane, default: 0] -= 1
        resume()
    }

    func socketIsWritable(_ descriptor: Int32) {}

    func socketIsReadable(_ descriptor: Int32) {
        guard let listener = listeners.first(where: { $0.socket.descriptor == descriptor }) else { return }
        for _ in 0..<Self.burst {
            guard hasPlace(listener.lane) else {
                if listener.socket.hasWaiting { makeRoom(listener.lane) }
                return
            }
            switch listener.socket.accept() {
            case .accepted(let accepted, let peer): place(accepted, peer, listener.lane)
            case .none: return
            case .exhausted:
                if !isExhausted { logger.warning("no descriptor left to accept connections with") }
                isExhausted = true
                for listener in listeners { listener.socket.pause() }
                retry?.cancel()
                retry = Self.makeTimer(self, after: Self.retryTime) { $0.resume() }
                return
            }
        }
    }

    private func hasPlace(_ lane: ConnectionLane) -> Bool {
        active[lane, default: 0] < limits[lane, default: 0]
    }

    private func place(_ descriptor: Int32, _ peer: SocketAddress?, _ lane: ConnectionLane) {
        active[lane, default: 0] += 1
        isExhausted = false
        let group = groups[nextGroup]
        nextGroup = (nextGroup + 1) % groups.count
        Task { await group.adopt(descriptor, peer: peer, lane: lane) }
    }

    /// Has the connection that has been idle longest closed for one that waits; where none is idle, looks again later.
    private func makeRoom(_ lane: ConnectionLane) {
        for listener in listeners where listener.lane == lane { listener.socket.pause() }
        guard makingRoom.insert(lane).inserted else { return }
        Task {
            var longest: (group: ConnectionGroup, since: ContinuousClock.Instant)?
            for group in groups {
                guard let since = await group.longestIdle(lane), since < longest?.since ?? .now else { continue }
                longest = (group, since)
            }
            makingRoom.remove(lane)
            await longest?.group.closeLongestIdle(lane)
            // It may have begun a request meanwhile, and not be closed.
            retry?.cancel()
            retry = Self.makeTimer(self, after: Self.roomTime) { $0.look() }
        }
    }

    /// Listens again, though there may be no room yet.
    private func look() {
        guard !isStopped else { return }
        for listener in listeners { listener.socket.resume() }
    }

    private func resume() {
        guard !isStopped else { return }
        for listener in listeners where hasPlace(listener.lane) { listener.socket.resume() }
    }

    private nonisolated static func makeTimer(
        _ acceptor: Acceptor, after time: Duration, _ action: @escaping @Sendable (isolated Acceptor) -> Void
    ) -> LoopTimer {
        LoopTimer(on: acceptor.loop, after: time) { acceptor.assumeIsolated { action($0) } }
    }
}
