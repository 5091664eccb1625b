public import Dispatch

/// A serial queue that the sockets of some connections share, and the executor of the actors that own them.
///
/// An actor on an event loop is entered from the loop's Dispatch sources with `assumeIsolated`, so bytes are read,
/// parsed and written without a change of thread.
public final class EventLoop: SerialExecutor, Sendable {
    /// The queue on which everything of this loop runs.
    public let queue: DispatchQueue
    private let key = DispatchSpecificKey<Bool>()
    /// Where sockets of this loop receive before their owner takes the bytes; only touched on the queue.
    private nonisolated(unsafe) let scratch: UnsafeMutableRawBufferPointer

    static let scratchBytes = 64 * 1024

    public init(label: String) {
        queue = DispatchQueue(label: label)
        scratch = .allocate(byteCount: Self.scratchBytes, alignment: 16)
        queue.setSpecific(key: key, value: true)
    }

    deinit { scratch.deallocate() }

    /// One loop a processor, at least two: a slow handler on one leaves another.
    public static func group(count: Int?, label: String, processors: Int) -> [EventLoop] {
        (0..<max(count ?? max(processors, 2), 1)).map { EventLoop(label: "\(label).\($0)") }
    }

    /// Whether the caller runs on this loop's queue.
    public var isCurrent: Bool { DispatchQueue.getSpecific(key: key) == true }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    func withScratch<Value>(_ body: (UnsafeMutableRawBufferPointer) -> Value) -> Value {
        dispatchPrecondition(condition: .onQueue(queue))
        return body(scratch)
    }
}
