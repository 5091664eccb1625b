public import Tokenizers

/// How an array of token ids is read: what its ids stand for, and where its documents end.
public struct TokenReading: Sendable {
    /// The tokenizer that made the ids; words, characters and bytes are counted in what it decodes them to.
    public let tokenizer: any Tokenizer
    /// The rows of the model's embedding; an id that is not below is an error.
    public let vocabularyRows: Int
    /// The id that stands between documents where an array is one row of ids, and belongs to none of them.
    ///
    /// `nil`: the array is one document.
    public let separator: Int32?

    public init(tokenizer: any Tokenizer, vocabularyRows: Int, separator: Int32?) {
        self.tokenizer = tokenizer
        self.vocabularyRows = vocabularyRows
        self.separator = separator
    }
}

/// What ids decode to, each looked up once.
struct TokenSpelling {
    private let tokenizer: any Tokenizer
    private var known: [Int32: [UInt8]] = [:]
    /// Whether the tokenizer puts a space before a text, which is then no part of it (as Llama-2's does).
    private let addsLeadingSpace: Bool

    init(_ tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
        let letter = tokenizer.encode(Array("a".utf8)).flatMap { tokenizer.bytes(of: $0) ?? [] }
        addsLeadingSpace = letter == Array(" a".utf8)
    }

    /// What one id stands for inside a text; `nil` if no token has it.
    mutating func bytes(of token: Int32) -> [UInt8]? {
        if let bytes = known[token] { return bytes }
        guard let bytes = tokenizer.bytes(of: token) else { return nil }
        known[token] = bytes
        return bytes
    }

    /// The text that ids stand for, or the place of the first that no token has.
    mutating func text(of tokens: [Int32]) -> (text: [UInt8], unknown: Int?) {
        var text: [UInt8] = []
        for (place, token) in tokens.enumerated() {
            guard let bytes = bytes(of: token) else { return (text, place) }
            text += bytes
        }
        if addsLeadingSpace, text.first == 0x20 { text.removeFirst() }
        return (text, nil)
    }
}
