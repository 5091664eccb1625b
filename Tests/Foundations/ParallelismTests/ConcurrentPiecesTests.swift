import Parallelism
import Synchronization
import Testing

@Suite struct ConcurrentPiecesTests {
    private struct Failure: Error, Equatable {
        let piece: Int
    }

    @Test(arguments: [1, 2, 4, 64]) func everyPieceIsCarriedOutOnce(threads: Int) throws {
        let counts = Mutex([Int](repeating: 0, count: 50))
        try ConcurrentPieces.perform(50, threads: threads, makeWorkspace: {}) { _, piece in
            counts.withLock { $0[piece] += 1 }
        }
        #expect(counts.withLock { $0 } == [Int](repeating: 1, count: 50))
    }

    @Test func withoutPiecesNothingIsDone() throws {
        try ConcurrentPieces.perform(0, threads: 4, makeWorkspace: {}) { _, piece in throw Failure(piece: piece) }
    }

    @Test func oneThreadTakesThemInOrder() throws {
        let order = Mutex<[Int]>([])
        try ConcurrentPieces.perform(10, threads: 1, makeWorkspace: {}) { _, piece in
            order.withLock { $0.append(piece) }
        }
        #expect(order.withLock { $0 } == Array(0..<10))
    }

    /// Both fail at the same time, the later one first: the answer is that of a walk in order.
    @Test func theErrorIsOfTheFirstPieceThatFailedWhateverTheOrderOfThreads() {
        let later = Mutex(false)
        #expect(throws: Failure(piece: 0)) {
            try ConcurrentPieces.perform(2, threads: 2, makeWorkspace: {}) { _, piece in
                if piece == 1 { later.withLock { $0 = true } } else { while !later.withLock({ $0 }) {} }
                throw Failure(piece: piece)
            }
        }
    }

    @Test func afterAnErrorNoFurtherPieceIsBegun() {
        let begun = Mutex<[Int]>([])
        #expect(throws: Failure(piece: 3)) {
            try ConcurrentPieces.perform(1_000, threads: 1, makeWorkspace: {}) { _, piece in
                begun.withLock { $0.append(piece) }
                if piece == 3 { throw Failure(piece: piece) }
            }
        }
        #expect(begun.withLock { $0 } == [0, 1, 2, 3])
    }

    @Test func aThreadKeepsItsWorkspace() throws {
        final class Workspace: Sendable {
            let pieces = Atomic(0)
        }
        let made = Mutex<[Workspace]>([])
        @Sendable func make() -> Workspace {
            let workspace = Workspace()
            made.withLock { $0.append(workspace) }
            return workspace
        }
        try ConcurrentPieces.perform(40, threads: 3, makeWorkspace: { make() }) { (workspace: Workspace, _: Int) in
            workspace.pieces.add(1, ordering: .relaxed)
        }
        let workspaces = made.withLock { $0 }
        #expect(workspaces.count <= 3)
        #expect(workspaces.reduce(0) { $0 + $1.pieces.load(ordering: .relaxed) } == 40)
    }
}
