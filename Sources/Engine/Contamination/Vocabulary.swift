/// Words by number, in the order in which they were first seen; a word is what its bytes are.
struct Vocabulary {
    /// The words' bytes, one after another.
    private var bytes: [UInt8] = []
    /// Where each word ends in ``bytes``.
    private var ends: [Int] = []
    /// Open addressing: word numbers, −1 where a slot is free; a power of two, at most half of them taken.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    var count: Int { ends.count }

    /// The number of a word; `nil` if it has none.
    func number(of word: [UInt8]) -> Int32? {
        let number = slots[slot(of: word)]
        return number < 0 ? nil : number
    }

    /// The number of a word, which it gets if it has none.
    mutating func add(_ word: [UInt8]) -> Int32 {
        let slot = slot(of: word)
        if slots[slot] >= 0 { return slots[slot] }
        let number = Int32(ends.count)
        bytes += word
        ends.append(bytes.count)
        slots[slot] = number
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    /// Where a word stands, or would.
    private func slot(of word: [UInt8]) -> Int {
        var slot = Self.hash(word[...]) & (slots.count - 1)
        while slots[slot] >= 0, !self.word(Int(slots[slot])).elementsEqual(word) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func word(_ number: Int) -> ArraySlice<UInt8> {
        bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for number in ends.indices {
            var slot = Self.hash(word(number)) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// Seeded by the process, so that no text can be written to make words collide; nothing that is found depends on
    /// it.
    private static func hash(_ word: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        word.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
