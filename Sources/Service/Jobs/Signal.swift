import Synchronization

/// Wakes one waiter.
///
/// Set while nobody waits, it wakes the next that does; set twice, it wakes once.
///
/// An `AsyncStream` would not serve: one whose reader was cancelled, as by a time limit, never gives anything again.
final class Signal: Sendable {
    private enum State {
        case clear
        case set
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.clear)

    func set() {
        let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
            switch state {
            case .clear, .set:
                state = .set
                return nil
            case .waiting(let continuation):
                state = .clear
                return continuation
            }
        }
        waiter?.resume()
    }

    /// Waits until it is set, or the task is cancelled.
    ///
    /// One task at a time.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if case .set = state {
                        state = .clear
                        return true
                    }
                    // A cancellation from here on finds the continuation; one before is seen here.
                    if Task.isCancelled { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
                guard case .waiting(let continuation) = state else { return nil }
                state = .clear
                return continuation
            }
            waiter?.resume()
        }
    }
}
