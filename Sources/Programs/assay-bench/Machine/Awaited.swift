import Dispatch
import Synchronization

/// Waits, on a thread that may block, for work that awaits.
func awaited<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    Task.detached {
        do { outcome.end(.success(try await work())) } catch { outcome.end(.failure(error)) }
    }
    return try outcome.wait()
}

/// What comes of work that one thread waits for.
private final class Outcome<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func end(_ result: Result<Value, any Error>) {
        self.result.withLock { $0 = result }
        isThere.signal()
    }

    func wait() throws -> Value {
        while true {
            isThere.wait()
            if let result = result.withLock({ $0 }) { return try result.get() }
        }
    }
}
