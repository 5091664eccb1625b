/// How documents stand in a blob or file.
///
/// Raw values are what stands on the wire and in the database.
public enum DocumentFormat: String, Codable, Hashable, Sendable, CaseIterable {
    /// One JSON object a line: `text`, and optionally `domain`, `context`, `cluster`.
    case jsonLines = "jsonl"
    /// The same, compressed by gzip.
    case gzippedJSONLines = "jsonl.gz"
    /// The whole blob is one document.
    case text
    /// A NumPy array of token ids: with two dimensions a row a document, with one the pieces between separators.
    case npy
    /// Token ids of two bytes, little-endian and without a header, as nanoGPT and OLMo write them: the pieces between
    /// separators.
    case uint16
    /// The same, of four bytes.
    case uint32

    /// The formats in which documents stand as text.
    public static let ofText: [DocumentFormat] = [.jsonLines, .gzippedJSONLines, .text]

    /// Whether documents stand as token ids, not as text.
    public var holdsTokens: Bool { !Self.ofText.contains(self) }
}
