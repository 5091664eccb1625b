/// The added tokens of a tokenizer, in the two groups that the `tokenizers` package looks for one after the other:
/// those that are taken from the text as it is, then those that are taken from what the normaliser makes of the rest.
struct AddedTokens: Sendable {
    let tokens: [AddedToken]
    private var verbatim = TokenTrie()
    private var normalized = TokenTrie()

    private static let wordLookup = ScalarLookup(.addedTokenWord)

    /// - Throws: ``Ambiguity`` if two tokens are looked for as the same text, or one as no text.
    init(_ tokens: [AddedToken], normalizer: Normalizer?) throws(Ambiguity) {
        self.tokens = tokens
        for (index, token) in tokens.enumerated() {
            if token.isNormalized {
                let text = normalizer?.normalized(token.content) ?? token.content
                guard !text.isEmpty, normalized.add(text, value: Int32(index)) else { throw Ambiguity(index: index) }
            } else {
                guard !token.content.isEmpty, verbatim.add(token.content, value: Int32(index)) else {
                    throw Ambiguity(index: index)
                }
            }
        }
    }

    /// A token that another is looked for as well, or whose normalised text is empty.
    struct Ambiguity: Error {
        let index: Int
    }

    /// A run of text, or an added token with what it strips.
    struct Segment {
        let start: Int
        let end: Int
        /// -1 for text.
        let id: Int32
    }

    /// Takes the tokens that are looked for in the text as it is.
    func verbatimSegments(of text: UnsafeBufferPointer<UInt8>) -> [Segment] { segments(of: text, by: verbatim) }

    /// Takes the tokens that are looked for in normalised text.
    func normalizedSegments(of text: UnsafeBufferPointer<UInt8>) -> [Segment] { segments(of: text, by: normalized) }

    private func segments(of text: UnsafeBufferPointer<UInt8>, by trie: TokenTrie) -> [Segment] {
        guard !trie.isEmpty else { return [Segment(start: 0, end: text.count, id: -1)] }
        var segments: [Segment] = []
        var taken = 0
        var position = 0
        while let match = trie.next(in: text, from: position) {
            position = match.end
            let token = tokens[Int(match.value)]
            if token.isSingleWord, !Self.standsAlone(match.start, match.end, in: text) { continue }
            // White space that a token before took is not taken again; but a match in it still counts, and text that
            // it ends before is given again: so does the package.
            let start = token.stripsLeft ? max(Self.leftEnd(of: match.start, in: text), taken) : match.start
            let end = token.stripsRight ? Self.rightEnd(of: match.end, in: text) : match.end
            if taken < start { segments.append(Segment(start: taken, end: start, id: -1)) }
            // A token within white space that the one before stripped is empty, and vanishes: so it does there.
            if start < end { segments.append(Segment(start: start, end: end, id: token.id)) }
            taken = end
        }
        if taken != text.count { segments.append(Segment(start: taken, end: text.count, id: -1)) }
        return segments
    }

    /// Whether no word character stands on either side.
    private static func standsAlone(_ start: Int, _ end: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let bytes = text.baseAddress else { return true }
        if start > 0 {
            let before = UTF8Text.start(before: start, in: bytes)
            if wordLookup.test.length(at: before, in: bytes) > 0 { return false }
        }
        return end == text.count || wordLookup.test.length(at: end, in: bytes) == 0
    }

    private static func leftEnd(of start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let bytes = text.baseAddress else { return start }
        var position = start
        while position > 0 {
            let before = UTF8Text.start(before: position, in: bytes)
            if ScalarLookup.whiteSpace.test.length(at: before, in: bytes) == 0 { break }
            position = before
        }
        return position
    }

    private static func rightEnd(of end: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        guard let bytes = text.baseAddress else { return end }
        var position = end
        while position < text.count {
            let length = ScalarLookup.whiteSpace.test.length(at: position, in: bytes)
            if length == 0 { break }
            position += length
        }
        return position
    }
}
