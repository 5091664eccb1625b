/// The ids of words that were met before: text repeats few words often.
///
/// When it is full it begins anew, so that its memory is bounded whatever comes.
final class WordCache {
    /// Longer words are not kept.
    static let longestWord = 64

    private static let slotCount = 1 << 16
    private static let byteCapacity = 1 << 20
    private static let idCapacity = 1 << 18

    private struct Slot {
        var hash: UInt64
        var byteStart: UInt32
        var idStart: UInt32
        var byteCount: UInt16
        var idCount: UInt16
    }

    private static let empty = Slot(hash: 0, byteStart: 0, idStart: 0, byteCount: 0, idCount: 0)

    private let slots = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity)
    private let ids = UnsafeMutablePointer<Int32>.allocate(capacity: idCapacity)
    private var count = 0
    private var byteCount = 0
    private var idCount = 0

    init() { slots.initialize(repeating: Self.empty, count: Self.slotCount) }

    deinit {
        slots.deallocate()
        bytes.deallocate()
        ids.deallocate()
    }

    /// A word's hash: eight bytes at a time.
    @inline(__always)
    static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var value = UInt64(truncatingIfNeeded: word.count) &* 0x9E37_79B9_7F4A_7C15
        let raw = UnsafeRawBufferPointer(word)
        var position = 0
        while position &+ 8 <= word.count {
            value = (value ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) &* 0xFF51_AFD7_ED55_8CCD
            value ^= value >> 32
            position &+= 8
        }
        var rest: UInt64 = 0
        while position < word.count {
            rest = rest << 8 | UInt64(word[position])
            position &+= 1
        }
        value = (value ^ rest) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ value >> 29
    }

    /// The ids of a word, if it is known.
    @inline(__always)
    func ids(of word: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UnsafeBufferPointer<Int32>? {
        guard let start = word.baseAddress else { return nil }
        var index = Int(truncatingIfNeeded: hash) & (Self.slotCount &- 1)
        while slots[index].byteCount > 0 {
            let slot = slots[index]
            if slot.hash == hash, Int(slot.byteCount) == word.count,
                Self.areEqual(bytes + Int(slot.byteStart), start, count: word.count)
            {
                return UnsafeBufferPointer(start: ids + Int(slot.idStart), count: Int(slot.idCount))
            }
            index = (index &+ 1) & (Self.slotCount &- 1)
        }
        return nil
    }

    @inline(__always)
    private static func areEqual(_ one: UnsafePointer<UInt8>, _ other: UnsafePointer<UInt8>, count: Int) -> Bool {
        for index in 0..<count where one[index] != other[index] { return false }
        return true
    }

    /// Stores the ids of a word that is not there.
    func store(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64, ids new: UnsafeBufferPointer<Int32>) {
        guard let start = word.baseAddress else { return }
        if count * 2 >= Self.slotCount || byteCount + word.count > Self.byteCapacity
            || idCount + new.count > Self.idCapacity
        {
            slots.update(repeating: Self.empty, count: Self.slotCount)
            (count, byteCount, idCount) = (0, 0, 0)
        }
        var index = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
        while slots[index].byteCount > 0 { index = (index + 1) & (Self.slotCount - 1) }
        (bytes + byteCount).update(from: start, count: word.count)
        if let first = new.baseAddress { (ids + idCount).update(from: first, count: new.count) }
        slots[index] = Slot(
            hash: hash, byteStart: UInt32(byteCount), idStart: UInt32(idCount), byteCount: UInt16(word.count),
            idCount: UInt16(new.count))
        count += 1
        byteCount += word.count
        idCount += new.count
    }
}
