/// Which pairs of tokens merge: to what, and how early.
final class MergeTable: @unchecked Sendable {
    /// What a pair becomes.
    struct Merge {
        /// Lower ranks merge first; no two pairs share one.
        let rank: UInt32
        let result: Int32
    }

    /// A rank that stands for no merge.
    static let none = UInt32.max

    private let keys: UnsafeMutablePointer<UInt64>
    private let merges: UnsafeMutablePointer<Merge>
    private let mask: Int

    /// - Parameter pairs: by rank; of equal pairs the last counts, as in the `tokenizers` package.
    init(_ pairs: [(left: Int32, right: Int32, result: Int32)]) {
        var capacity = 16
        while capacity < pairs.count * 2 { capacity *= 2 }
        mask = capacity - 1
        keys = .allocate(capacity: capacity)
        keys.initialize(repeating: .max, count: capacity)
        merges = .allocate(capacity: capacity)
        merges.initialize(repeating: Merge(rank: Self.none, result: -1), count: capacity)
        for (rank, pair) in pairs.enumerated() {
            let slot = slot(of: Self.key(pair.left, pair.right))
            keys[slot] = Self.key(pair.left, pair.right)
            merges[slot] = Merge(rank: UInt32(rank), result: pair.result)
        }
    }

    deinit {
        keys.deallocate()
        merges.deallocate()
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        let mixed = key &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: mixed >> 32) & mask
        while keys[slot] != key, keys[slot] != .max { slot = (slot &+ 1) & mask }
        return slot
    }

    /// What a pair becomes; its rank is ``none`` if it does not merge.
    @inline(__always)
    func merge(_ left: Int32, _ right: Int32) -> Merge { merges[slot(of: Self.key(left, right))] }
}
