import Synchronization

/// Tells work that blocks a thread that nobody wants its result any more.
///
/// Swift's task cancellation does not reach a thread of its own; the work asks this between its steps.
public final class Cancellation: Sendable {
    /// Why the work was stopped.
    public enum Reason: String, Sendable {
        /// Somebody cancelled the job.
        case cancelled
        /// The lease is another worker's now.
        case lost
        /// This worker is about to end.
        case stopping
    }

    private let state = Mutex<Reason?>(nil)

    public init() {}

    /// Why the work was stopped, or `nil` while it is wanted.
    public var reason: Reason? { state.withLock { $0 } }

    /// Whether the work may stop.
    public var isCancelled: Bool { reason != nil }

    /// Stops the work; the first reason stays.
    public func cancel(_ reason: Reason) {
        state.withLock { $0 = $0 ?? reason }
    }

    /// Throws when the work may stop.
    public func check() throws {
        if let reason { throw WorkCancelled(reason: reason) }
    }
}

/// The work ended without a result because it was told to.
public struct WorkCancelled: Error, Hashable, Sendable {
    public let reason: Cancellation.Reason

    public init(reason: Cancellation.Reason) {
        self.reason = reason
    }
}
