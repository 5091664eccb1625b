import HeapModule

/// A word while its pairs are merged, in memory that is used again for the next word.
///
/// Both ways to merge take the lowest rank first, and of equal ranks the leftmost, so they give the same tokens: one
/// looks through all pairs each time, which is quick for short words; the other keeps them in a heap, for a document
/// without spaces is one word.
final class MergeWork {
    /// Words up to this many characters are looked through.
    private static let shortWord = 40

    private(set) var count = 0
    /// The ids of the word: first its characters', then those that are left.
    private(set) var ids: UnsafeMutablePointer<Int32>
    private var ranks: UnsafeMutablePointer<UInt32>
    private var results: UnsafeMutablePointer<Int32>
    private var next: UnsafeMutablePointer<Int32>
    private var previous: UnsafeMutablePointer<Int32>
    private var capacity: Int
    /// Pairs that merge: rank, then place.
    private var heap = Heap<UInt64>()

    init() {
        capacity = 256
        ids = .allocate(capacity: capacity)
        ranks = .allocate(capacity: capacity)
        results = .allocate(capacity: capacity)
        next = .allocate(capacity: capacity)
        previous = .allocate(capacity: capacity)
    }

    deinit { deallocate() }

    private func deallocate() {
        ids.deallocate()
        ranks.deallocate()
        results.deallocate()
        next.deallocate()
        previous.deallocate()
    }

    /// Begins a word of at most so many symbols.
    func clear(capacity needed: Int) {
        count = 0
        guard needed > capacity || capacity > 1 << 16 && needed <= 256 else { return }
        deallocate()
        capacity = max(needed, 256)
        ids = .allocate(capacity: capacity)
        ranks = .allocate(capacity: capacity)
        results = .allocate(capacity: capacity)
        next = .allocate(capacity: capacity)
        previous = .allocate(capacity: capacity)
        heap = Heap()
    }

    @inline(__always)
    func append(_ id: Int32) {
        ids[count] = id
        count &+= 1
    }

    func merge(by table: MergeTable) {
        guard count > 1 else { return }
        for index in 0..<count &- 1 { look(up: index, index &+ 1, in: table) }
        ranks[count &- 1] = MergeTable.none
        if count <= Self.shortWord { mergeByLooking(table) } else { mergeByHeap(table) }
    }

    /// Notes what the pair of symbols at two places becomes.
    @inline(__always)
    private func look(up left: Int, _ right: Int, in table: MergeTable) {
        let merge = table.merge(ids[left], ids[right])
        ranks[left] = merge.rank
        results[left] = merge.result
    }

    private func mergeByLooking(_ table: MergeTable) {
        while true {
            var best = 0
            var rank = MergeTable.none
            for index in 0..<count &- 1 where ranks[index] < rank {
                rank = ranks[index]
                best = index
            }
            guard rank != MergeTable.none else { return }
            ids[best] = results[best]
            count &-= 1
            for index in best &+ 1..<max(count, best &+ 1) {
                ids[index] = ids[index &+ 1]
                ranks[index] = ranks[index &+ 1]
                results[index] = results[index &+ 1]
            }
            if best &+ 1 < count { look(up: best, best &+ 1, in: table) } else { ranks[best] = MergeTable.none }
            if best > 0 { look(up: best &- 1, best, in: table) }
        }
    }

    private func mergeByHeap(_ table: MergeTable) {
        for index in 0..<count {
            next[index] = index &+ 1 < count ? Int32(truncatingIfNeeded: index &+ 1) : -1
            previous[index] = Int32(truncatingIfNeeded: index &- 1)
        }
        let known = UnsafePointer(ranks)
        heap = Heap((0..<count).lazy.filter { known[$0] != MergeTable.none }.map { Self.entry(known[$0], $0) })
        while let entry = heap.popMin() {
            let place = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF)
            // A pair that has changed since has another rank, and a symbol that is gone has none.
            guard ranks[place] == UInt32(truncatingIfNeeded: entry >> 32) else { continue }
            merge(at: place, table)
        }
        gather()
    }

    private static func entry(_ rank: UInt32, _ place: Int) -> UInt64 {
        UInt64(rank) << 32 | UInt64(truncatingIfNeeded: place)
    }

    @inline(__always)
    private func merge(at place: Int, _ table: MergeTable) {
        let right = Int(next[place])
        ids[place] = results[place]
        ranks[right] = MergeTable.none
        next[place] = next[right]
        next[right] = -2
        let after = Int(next[place])
        if after >= 0 {
            previous[after] = Int32(truncatingIfNeeded: place)
            note(place, after, table)
        } else {
            ranks[place] = MergeTable.none
        }
        let before = Int(previous[place])
        if before >= 0 { note(before, place, table) }
    }

    @inline(__always)
    private func note(_ left: Int, _ right: Int, _ table: MergeTable) {
        look(up: left, right, in: table)
        if ranks[left] != MergeTable.none { heap.insert(Self.entry(ranks[left], left)) }
    }

    /// Moves the symbols that are left to the front.
    private func gather() {
        var place = 0
        var kept = 0
        while place >= 0 {
            ids[kept] = ids[place]
            kept &+= 1
            place = Int(next[place])
        }
        count = kept
    }
}
