import Compression
import Testing

@Suite struct CompressionTests {
    private static let text = Array(String(repeating: "a line of text that repeats itself\n", count: 5000).utf8)

    /// Bytes that hardly compress, from a fixed linear congruence.
    private static let noise: [UInt8] = {
        var state: UInt64 = 1
        return (0..<200_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()

    @Test(arguments: [[], [7], text, noise])
    func whatIsDeflatedInflatesToItself(bytes: [UInt8]) throws {
        let compressed = try Gzip.compress(bytes)
        #expect(compressed.prefix(2) == [0x1F, 0x8B])
        #expect(try Gzip.decompress(compressed) == bytes)
    }

    @Test(arguments: [1, 7, 1000])
    func piecesOfAnySizeInflateToTheSame(size: Int) throws {
        let bytes = Array(Self.text.prefix(20_000))
        let deflater = try Deflater()
        var compressed: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 999) {
            compressed += try deflater.deflate(Array(bytes[start..<min(start + 999, bytes.count)]))
        }
        compressed += try deflater.finish()
        let inflater = try Inflater()
        var output: [UInt8] = []
        for start in stride(from: 0, to: compressed.count, by: size) {
            output += try inflater.inflate(Array(compressed[start..<min(start + size, compressed.count)]))
        }
        try inflater.finish()
        #expect(output == bytes)
        #expect(inflater.bytesIn == compressed.count)
    }

    @Test func severalMembersFollowEachOther() throws {
        let two = try Gzip.compress([1, 2]) + Gzip.compress([3])
        #expect(try Gzip.decompress(two) == [1, 2, 3])
    }

    @Test func flushedBytesCanBeReadAtOnce() throws {
        let deflater = try Deflater()
        let first = try deflater.deflate([1, 2, 3]) + deflater.flush()
        let inflater = try Inflater()
        #expect(try inflater.inflate(first) == [1, 2, 3])
        #expect(throws: CompressionError.truncated) { try inflater.finish() }
    }

    @Test func dataCutAnywhereIsTruncated() throws {
        let compressed = try Gzip.compress(Array(Self.text.prefix(300)))
        for length in 0..<compressed.count {
            #expect(throws: CompressionError.truncated) { try Gzip.decompress(Array(compressed.prefix(length))) }
        }
    }

    /// A few bits only pad, or choose another of two equal repetitions: those give the same bytes.
    @Test func noChangedBitGivesOtherBytes() throws {
        let bytes = Array(Self.text.prefix(100))
        let compressed = try Gzip.compress(bytes)
        var refused = 0
        for position in 10..<compressed.count {
            for bit in 0..<8 {
                var damaged = compressed
                damaged[position] ^= 1 << bit
                let output = try? Gzip.decompress(damaged)
                #expect(output == nil || output == bytes)
                refused += output == nil ? 1 : 0
            }
        }
        #expect(refused > (compressed.count - 10) * 8 - 8)
    }

    @Test func bytesAfterAMemberThatAreNoMemberAreRefused() throws {
        let compressed = try Gzip.compress([1, 2, 3])
        #expect(throws: CompressionError.self) { try Gzip.decompress(compressed + [1, 2, 3]) }
    }

    @Test func expansionStopsAtTheLimit() throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 10 << 20))
        #expect(throws: CompressionError.tooLarge(limit: 1000)) { try Gzip.decompress(bomb, limit: 1000) }
        let inflater = try Inflater(ratio: 100)
        var largest = 0
        #expect(throws: CompressionError.self) { try inflater.inflate(bomb) { largest = max(largest, $0.count) } }
        #expect(inflater.bytesOut < 2 << 20)
        #expect(largest <= 64 * 1024)
        #expect(throws: CompressionError.self) { try inflater.inflate([0]) }
    }
}
