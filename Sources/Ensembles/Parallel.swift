import Dispatch
import Synchronization

/// Work that is cut into pieces, each on whichever thread is free.
enum Parallel {
    /// Calls `body` once for every number below `count`, on at most `threads` threads, the caller's among them.
    static func forEach(below count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        guard threads > 1, count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }
    }
}
