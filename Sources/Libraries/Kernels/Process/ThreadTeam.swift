import Foundation
import Synchronization

/// Threads that wait between pieces of work, so that a step of training starts none.
///
/// The caller is one of them. They are the team's own: compute would block Swift's cooperative pool.
package final class ThreadTeam {
    /// How many threads work at once, the caller's included.
    package let count: Int
    private let post = Post()

    /// - Throws: ``KernelError`` `outOfMemory` if there is no memory for so many threads' products.
    package init(count: Int) throws(KernelError) {
        self.count = max(count, 1)
        KernelPath.prepare()
        try ProductMemory.prepare(threads: self.count)
        for index in 1..<max(self.count, 1) {
            let thread = Thread { [post] in post.serve(index: index) }
            thread.stackSize = 8 << 20
            thread.name = "assay-compute-\(index)"
            thread.start()
        }
    }

    deinit {
        post.close()
    }

    /// Calls `body` once on each thread, with that thread's index, and returns when all have returned.
    ///
    /// What `body` touches must be split by index or be safe to share: the compiler cannot see that it runs on several
    /// threads. The first error in order of index is thrown.
    package func run(_ body: (Int) throws -> Void) throws {
        let errors = Mutex<[Int: any Error]>([:])
        let guarded: (Int) -> Void = { index in
            do {
                try body(index)
            } catch {
                errors.withLock { $0[index] = error }
            }
        }
        withoutActuallyEscaping(guarded) { shared in
            post.begin(shared, helpers: count - 1)
            shared(0)
            post.waitForHelpers()
        }
        if let error = errors.withLock({ held in held.min { $0.key < $1.key }?.value }) { throw error }
    }

    /// Calls `body` for every number below `total`, each on whichever thread is free.
    ///
    /// - Parameter body: takes the number, and the index of the thread it runs on.
    package func forEach(below total: Int, _ body: (_ item: Int, _ thread: Int) throws -> Void) throws {
        let next = Atomic<Int>(0)
        try run { thread in
            while true {
                let item = next.add(1, ordering: .relaxed).oldValue
                guard item < total else { return }
                do {
                    try body(item, thread)
                } catch {
                    next.store(total, ordering: .relaxed)
                    throw error
                }
            }
        }
    }
}

/// Where helpers wait for work, and the caller for helpers.
private final class Post: @unchecked Sendable {
    private let condition = NSCondition()
    private var work: ((Int) -> Void)?
    private var round = 0
    private var working = 0
    private var isClosed = false

    func begin(_ body: @escaping (Int) -> Void, helpers: Int) {
        guard helpers > 0 else { return }
        condition.lock()
        work = body
        working = helpers
        round += 1
        condition.broadcast()
        condition.unlock()
    }

    func waitForHelpers() {
        condition.lock()
        while working > 0 { condition.wait() }
        work = nil
        condition.unlock()
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    func serve(index: Int) {
        var served = 0
        while perform(index: index, after: &served) { finish() }
    }

    /// Does the next piece of work; false when there will be none.
    ///
    /// On return no reference to the work is left, for it is a closure that does not escape its caller.
    private func perform(index: Int, after served: inout Int) -> Bool {
        guard let body = next(after: &served) else { return false }
        body(index)
        return true
    }

    private func next(after served: inout Int) -> ((Int) -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while round == served && !isClosed { condition.wait() }
        guard !isClosed else { return nil }
        served = round
        return work
    }

    private func finish() {
        condition.lock()
        working -= 1
        if working == 0 { condition.broadcast() }
        condition.unlock()
    }
}
