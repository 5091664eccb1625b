import Logging
import Sockets

/// Accepts connections on every address, as many as are allowed, and hands them round the event loops.
actor Acceptor: SocketOwner {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let limit: Int
    private let logger: Logger
    private var sockets: [ListeningSocket] = []
    private var groups: [ConnectionGroup] = []
    private var nextGroup = 0
    private var active = 0
    private var retry: LoopTimer?
    private var isStopped = false
    private var isMakingRoom = false

    /// When the system has no descriptor left: how long until the next try.
    private static let retryTime: Duration = .milliseconds(500)
    /// When no connection is idle and one waits: how long until the next look.
    private static let roomTime: Duration = .milliseconds(100)
    /// Connections accepted in one go, before others on the loop have their turn.
    private static let burst = 64

    init(loop: EventLoop, limit: Int, logger: Logger) {
        self.loop = loop
        self.limit = limit
        self.logger = logger
    }

    /// Listens on every address, or on none.
    func start(_ addresses: [SocketAddress], groups: [ConnectionGroup]) throws(SocketError) -> [SocketAddress] {
        self.groups = groups
        var opened: [ListeningSocket] = []
        for address in addresses { opened.append(try ListeningSocket(address, owner: self)) }
        sockets = opened
        for socket in sockets { socket.resume() }
        return sockets.map(\.address)
    }

    func stop() {
        isStopped = true
        retry?.cancel()
        for socket in sockets { socket.close() }
        sockets = []
    }

    /// A connection has gone.
    func released() {
        active -= 1
        resume()
    }

    func socketIsWritable(_ descriptor: Int32) {}

    func socketIsReadable(_ descriptor: Int32) {
        guard let socket = sockets.first(where: { $0.descriptor == descriptor }) else { return }
        for _ in 0..<Self.burst {
            guard active < limit else {
                if socket.hasWaiting { makeRoom() }
                return
            }
            switch socket.accept() {
            case .accepted(let accepted, let peer): place(accepted, peer)
            case .none: return
            case .exhausted:
                if retry == nil { logger.warning("no descriptor left to accept connections with") }
                pause()
                retry?.cancel()
                retry = Self.makeTimer(self, after: Self.retryTime) { $0.resume() }
                return
            }
        }
    }

    private func place(_ descriptor: Int32, _ peer: SocketAddress?) {
        active += 1
        retry = nil
        let group = groups[nextGroup]
        nextGroup = (nextGroup + 1) % groups.count
        Task { await group.adopt(descriptor, peer: peer) }
    }

    /// Has the connection that has been idle longest closed for one that waits; where none is idle, looks again later.
    private func makeRoom() {
        pause()
        guard !isMakingRoom else { return }
        isMakingRoom = true
        Task {
            var longest: (group: ConnectionGroup, since: ContinuousClock.Instant)?
            for group in groups {
                guard let since = await group.longestIdle, since < longest?.since ?? .now else { continue }
                longest = (group, since)
            }
            isMakingRoom = false
            await longest?.group.closeLongestIdle()
            // It may have begun a request meanwhile, and not be closed.
            retry?.cancel()
            retry = Self.makeTimer(self, after: Self.roomTime) { $0.look() }
        }
    }

    /// Listens again, though there may be no room yet.
    private func look() {
        guard !isStopped else { return }
        for socket in sockets { socket.resume() }
    }

    private func pause() {
        for socket in sockets { socket.pause() }
    }

    private func resume() {
        guard !isStopped, active < limit else { return }
        for socket in sockets { socket.resume() }
    }

    private nonisolated static func makeTimer(
        _ acceptor: Acceptor, after time: Duration, _ action: @escaping @Sendable (isolated Acceptor) -> Void
    ) -> LoopTimer {
        LoopTimer(on: acceptor.loop, after: time) { acceptor.assumeIsolated { action($0) } }
    }
}
