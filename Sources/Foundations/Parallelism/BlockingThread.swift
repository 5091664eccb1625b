import Foundation

/// Runs work that blocks (matrix products, hashing, files, name look-ups) on a thread made for it.
///
/// Swift's cooperative pool has as many threads as there are processors, and Dispatch's hardly more: blocking those
/// would stop whatever else the process does, such as the heartbeat that keeps the very work alive. A thread costs
/// about as much as reading 64 KiB.
package enum BlockingThread {
    /// Large enough for deep recursion in native code; a thread's own default is smaller on some systems.
    private static let stackBytes = 8 << 20

    /// What the body returns or throws, once it has.
    ///
    /// The cancellation of the task does not reach the body.
    /// - Parameter name: what debuggers show the thread as: 15 bytes at most.
    package static func run<Value: Sendable>(
        named name: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start(name) { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Waits until the body has run.
    package static func run(named name: String, _ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            start(name) {
                body()
                continuation.resume()
            }
        }
    }

    private static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            // A name that is given before the start is lost.
            Thread.current.name = name
            body()
        }
        thread.stackSize = stackBytes
        thread.start()
    }
}
