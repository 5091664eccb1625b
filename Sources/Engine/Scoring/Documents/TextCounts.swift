import StrictJSON

/// How long a text is in the units that perplexities are given in.
public struct TextCounts: Hashable, Sendable {
    /// Pieces between runs of white space, as Python's `len(re.split(r"\s+", text))` counts them: empty pieces at the
    /// start and the end count too, so an empty text is one word.
    public let words: Int
    /// Unicode scalars.
    public let characters: Int
    /// UTF-8 bytes.
    public let bytes: Int

    private init(words: Int, characters: Int, bytes: Int) {
        (self.words, self.characters, self.bytes) = (words, characters, bytes)
    }

    /// Counts bytes that may end within a scalar, as tokens may: words and characters are those of the text in which
    /// U+FFFD stands for what is not UTF-8, bytes are the bytes as they are.
    init(decoding bytes: [UInt8]) {
        guard bytes.withUnsafeBytes(firstInvalidUTF8) != nil else {
            self.init(bytes)
            return
        }
        let repaired = TextCounts(Array(String(decoding: bytes, as: UTF8.self).utf8))
        self.init(words: repaired.words, characters: repaired.characters, bytes: bytes.count)
    }

    /// Counts a text that is valid UTF-8.
    public init(_ text: [UInt8]) {
        bytes = text.count
        var characters = 0
        var runs = 0
        var inRun = false
        text.withUnsafeBufferPointer { text in
            var index = 0
            while index < text.count {
                let length = Self.scalarLength(text[index])
                let isSpace = Self.isWhitespace(text, at: index, length: length)
                if isSpace && !inRun { runs += 1 }
                inRun = isSpace
                characters += 1
                index += length
            }
        }
        self.characters = characters
        words = runs + 1
    }

    /// Bytes of the scalar that a byte begins.
    private static func scalarLength(_ lead: UInt8) -> Int {
        switch lead {
        case ..<0x80: 1
        case ..<0xE0: 2
        case ..<0xF0: 3
        default: 4
        }
    }

    /// Whether a scalar is in `\s` of Python's `re` for `str`: those for which `str.isspace()` holds.
    ///
    /// U+0009–000D, 001C–0020, 0085, 00A0, 1680, 2000–200A, 2028, 2029, 202F, 205F, 3000 (Python 3.11, Unicode 14). It
    /// differs from Unicode's White_Space by U+001C–001F, which is why Swift's own property is not asked.
    private static func isWhitespace(_ text: UnsafeBufferPointer<UInt8>, at index: Int, length: Int) -> Bool {
        let lead = text[index]
        guard index + length <= text.count else { return false }
        switch length {
        case 1: return lead == 0x20 || (0x09...0x0D).contains(lead) || (0x1C...0x1F).contains(lead)
        case 2: return lead == 0xC2 && (text[index + 1] == 0x85 || text[index + 1] == 0xA0)
        case 3: return isWhitespace(lead, text[index + 1], text[index + 2])
        default: return false
        }
    }

    /// The same for the three bytes of a scalar from U+0800 to U+FFFF.
    private static func isWhitespace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80): (0x80...0x8A).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        default: false
        }
    }
}
