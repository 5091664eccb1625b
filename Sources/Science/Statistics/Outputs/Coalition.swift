/// Some of the partitions of a mixture.
public struct Coalition: Hashable, Sendable {
    /// Bit i of the words, from the lowest of the first, says whether the partition with index i is in it.
    private var words: [UInt64]

    init(of count: Int) {
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    init(of count: Int, members: some Sequence<Int>) {
        self.init(of: count)
        for member in members { insert(member) }
    }

    mutating func insert(_ member: Int) {
        words[member / 64] |= 1 << UInt64(member % 64)
    }

    func contains(_ member: Int) -> Bool {
        words[member / 64] & (1 << UInt64(member % 64)) != 0
    }
}
