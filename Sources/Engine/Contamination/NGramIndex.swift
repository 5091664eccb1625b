import ByteStrings

/// The n-grams of an evaluation set's documents: what training text is held against.
///
/// Exact: an n-gram is found by a hash and then compared word by word, so no two are ever taken for each other. Takes
/// about 25 bytes a word of the evaluation set, whatever the training text's size.
public struct NGramIndex: Sendable {
    /// Words in a row that count as one n-gram, here and wherever overlap is told.
    public static let length = 13

    /// One document of the evaluation set.
    struct Entry {
        let domain: Int
        /// Its words' places in ``words``.
        let words: Range<Int>
    }

    let length: Int
    private(set) var vocabulary = ByteStringTable()
    /// Every document's words by number, one document after another.
    private(set) var words: [Int32] = []
    private(set) var entries: [Entry] = []
    private(set) var domains: [String] = []
    private var domainNumbers: [String: Int] = [:]
    /// For each word, the number of the n-gram that begins there; −1 where too few words of the document follow.
    private(set) var ngramAt: [Int32] = []
    /// Where each distinct n-gram first stands in ``words``.
    private(set) var firstPlaces: [Int32] = []
    /// Open addressing: n-gram numbers, −1 where a slot is free; a power of two, at most half of them taken.
    private var slots = [Int32](repeating: -1, count: 1 << 10)
    /// Each distinct n-gram's hash, so that slots can be dealt out anew.
    private var hashes: [UInt64] = []
    private var window: NGramWindow

    /// - Parameter length: words of an n-gram, at least 1.
    public init(length: Int = Self.length) {
        self.length = max(1, length)
        window = NGramWindow(length: max(1, length))
    }

    /// Documents taken so far.
    public var documentCount: Int { entries.count }

    /// How many different n-grams they have.
    public var ngramCount: Int { firstPlaces.count }

    /// Takes the next document of the evaluation set.
    ///
    /// - Parameters:
    ///   - text: UTF-8, all that a model reads of it: its context, and its text right after.
    ///   - domain: the domain that it is counted under.
    /// - Throws: ``ContaminationError`` where the set has more words than can be numbered.
    public mutating func add(_ text: [UInt8], domain: String) throws(ContaminationError) {
        let start = words.count
        // A word takes at least two bytes with what separates it from the next.
        guard words.count + text.count / 2 < Int(Int32.max) else { throw .tooManyWords(limit: Int(Int32.max)) }
        WordReader.forEachWord(of: text) { words.append(vocabulary.add($0[...])) }
        entries.append(Entry(domain: number(ofDomain: domain), words: start..<words.count))
        addNGrams(of: start..<words.count)
    }

    private mutating func number(ofDomain name: String) -> Int {
        if let number = domainNumbers[name] { return number }
        domainNumbers[name] = domains.count
        domains.append(name)
        return domains.count - 1
    }

    private mutating func addNGrams(of range: Range<Int>) {
        window.removeAll()
        ngramAt.append(contentsOf: repeatElement(-1, count: range.count))
        for place in range {
            window.append(words[place])
            guard window.isFull else { continue }
            let first = place + 1 - length
            let slot = slot(of: window)
            if slots[slot] < 0 {
                slots[slot] = Int32(firstPlaces.count)
                firstPlaces.append(Int32(first))
                hashes.append(window.hash)
            }
            ngramAt[first] = slots[slot]
            if firstPlaces.count * 2 > slots.count { grow() }
        }
    }

    /// The number of the n-gram that a full window holds; `nil` if the evaluation set does not have it.
    func number(of window: NGramWindow) -> Int? {
        let number = slots[slot(of: window)]
        return number < 0 ? nil : Int(number)
    }

    /// Where an n-gram stands, or would.
    private func slot(of window: NGramWindow) -> Int {
        var slot = Int(truncatingIfNeeded: window.hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == window.hash, window.equals(words, at: Int(firstPlaces[number])) { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}

/// Why overlap cannot be told.
public enum ContaminationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An evaluation set has more words than can be numbered.
    case tooManyWords(limit: Int)

    public var description: String {
        switch self {
        case .tooManyWords(let limit):
            "the evaluation set has more than \(limit) words; expected fewer: divide it into several"
        }
    }
}
