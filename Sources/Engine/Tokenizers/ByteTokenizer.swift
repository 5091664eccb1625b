/// Every byte a token: ids 0 to 255 are bytes, and 256 begins and ends a document.
public struct ByteTokenizer: Tokenizer {
    public init() {}

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
