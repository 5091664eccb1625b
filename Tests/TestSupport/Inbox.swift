import Synchronization

/// Keeps what a callback brings until a test takes it, so that no test sleeps.
public final class Inbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: [CheckedContinuation<Element, Never>] = []
    }

    private let state = Mutex(State())

    public init() {}

    public func put(_ element: Element) {
        let waiter: CheckedContinuation<Element, Never>? = state.withLock { state in
            if state.waiting.isEmpty {
                state.elements.append(element)
                return nil
            }
            return state.waiting.removeFirst()
        }
        waiter?.resume(returning: element)
    }

    /// The next element, waiting for it if there is none.
    public func take() async -> Element {
        await withCheckedContinuation { continuation in
            let element: Element? = state.withLock { state in
                if state.elements.isEmpty {
                    state.waiting.append(continuation)
                    return nil
                }
                return state.elements.removeFirst()
            }
            if let element { continuation.resume(returning: element) }
        }
    }
}
