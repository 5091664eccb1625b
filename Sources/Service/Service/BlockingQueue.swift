import Dispatch

/// Threads for work that blocks (reading blobs, hashing, validating), so that none of it stalls Swift's cooperative
/// pool.
final class BlockingQueue: Sendable {
    private let queue: DispatchQueue
    private let slots: DispatchSemaphore

    /// - Parameter width: how many pieces of work run at once.
    init(width: Int) {
        queue = DispatchQueue(label: "assay.service.blocking", attributes: .concurrent)
        slots = DispatchSemaphore(value: width)
    }

    /// Runs work on a thread of this queue and hands its outcome back.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue { continuation.resume(with: Result(catching: work)) }
        }
    }

    /// Formed here, outside any actor: Dispatch runs the closure on its own threads.
    private func enqueue(_ work: @escaping @Sendable () -> Void) {
        queue.async { [slots] in
            slots.wait()
            defer { slots.signal() }
            work()
        }
    }
}
