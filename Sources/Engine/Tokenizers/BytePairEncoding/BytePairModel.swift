/// Byte-pair encoding: a word's characters, merged pair by pair.
///
/// Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units", 2016; in the details as the
/// `tokenizers` package does it.
final class BytePairModel: Sendable {
    let vocabulary: Vocabulary
    let merges: MergeTable
    let options: Options
    /// The ids of scalars below U+0300 that stand alone, -1 where there is none.
    private let ids: [Int32]
    /// The ids of `<0x00>` to `<0xFF>`, -1 where there is none.
    private let byteIDs: [Int32]
    private let unknownID: Int32?

    /// What a file says besides tokens and merges.
    struct Options: Sendable {
        /// The token for characters without one; characters are dropped if there is none.
        var unknownToken: [UInt8]?
        /// Put before every character but a word's first.
        var continuingSubwordPrefix: [UInt8] = []
        /// Put behind a word's last character.
        var endOfWordSuffix: [UInt8] = []
        /// Whether several unknown characters in a row give one token.
        var fusesUnknown = false
        /// Whether unknown characters are written as tokens for bytes.
        var fallsBackToBytes = false
        /// Whether a word that is a token is taken whole.
        var ignoresMerges = false
    }

    init(vocabulary: Vocabulary, merges: MergeTable, options: Options) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.options = options
        ids = (0..<0x300).map { scalar in
            var bytes: [UInt8] = []
            UTF8Text.append(UInt32(scalar), to: &bytes)
            return vocabulary.id(of: bytes) ?? -1
        }
        byteIDs = (0..<256).map { vocabulary.id(of: ByteToken.spelling(of: UInt8($0))) ?? -1 }
        unknownID = options.unknownToken.flatMap { vocabulary.id(of: $0) }
    }

    /// Whether every byte has a token of its own, so that falling back always succeeds.
    var spellsEveryByte: Bool { options.fallsBackToBytes && byteIDs.allSatisfy { $0 >= 0 } }

    /// Whether a scalar has a token of its own.
    func hasCharacter(_ scalar: UInt32) -> Bool {
        var bytes: [UInt8] = []
        UTF8Text.append(scalar, to: &bytes)
        return vocabulary.id(of: bytes) != nil
    }

    /// Adds a word's ids.
    ///
    /// - Parameters:
    ///   - word: valid UTF-8, not empty.
    ///   - work: room to work in, whose ids are those of the word when this returns.
    func encode(_ word: UnsafeBufferPointer<UInt8>, work: MergeWork) {
        work.clear(
            capacity: word.count * (1 + options.continuingSubwordPrefix.count) + options.endOfWordSuffix.count)
        if options.ignoresMerges, let id = vocabulary.id(of: Array(word)[...]) {
            work.append(id)
            return
        }
        addCharacters(of: word, to: work)
        work.merge(by: merges)
    }

    /// Adds the tokens of a word's single characters.
    private func addCharacters(of word: UnsafeBufferPointer<UInt8>, to work: MergeWork) {
        guard let text = word.baseAddress else { return }
        let isPlain = options.continuingSubwordPrefix.isEmpty && options.endOfWordSuffix.isEmpty
        var unknown: Int32?
        var position = 0
        while position < word.count {
            let (scalar, length) = UTF8Text.scalar(at: position, in: text)
            let end = position &+ length
            defer { position = end }
            if isPlain, scalar < 0x300, ids[Int(scalar)] >= 0 {
                if let id = unknown { work.append(id) }
                unknown = nil
                work.append(ids[Int(scalar)])
                continue
            }
            let isFirst = position == 0
            let spelling =
                (isFirst ? [] : options.continuingSubwordPrefix) + Array(word[position..<end])
                + (end == word.count ? options.endOfWordSuffix : [])
            if let id = vocabulary.id(of: spelling) {
                if let id = unknown { work.append(id) }
                unknown = nil
                work.append(id)
            } else if !fallBack(spelling, to: work), let id = unknownID {
                // An unknown character that waits stays behind bytes that follow it: so does the package.
                if let waiting = unknown, !options.fusesUnknown { work.append(waiting) }
                unknown = id
            }
        }
        if let id = unknown { work.append(id) }
    }

    /// Spells a character by its bytes; `false` if one has no token or bytes are not fallen back to.
    private func fallBack(_ spelling: [UInt8], to work: MergeWork) -> Bool {
        guard options.fallsBackToBytes, spelling.allSatisfy({ byteIDs[Int($0)] >= 0 }) else { return false }
        for byte in spelling { work.append(byteIDs[Int(byte)]) }
        return true
    }
}

/// The tokens that stand for single bytes where a character has none: `<0x00>` to `<0xFF>`.
enum ByteToken {
    static func spelling(of byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)], UInt8(ascii: ">")]
    }

    /// The byte that a token stands for, in either case of its digits.
    static func byte(of token: [UInt8]) -> UInt8? {
        guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
    }
}
