import Foundation

/// Runs work that blocks (matrix products, hashing, reading files) on a thread made for it.
///
/// Swift's cooperative pool has as many threads as there are processors: blocking one would stop the heartbeat that keeps
/// the very work alive.
enum ComputeThread {
    /// Large enough for deep recursion in native code; a thread's own default is smaller on some systems.
    private static let stackBytes = 8 << 20

    static func run<Value: Sendable>(
        named name: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result(catching: body)) }
            thread.name = name
            thread.stackSize = stackBytes
            thread.start()
        }
    }
}
