/// Tokens and their ids, keyed by UTF-8 bytes: real vocabularies hold distinct tokens that are canonically equal, which
/// `String` takes for the same.
final class Vocabulary: Sendable {
    /// All tokens' bytes, one after the other.
    private let bytes: [UInt8]
    private let entries: [Entry]
    /// Open addressing: an entry's index, or -1.
    private let slots: [Int32]
    /// Entries by id; -1 where no token has it.
    private let entryOfID: [Int32]

    fileprivate struct Entry {
        let start: Int
        let count: Int
        let id: Int32
    }

    /// Gathers tokens.
    struct Builder {
        fileprivate var bytes: [UInt8] = []
        fileprivate var entries: [Entry] = []
        fileprivate var slots = [Int32](repeating: -1, count: 1 << 10)
        private(set) var largestID: Int32 = -1

        init() {}

        /// Adds a token; `false` if it is already there.
        mutating func add(_ token: [UInt8], id: Int32) -> Bool {
            if entries.count * 2 >= slots.count { grow() }
            var slot = Vocabulary.hash(token[...]) & (slots.count - 1)
            while slots[slot] >= 0 {
                let entry = entries[Int(slots[slot])]
                if bytes[entry.start..<entry.start + entry.count].elementsEqual(token) { return false }
                slot = (slot + 1) & (slots.count - 1)
            }
            slots[slot] = Int32(entries.count)
            entries.append(Entry(start: bytes.count, count: token.count, id: id))
            bytes += token
            largestID = max(largestID, id)
            return true
        }

        private mutating func grow() {
            slots = [Int32](repeating: -1, count: slots.count * 2)
            for (index, entry) in entries.enumerated() {
                var slot = Vocabulary.hash(bytes[entry.start..<entry.start + entry.count]) & (slots.count - 1)
                while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = Int32(index)
            }
        }
    }

    /// Takes the tokens that were gathered.
    ///
    /// - Throws: ``RepeatedID`` if two tokens have one id.
    init(_ builder: Builder) throws(RepeatedID) {
        var entryOfID = [Int32](repeating: -1, count: Int(builder.largestID) + 1)
        for (index, entry) in builder.entries.enumerated() {
            guard entryOfID[Int(entry.id)] < 0 else {
                throw RepeatedID(
                    id: entry.id, token: Array(builder.bytes[entry.start..<entry.start + entry.count]))
            }
            entryOfID[Int(entry.id)] = Int32(index)
        }
        bytes = builder.bytes
        entries = builder.entries
        slots = builder.slots
        self.entryOfID = entryOfID
    }

    /// An id that a second token claims.
    struct RepeatedID: Error {
        let id: Int32
        let token: [UInt8]
    }

    var count: Int { entries.count }

    /// One more than the largest id.
    var idBound: Int { entryOfID.count }

    func id(of token: ArraySlice<UInt8>) -> Int32? {
        var slot = Self.hash(token) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.count == token.count, bytes[entry.start..<entry.start + entry.count].elementsEqual(token) {
                return entry.id
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    func id(of token: [UInt8]) -> Int32? { id(of: token[...]) }

    /// A token's bytes as the file spells them.
    func token(_ id: Int32) -> [UInt8]? {
        guard id >= 0, Int(id) < entryOfID.count, entryOfID[Int(id)] >= 0 else { return nil }
        let entry = entries[Int(entryOfID[Int(id)])]
        return Array(bytes[entry.start..<entry.start + entry.count])
    }

    private static func hash(_ token: ArraySlice<UInt8>) -> Int {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in token { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (value ^ value >> 29) & 0x7FFF_FFFF)
    }
}
