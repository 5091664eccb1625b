/// Every byte a token: ids 0 to 255 are bytes, and 256 begins and ends a document.
public struct ByteTokenizer: Tokenizer {
    public init() {}

    /// The rows of an embedding that is one of bytes: 256 bytes, the end of a text, and what pads them to a multiple of
    /// 64.
    ///
    /// A larger vocabulary is one of subwords, and its ids below 257 stand for anything but bytes: a score by bytes
    /// would be a number of nothing. Such a model is read as bytes only where bytes are asked for by name.
    public static let vocabularies = 257...320

    /// 256 bytes and the end of a text.
    public var vocabularySize: Int { 257 }

    /// The end of a text, which stands before a document too.
    public var prefixToken: Int32 { 256 }

    /// A name: there is no file to hash.
    public var hash: String { "bytes-256" }

    public func bytes(of token: Int32) -> [UInt8]? {
        if token == prefixToken { return [] }
        return UInt8(exactly: token).map { [$0] }
    }

    /// Each byte's value.
    public func encode(_ text: [UInt8]) -> [Int32] { text.map(Int32.init) }
}
