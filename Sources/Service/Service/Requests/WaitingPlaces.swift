import HTTPServer
import Storage
import Synchronization

/// How many requests may wait at once for something to happen, so that some connections are always left for those that
/// are answered at once.
///
/// A request that waits holds its connection, which is never idle. Workers of other machines have places of their own:
/// clients that wait do not keep them from work, nor they the clients. Those of this machine have connections of their
/// own and need no place.
final class WaitingPlaces: Sendable {
    /// Who waits.
    enum Kind: Hashable, Sendable {
        case client
        case worker
    }

    private let limits: [Kind: Int]
    private let taken = Mutex<[Kind: Int]>([:])

    init(clients: Int, workers: Int) {
        limits = [.client: clients, .worker: workers]
    }

    /// How many wait at this moment.
    func count(_ kind: Kind) -> Int { taken.withLock { $0[kind, default: 0] } }

    /// A place for one request; given back with the last reference to it.
    final class Place: Sendable {
        private let release: @Sendable () -> Void

        fileprivate init(release: @escaping @Sendable () -> Void) { self.release = release }

        deinit { release() }
    }

    /// Takes a place, if there is one.
    func take(_ kind: Kind, for request: Request) -> Place? {
        guard !request.hasReservedPlace else { return Place {} }
        let isFree = taken.withLock { [limit = limits[kind, default: 0]] taken in
            guard taken[kind, default: 0] < limit else { return false }
            taken[kind, default: 0] += 1
            return true
        }
        guard isFree else { return nil }
        return Place { [self] in taken.withLock { $0[kind, default: 0] -= 1 } }
    }

    /// What is answered where there is no place.
    static let problem = Problem.later(
        .unavailable, "As many requests wait as may; ask again without waiting, or later.", seconds: 2)
}

extension Call {
    /// Lets work wait so many seconds, where there is a place to wait in; without one it does not wait, as though the
    /// time had run out.
    ///
    /// The work is cancelled, and so answers with what is there, once the client has ended its side of the connection.
    func waiting<Value: Sendable>(
        _ seconds: Double?, as kind: WaitingPlaces.Kind = .client,
        _ work: @escaping @Sendable (_ seconds: Double?) async throws -> Value
    ) async throws -> Value {
        guard let seconds, seconds > 0 else { return try await work(seconds) }
        guard let place = context.waitingPlaces.take(kind, for: request) else { return try await work(0) }
        defer { withExtendedLifetime(place) {} }
        return try await request.haste.limiting { try await work(seconds) }
    }

    /// Reads a resource, once its jobs have ended or the wait is over.
    ///
    /// - Parameters:
    ///   - seconds: How long to wait; `nil`: not at all.
    ///   - pending: The jobs that the resource waits for; empty when it is final.
    func value<Value: Sendable>(
        waiting seconds: Double?, read: @escaping @Sendable (Transaction) throws -> Value,
        pending: @escaping @Sendable (Value, Transaction) throws -> [Identifier]
    ) async throws -> Value {
        try await waiting(seconds) { [context] seconds in
            try await context.waiting.value(seconds: seconds, read: read, pending: pending)
        }
    }
}
