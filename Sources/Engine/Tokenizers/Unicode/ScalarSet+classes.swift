extension ScalarSet {
    /// `\s` of patterns.
    static let space = UnicodeTables.set(UnicodeTables.space)
    /// `\w` of patterns.
    static let word = UnicodeTables.set(UnicodeTables.word)
    /// `\w` of patterns within `[…]`.
    static let wordInSets = UnicodeTables.set(UnicodeTables.wordInSets)
    /// `\w` beside an added token, and of the pre-tokenizer `Whitespace`.
    static let addedTokenWord = UnicodeTables.set(UnicodeTables.addedTokenWord)
    /// White space beside an added token, and of `Whitespace`, `WhitespaceSplit` and `Strip`.
    static let whiteSpace = UnicodeTables.set(UnicodeTables.whiteSpace)
    static let numeric = UnicodeTables.set(UnicodeTables.numeric)
    static let punctuation = UnicodeTables.set(UnicodeTables.punctuation)
    static let combiningMarks = UnicodeTables.set(UnicodeTables.combiningMarks)

    private static let categoryNames = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcd".utf8)

    /// Each general category's scalars.
    private static let categories: [String: ScalarSet] = {
        let table = UnicodeTables.generalCategories
        let text = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        var runs: [UInt8: [ClosedRange<UInt32>]] = [:]
        var start: UInt32 = 0
        for word in UnicodeTables.words(of: text) {
            let length = word.count == 1 ? 1 : UnicodeTables.number(word[1...], radix: 10)
            runs[word[0], default: []].append(start...start + length - 1)
            start += length
        }
        return Dictionary(uniqueKeysWithValues: zip(categoryNames, letters.map { ScalarSet(runs[$0] ?? []) }))
    }()

    private static let scripts = [
        "Han": UnicodeTables.scriptHan, "Hiragana": UnicodeTables.scriptHiragana,
        "Katakana": UnicodeTables.scriptKatakana, "Hangul": UnicodeTables.scriptHangul,
        "Thai": UnicodeTables.scriptThai,
    ].mapValues(UnicodeTables.set)

    /// What `\p{name}` holds: a general category of one or two letters, or one of a few scripts; `nil` for others.
    static func property(_ name: String) -> ScalarSet? {
        if let set = categories[name] ?? scripts[name] { return set }
        guard name.utf8.count == 1 else { return nil }
        let parts = categoryNames.filter { $0.hasPrefix(name) }.compactMap { categories[$0] }
        return parts.isEmpty ? nil : ScalarSet(parts.flatMap(\.runs))
    }
}
