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

    private struct State {
        var reason: Reason?
        /// Those who wait for the reason, by the number of their wait.
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var waits = 0
    }

    private let state = Mutex(State())

    /// Of work that is wanted.
    public init() {}

    /// Why the work was stopped, or `nil` while it is wanted.
    public var reason: Reason? { state.withLock { $0.reason } }

    /// Whether the work may stop.
    public var isCancelled: Bool { reason != nil }

    /// Stops the work; the first reason stays.
    public func cancel(_ reason: Reason) {
        let waiting = state.withLock { state in
            state.reason = state.reason ?? reason
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until the work may stop.
    ///
    /// - Returns: why; `nil` if the task that waits was cancelled while the work was wanted.
    public func cancelled() async -> Reason? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    // Whoever is cancelled from here on finds the continuation.
                    if state.reason != nil || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
        return reason
    }

    /// Throws when the work may stop.
    public func check() throws {
        if let reason { throw WorkCancelled(reason: reason) }
    }
}

/// The work ended without a result because it was told to.
public struct WorkCancelled: Error, Hashable, Sendable {
    /// Why.
    public let reason: Cancellation.Reason

    public init(reason: Cancellation.Reason) {
        self.reason = reason
    }
}
