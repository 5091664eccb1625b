import Tokenizers

/// Cuts an array of token ids into documents: the rows of one with two dimensions, else what stands between the ids
/// that end a document.
struct TokenArrayReader {
    /// The most ids of one document: one beyond it is an accident, such as a separator that never comes.
    static let documentLimit = 1 << 26

    private let name: String
    private let domain: String
    private let separator: Int32?
    private let tokenizer: any Tokenizer
    private var ids: TokenIDs
    private var spelling: TokenSpelling
    private var tokens: [Int32] = []
    /// The position in the array of the first of ``tokens``.
    private var start = 0
    private var count = 0

    init(_ ids: TokenIDs, name: String, domain: String, reading: TokenReading) {
        (self.ids, self.name, self.domain) = (ids, name, domain)
        separator = reading.separator
        tokenizer = reading.tokenizer
        spelling = TokenSpelling(reading.tokenizer)
    }

    /// Hands over each document and its number, counted from 1; what holds no id is no document.
    ///
    /// - Throws: ``DocumentError`` that names the position of the id that is wrong, what the body throws, or
    ///   `CheckpointError` if it is not known what the tokenizer's ids stand for.
    mutating func forEach(_ body: (Document, Int) throws -> Void) throws {
        try tokenizer.checkDecodes()
        let columns = ids.dimensions.flatMap { $0.count == 2 ? $0[1] : nil }
        while let piece = try ids.next() {
            for id in piece {
                if columns == nil, id == separator {
                    try end(at: 1, body)
                    continue
                }
                guard tokens.count < Self.documentLimit else {
                    throw DocumentError(
                        file: name,
                        message: "the document that begins at position \(start) has more than "
                            + "\(Self.documentLimit) ids; is the id that ends a document another one?")
                }
                tokens.append(id)
                if tokens.count == columns { try end(at: 0, body) }
            }
        }
        try end(at: 0, body)
        guard count > 0 else { throw DocumentError(file: name, message: "holds no document") }
    }

    /// Hands over the ids that were gathered.
    ///
    /// - Parameter gap: how many ids stand between them and the next document's.
    private mutating func end(at gap: Int, _ body: (Document, Int) throws -> Void) throws {
        defer {
            start += tokens.count + gap
            tokens.removeAll(keepingCapacity: true)
        }
        guard !tokens.isEmpty else { return }
        let (text, unknown) = spelling.text(of: tokens)
        if let unknown {
            throw DocumentError(
                file: name,
                message: "no token of the tokenizer has the id \(tokens[unknown]) at position "
                    + "\(start + unknown), counted from 0; was the array made with another one?")
        }
        count += 1
        try body(Document(text: text, domain: domain, tokens: tokens), count)
    }
}
