/// Byte strings by number, in the order in which they were first added; a string is what its bytes are.
///
/// `String` would take strings for the same that are canonically equal. Open addressing, with a hash that is seeded by
/// the process, so that no file can be written to make its strings collide; nothing that is found depends on the seed.
package struct ByteStringTable: Sendable {
    /// The strings' bytes, one after another.
    private var bytes: [UInt8] = []
    /// Where each string ends in ``bytes``.
    private var ends: [Int] = []
    /// Numbers, −1 where a slot is free; a power of two, at most half of them taken.
    private var slots = [Int32](repeating: -1, count: 1 << 10)

    package init() {}

    /// How many different strings there are.
    package var count: Int { ends.count }

    /// The string of a number below ``count``.
    package subscript(number: Int) -> ArraySlice<UInt8> {
        bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
    }

    /// The number of a string; `nil` if it has none.
    package func number(of string: ArraySlice<UInt8>) -> Int32? {
        let number = slots[slot(of: string).place]
        return number < 0 ? nil : number
    }

    /// The number of a string, which it gets if it has none.
    @discardableResult
    package mutating func add(_ string: ArraySlice<UInt8>) -> Int32 {
        let slot = slot(of: string).place
        if slots[slot] >= 0 { return slots[slot] }
        let number = Int32(ends.count)
        bytes += string
        ends.append(bytes.count)
        slots[slot] = number
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    /// How many slots are looked at to find a string: about 1, whatever the strings are.
    package func probes(of string: ArraySlice<UInt8>) -> Int { slot(of: string).probes }

    /// Where a string stands, or would.
    private func slot(of string: ArraySlice<UInt8>) -> (place: Int, probes: Int) {
        var slot = Self.hash(string) & (slots.count - 1)
        var probes = 1
        while slots[slot] >= 0, !isString(Int(slots[slot]), string) {
            slot = (slot + 1) & (slots.count - 1)
            probes += 1
        }
        return (slot, probes)
    }

    private func isString(_ number: Int, _ string: ArraySlice<UInt8>) -> Bool {
        let own = self[number]
        return own.count == string.count && own.elementsEqual(string)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for number in ends.indices {
            var slot = Self.hash(self[number]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    private static func hash(_ string: ArraySlice<UInt8>) -> Int {
        var hasher = Hasher()
        string.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
