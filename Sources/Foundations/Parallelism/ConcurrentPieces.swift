import Dispatch
import Synchronization

/// Work that is cut into numbered pieces, which threads take in order.
package enum ConcurrentPieces {
    /// Carries out every piece, or throws the error of the first that failed.
    ///
    /// - Parameters:
    ///   - count: how many pieces there are.
    ///   - threads: how many are worked on at once; the caller's thread is one of those that work.
    ///   - makeWorkspace: called once on each thread.
    ///   - body: called with a workspace of the thread's own and the piece's number. After an error no further piece is
    ///     started.
    package static func perform<Workspace>(
        _ count: Int, threads: Int, makeWorkspace: @Sendable () -> Workspace,
        body: @Sendable (Workspace, Int) throws -> Void
    ) throws {
        let state = Mutex(State())
        @Sendable func work(_: Int) {
            let workspace = makeWorkspace()
            while let piece = state.withLock({ $0.next(of: count) }) {
                do {
                    try body(workspace, piece)
                } catch {
                    state.withLock { $0.record(error, of: piece) }
                }
            }
        }
        if threads > 1, count > 1 {
            DispatchQueue.concurrentPerform(iterations: min(threads, count)) { work($0) }
        } else {
            work(0)
        }
        if let failure = state.withLock({ $0.failure }) { throw failure.error }
    }

    private struct State {
        var taken = 0
        var failure: (piece: Int, error: any Error)?

        mutating func next(of count: Int) -> Int? {
            guard taken < count, failure == nil else { return nil }
            defer { taken += 1 }
            return taken
        }

        mutating func record(_ error: any Error, of piece: Int) {
            if piece < failure?.piece ?? .max { failure = (piece, error) }
        }
    }
}
