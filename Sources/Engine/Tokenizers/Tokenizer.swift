public import Checkpoints

/// Turns text into the token ids that a model reads.
public protocol Tokenizer: Sendable {
    /// How many ids there are; those beyond the rows of a model's embedding cannot be scored.
    var vocabularySize: Int { get }

    /// The id that stands before every document: what the first token is predicted from.
    var prefixToken: Int32 { get }

    /// What stands for the tokenizer in the key of an evaluation: equal only if every text gets the same ids.
    var hash: String { get }

    /// What a token inside a text stands for, which need not be UTF-8 alone; `nil` if no token has the id.
    func bytes(of token: Int32) -> [UInt8]?

    /// Throws `CheckpointError` if it is not known what tokens stand for.
    func checkDecodes() throws(CheckpointError)

    /// The ids of a text, without special tokens.
    ///
    /// - Parameter text: UTF-8.
    func encode(_ text: [UInt8]) -> [Int32]
}

extension Tokenizer {
    public func checkDecodes() throws(CheckpointError) {}
}
