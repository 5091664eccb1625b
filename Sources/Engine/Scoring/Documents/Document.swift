public import Hashing

/// A text that is scored on its own.
public struct Document: Hashable, Sendable {
    /// What is scored: UTF-8, never empty.
    ///
    /// Of a document that is given as tokens, what they decode to, which may be neither.
    public var text: [UInt8]
    /// The domain that the score is summed under.
    public var domain: String
    /// Text that stands before and is conditioned on, but not scored: UTF-8.
    public var context: [UInt8]?
    /// Documents of one cluster are resampled together.
    public var cluster: String?
    /// The ids of the text, where the document was given as those; scored as they are.
    public var tokens: [Int32]?

    public init(
        text: [UInt8], domain: String, context: [UInt8]? = nil, cluster: String? = nil, tokens: [Int32]? = nil
    ) {
        self.text = text
        self.domain = domain
        self.context = context
        self.cluster = cluster
        self.tokens = tokens
    }

    /// The SHA-256 of the text: what tells that a document stands in two places.
    public var digest: SHA256Digest { SHA256.hash(text) }
}
