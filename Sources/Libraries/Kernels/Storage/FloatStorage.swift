import Foundation

/// Owned memory for f32, aligned to a cache line.
///
/// Threads share it: each writes a part that no other touches meanwhile.
package final class FloatStorage: @unchecked Sendable {
    package let start: UnsafeMutablePointer<Float>
    package let count: Int

    /// - Throws: ``KernelError`` `outOfMemory` if the memory cannot be had.
    package init(count: Int, zeroed: Bool = false) throws(KernelError) {
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        var raw: UnsafeMutableRawPointer?
        guard posix_memalign(&raw, 64, bytes) == 0, let raw else {
            throw KernelError(.outOfMemory, "\(bytes) bytes could not be had")
        }
        if zeroed { memset(raw, 0, bytes) }
        start = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit {
        free(start)
    }

    /// The part of `count` elements from `offset`.
    package func part(_ offset: Int, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: start + offset, count: count)
    }

    /// Sets `count` elements from `offset` to 0.
    package func zero(_ offset: Int, _ count: Int) {
        memset(start + offset, 0, count * MemoryLayout<Float>.stride)
    }

    /// All elements.
    package var array: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
