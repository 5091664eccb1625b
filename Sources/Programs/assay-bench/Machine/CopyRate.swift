import Foundation

/// Gigabytes a second, read and written, of copying memory on every thread at once.
final class CopyRate {
    /// Bytes that each thread copies: far more than a cache holds.
    private static let bytes = 256 << 20
    private static let repeats = 4
    private let threads: Int
    private lazy var blocks = (0..<threads).map { _ in Block() }

    init(threads: Int) { self.threads = threads }

    /// What one thread copies, and where to; touched once.
    private final class Block: Sendable {
        nonisolated(unsafe) let source = touched()
        nonisolated(unsafe) let target = touched()

        private static func touched() -> UnsafeMutableRawPointer {
            let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4_096)
            memset(memory, 1, bytes)
            return memory
        }

        deinit {
            source.deallocate()
            target.deallocate()
        }
    }

    func measure() throws -> Double {
        let blocks = blocks
        let elapsed = try seconds {
            try inParallel(threads: threads) { thread in
                for _ in 0..<Self.repeats { memcpy(blocks[thread].target, blocks[thread].source, Self.bytes) }
            }
        }
        return 2 * Double(threads * Self.bytes * Self.repeats) / elapsed / 1e9
    }
}
