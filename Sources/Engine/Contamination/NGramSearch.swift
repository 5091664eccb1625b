import ByteStrings

/// Looks for an evaluation set's n-grams in training text, one document after another; memory does not grow with that.
public struct NGramSearch: Sendable {
    private let index: NGramIndex
    /// What was found so far.
    public private(set) var found: NGramSet
    private var window: NGramWindow

    public init(_ index: NGramIndex) {
        self.index = index
        found = NGramSet(count: index.ngramCount)
        window = NGramWindow(length: index.length)
    }

    /// Reads a document of the training text; n-grams end with their document.
    ///
    /// - Parameter text: UTF-8.
    public mutating func read(_ text: [UInt8]) {
        window.removeAll()
        WordReader.forEachWord(of: text) { word in
            guard let number = index.vocabulary.number(of: word[...]) else {
                // A word that the evaluation set does not have is in none of its n-grams.
                window.removeAll()
                return
            }
            window.append(number)
            if window.isFull, let ngram = index.number(of: window) { found.insert(ngram) }
        }
    }
}

/// Some of the different n-grams of an evaluation set.
public struct NGramSet: Hashable, Sendable {
    private var holds: [Bool]

    /// None of so many.
    public init(count: Int) {
        holds = [Bool](repeating: false, count: count)
    }

    /// Adds what another set of the same evaluation set's n-grams holds.
    public mutating func formUnion(_ other: NGramSet) {
        for number in holds.indices where number < other.holds.count && other.holds[number] { holds[number] = true }
    }

    mutating func insert(_ number: Int) { holds[number] = true }

    func contains(_ number: Int32) -> Bool { holds[Int(number)] }
}
