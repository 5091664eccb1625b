public import LanguageModels
public import Tokenizers

/// A document made ready to be scored: its tokens cut into windows, its text counted.
///
/// What is scored under many models is prepared once.
public struct PreparedDocument: Sendable {
    /// The domain that the score is summed under.
    public let domain: String
    /// Documents of one cluster are resampled together.
    public let cluster: String?
    /// The windows of protocol `rolling-1`, in order.
    public let windows: [TokenWindow]
    /// Of the text, without its context.
    public let counts: TextCounts

    /// The ids that are scored, in order.
    public var tokens: [Int32] { windows.flatMap(\.targets) }

    /// - Parameters:
    ///   - document: the text.
    ///   - tokenizer: what turns it into tokens.
    ///   - context: L, the most tokens a window reads; at least 1.
    public init(_ document: Document, tokenizer: any Tokenizer, context: Int) {
        let before = document.context.map(tokenizer.encode) ?? []
        domain = document.domain
        cluster = document.cluster
        windows = RollingWindows.windows(
            over: before + (document.tokens ?? tokenizer.encode(document.text)), prefixToken: tokenizer.prefixToken,
            context: context,
            unscored: before.count)
        counts = TextCounts(decoding: document.text)
    }

    /// Checks that a model has a row for every token, where a tokenizer may know more.
    ///
    /// - Throws: ``ScoringError`` that names the first token that has none.
    public func checkTokens(of tokenizer: any Tokenizer, below rows: Int) throws(ScoringError) {
        guard tokenizer.vocabularySize > rows else { return }
        for ids in windows.flatMap({ [$0.inputs, $0.targets] }) {
            guard let id = ids.first(where: { $0 >= rows }) else { continue }
            let text = tokenizer.bytes(of: id).map { String(decoding: $0.prefix(80), as: UTF8.self) }
            throw .token(id, text: text, rows: rows)
        }
    }
}
