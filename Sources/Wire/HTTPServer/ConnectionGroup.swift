import Sockets

/// The connections of one event loop, and the timer that tells them of the time.
actor ConnectionGroup {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    private let context: ServerContext
    /// Told of each connection that has gone.
    private let closed: @Sendable (ConnectionLane) -> Void
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var timer: LoopTimer?
    private var isDraining = false
    private var drained: CheckedContinuation<Void, Never>?

    /// Limits are seconds long; to be late by so little does no harm.
    private static let tickInterval: Duration = .milliseconds(250)

    init(loop: EventLoop, context: ServerContext, closed: @escaping @Sendable (ConnectionLane) -> Void) {
        self.loop = loop
        self.context = context
        self.closed = closed
    }

    /// Takes over a new connection's descriptor.
    func adopt(_ descriptor: Int32, peer: SocketAddress?, lane: ConnectionLane) {
        let connection = Connection(descriptor, peer: peer, lane: lane, group: self, context: context)
        connections[ObjectIdentifier(connection)] = connection
        if timer == nil { timer = Self.makeTimer(self) }
        connection.assumeIsolated { $0.open() }
        if isDraining { connection.assumeIsolated { $0.drain() } }
    }

    func remove(_ connection: Connection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        closed(connection.lane)
        guard connections.isEmpty else { return }
        timer?.cancel()
        timer = nil
        drained?.resume()
        drained = nil
    }

    /// Lets each connection finish what is under way; returns when all have gone.
    func drain() async {
        isDraining = true
        drainConnections()
        guard !connections.isEmpty else { return }
        await withCheckedContinuation { drained = $0 }
    }

    private func drainConnections() {
        for connection in connections.values { connection.assumeIsolated { $0.drain() } }
    }

    /// Since when the connection of a lane that has been idle longest is so; `nil` if none is idle.
    func longestIdle(_ lane: ConnectionLane) -> ContinuousClock.Instant? {
        idle(lane).map(\.since).min()
    }

    /// Closes the connection that has been idle longest, to make room for one that has something to ask.
    func closeLongestIdle(_ lane: ConnectionLane) {
        idle(lane).min { $0.since < $1.since }?.connection.assumeIsolated { $0.abort() }
    }

    private func idle(_ lane: ConnectionLane) -> [(connection: Connection, since: ContinuousClock.Instant)] {
        connections.values.filter { $0.lane == lane }.compactMap { connection in
            connection.assumeIsolated { own in own.idleSince.map { (connection: connection, since: $0) } }
        }
    }

    /// Cuts every connection that is left.
    func abort() {
        for connection in connections.values { connection.assumeIsolated { $0.abort() } }
    }

    private func tick() {
        for connection in connections.values { connection.assumeIsolated { $0.tick() } }
    }

    private nonisolated static func makeTimer(_ group: ConnectionGroup) -> LoopTimer {
        LoopTimer(on: group.loop, after: tickInterval, every: tickInterval) { group.assumeIsolated { $0.tick() } }
    }
}
