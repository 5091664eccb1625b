import Foundation

/// Owned memory for f32, aligned to a cache line.
///
/// Threads share it: each writes a part that no other touches meanwhile.
final class FloatStorage: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    /// - Throws: ``LanguageModelError`` if the memory cannot be had.
    init(count: Int, zeroed: Bool = false) throws {
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        var raw: UnsafeMutableRawPointer?
        guard posix_memalign(&raw, 64, bytes) == 0, let raw else {
            throw LanguageModelError(.outOfMemory, "\(bytes) bytes could not be had")
        }
        if zeroed { memset(raw, 0, bytes) }
        start = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
    }

    deinit {
        free(start)
    }

    /// The part of `count` elements from `offset`.
    func part(_ offset: Int, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: start + offset, count: count)
    }

    /// Sets `count` elements from `offset` to 0.
    func zero(_ offset: Int, _ count: Int) {
        memset(start + offset, 0, count * MemoryLayout<Float>.stride)
    }

    var array: [Float] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
