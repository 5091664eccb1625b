/// Turns text into the token ids that a model reads.
public protocol Tokenizer: Sendable {
    /// How many ids there are; a model's embedding must have at least as many rows.
    var vocabularySize: Int { get }

    /// The id that stands before every document: what the first token is predicted from.
    var prefixToken: Int32 { get }

    /// What stands for the tokenizer in the key of an evaluation: equal only if every text gets the same ids.
    var hash: String { get }

    /// What a token inside a text stands for, which need not be UTF-8 alone; `nil` if no token has the id.
    func bytes(of token: Int32) -> [UInt8]?

    /// The ids of a text, without special tokens.
    ///
    /// - Parameter text: UTF-8.
    func encode(_ text: [UInt8]) -> [Int32]
}
