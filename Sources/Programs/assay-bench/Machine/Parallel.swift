import Dispatch
import Synchronization

/// Runs work on `threads` threads at once, which it is told apart by number, and throws what one of them threw.
func inParallel(threads: Int, _ work: @Sendable (Int) throws -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
        do {
            try work(thread)
        } catch {
            failure.withLock { $0 = error }
        }
    }
    if let error = failure.withLock({ $0 }) { throw error }
}
