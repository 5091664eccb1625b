/// Cuts text into words, as overlap counts them.
///
/// A word is a run of letters, marks and numbers (Unicode general categories L, M and N) in lower case, each scalar by
/// its own mapping; all else (spaces, punctuation, symbols, bytes that are no UTF-8) stands between words. Chinese and
/// Japanese are written without spaces, so each of their characters is a word of its own. No Unicode normalisation is
/// done: an accented letter that is spelled in two ways makes two words.
///
/// Lower case and no punctuation are what 13-grams were first compared with (Brown et al. 2020, arXiv 2005.14165,
/// appendix C); there punctuation was dropped, here it separates, so that program text is not one long word.
struct WordReader {
    /// The word that is being gathered.
    private var word: [UInt8] = []

    /// Lower-case letters and digits for themselves, upper-case letters as lower case, 0 for what separates.
    private static let ascii: [UInt8] = (0..<128).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(byte) + 32
        default: 0
        }
    }

    /// Hands over each word of a text, in order, as UTF-8.
    static func forEachWord(of text: [UInt8], _ body: ([UInt8]) throws -> Void) rethrows {
        var reader = WordReader()
        try reader.read(text, body)
    }

    private mutating func read(_ text: [UInt8], _ body: ([UInt8]) throws -> Void) rethrows {
        let ascii = Self.ascii
        var position = 0
        while position < text.count {
            let byte = text[position]
            if byte < 0x80 {
                position += 1
                let letter = ascii[Int(byte)]
                if letter != 0 { word.append(letter) } else { try end(body) }
                continue
            }
            let (scalar, length) = Self.scalar(in: text, at: position)
            position += length
            guard let scalar, Self.isOfWords(scalar) else {
                try end(body)
                continue
            }
            let standsAlone = Self.standsAlone(scalar)
            if standsAlone { try end(body) }
            word += scalar.properties.lowercaseMapping.utf8
            if standsAlone { try end(body) }
        }
        try end(body)
    }

    private mutating func end(_ body: ([UInt8]) throws -> Void) rethrows {
        guard !word.isEmpty else { return }
        try body(word)
        word.removeAll(keepingCapacity: true)
    }

    private static func isOfWords(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// Han ideographs and kana, by their blocks.
    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// The scalar that begins at a byte above 0x7F, and how many bytes it takes; none and 1 if there is no such scalar.
    private static func scalar(in text: [UInt8], at position: Int) -> (Unicode.Scalar?, Int) {
        let lead = text[position]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
        guard length > 1, position + length <= text.count else { return (nil, 1) }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for next in text[(position + 1)..<(position + length)] {
            guard next & 0xC0 == 0x80 else { return (nil, 1) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        let least: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
        guard value >= least, let scalar = Unicode.Scalar(value) else { return (nil, 1) }
        return (scalar, length)
    }
}
