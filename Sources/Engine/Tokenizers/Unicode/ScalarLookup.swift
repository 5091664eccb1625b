/// A set of scalars as a bitmap of two stages: what a scan asks for every scalar.
///
/// It owns memory that never changes; a ``ScalarTest`` of it is good while it lives.
final class ScalarLookup: @unchecked Sendable {
    private let blocks: UnsafeMutablePointer<UInt16>
    private let words: UnsafeMutablePointer<UInt64>
    let test: ScalarTest

    static let whiteSpace = ScalarLookup(.whiteSpace)

    init(_ set: ScalarSet) {
        var distinct: [[UInt64]: UInt16] = [:]
        var stored: [UInt64] = []
        blocks = .allocate(capacity: 0x1100)
        var runs = set.runs[...]
        for block in 0..<0x1100 {
            let bits = Self.bits(ofBlock: UInt32(block), runs: &runs)
            if let index = distinct[bits] {
                blocks[block] = index
            } else {
                let index = UInt16(stored.count / 4)
                distinct[bits] = index
                stored += bits
                blocks[block] = index
            }
        }
        words = .allocate(capacity: stored.count)
        words.initialize(from: stored, count: stored.count)
        let ascii = Int(blocks[0]) * 4
        test = ScalarTest(
            blocks: UnsafePointer(blocks), words: UnsafePointer(words), low: words[ascii], high: words[ascii + 1])
    }

    deinit {
        blocks.deallocate()
        words.deallocate()
    }

    /// The 256 bits of a block; runs that end in it are taken from the front.
    private static func bits(ofBlock block: UInt32, runs: inout ArraySlice<ClosedRange<UInt32>>) -> [UInt64] {
        let first = block << 8
        let last = first + 255
        var bits: [UInt64] = [0, 0, 0, 0]
        while let run = runs.first, run.lowerBound <= last {
            let low = max(run.lowerBound, first)
            let high = min(run.upperBound, last)
            for word in Int(low - first) / 64...Int(high - first) / 64 {
                let start = max(Int(low - first) - word * 64, 0)
                let end = min(Int(high - first) - word * 64, 63)
                bits[word] |= (UInt64.max >> UInt64(63 - end)) & (UInt64.max << UInt64(start))
            }
            if run.upperBound > last { break }
            runs.removeFirst()
        }
        return bits
    }
}

/// Asks whether a scalar is in a set; the ``ScalarLookup`` that it is of must live.
struct ScalarTest {
    fileprivate let blocks: UnsafePointer<UInt16>
    fileprivate let words: UnsafePointer<UInt64>
    /// The bits of ASCII.
    fileprivate let low: UInt64
    fileprivate let high: UInt64

    @inline(__always)
    func contains(ascii byte: UInt8) -> Bool {
        (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        let block = Int(blocks[Int(truncatingIfNeeded: scalar >> 8)])
        return words[block &* 4 &+ Int(truncatingIfNeeded: scalar >> 6 & 3)] >> UInt64(scalar & 63) & 1 == 1
    }

    /// How many bytes the scalar at a position has if it is in the set, else 0.
    ///
    /// - Parameter text: valid UTF-8, with a scalar at the position.
    @inline(__always)
    func length(at position: Int, in text: UnsafePointer<UInt8>) -> Int {
        let byte = text[position]
        if byte < 0x80 { return contains(ascii: byte) ? 1 : 0 }
        let (scalar, length) = UTF8Text.scalar(at: position, in: text)
        return contains(scalar) ? length : 0
    }
}
