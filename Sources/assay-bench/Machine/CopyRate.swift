import Foundation

/// Gigabytes a second, read and written, of copying memory on every thread at once.
final class CopyRate {
    /// Bytes that each thread copies: far more than a cache holds.
    private static let bytes = 256 << 20
    private static let repeats = 4
    private let threads: Int
    private let source: UnsafeMutableRawPointer
    private let target: UnsafeMutableRawPointer

    init(threads: Int) {
        self.threads = threads
        (source, target) = (Self.touched(threads * Self.bytes), Self.touched(threads * Self.bytes))
    }

    deinit {
        source.deallocate()
        target.deallocate()
    }

    private static func touched(_ bytes: Int) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4_096)
        memset(memory, 1, bytes)
        return memory
    }

    func measure() -> Double {
        let (source, target) = (Int(bitPattern: source), Int(bitPattern: target))
        let elapsed = seconds {
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
                let offset = thread * Self.bytes
                guard let from = UnsafeRawPointer(bitPattern: source + offset),
                    let into = UnsafeMutableRawPointer(bitPattern: target + offset)
                else { return }
                for _ in 0..<Self.repeats { memcpy(into, from, Self.bytes) }
            }
        }
        return 2 * Double(threads * Self.bytes * Self.repeats) / elapsed / 1e9
    }
}
