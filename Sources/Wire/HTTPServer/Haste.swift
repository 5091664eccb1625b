import Synchronization

/// Says to a handler that its client is not going to wait much longer: whoever waits for something to happen answers
/// with what is there.
///
/// A client that has ended its side after a whole request may still be there for the answer, or be gone for good. Only
/// the answer shows which.
public final class Haste: Sendable {
    private struct State {
        var hasBegun = false
        var number = 0
        var waits: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// Has whoever waits stop waiting, now and from now on.
    public func begin() {
        let waits = state.withLock { state in
            defer { state.waits = [:] }
            state.hasBegun = true
            return state.waits.values
        }
        for stop in waits { stop() }
    }

    /// Carries out work that waits for something; it is cancelled once there is haste.
    ///
    /// The work must answer a cancellation with what is there.
    public func limiting<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task(operation: work)
        let number = add { task.cancel() }
        defer { remove(number) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func add(_ stop: @escaping @Sendable () -> Void) -> Int {
        let (number, hasBegun) = state.withLock { state in
            state.number += 1
            if !state.hasBegun { state.waits[state.number] = stop }
            return (state.number, state.hasBegun)
        }
        if hasBegun { stop() }
        return number
    }

    private func remove(_ number: Int) {
        state.withLock { _ = $0.waits.removeValue(forKey: number) }
    }
}
