public import Mixtures
public import StrictJSON

/// How documents stand in a blob.
public enum DocumentFormat: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// One JSON object a line: `text`, and optionally `domain`, `context`, `cluster`.
    case jsonLines = "jsonl"
    /// The same, compressed by gzip.
    case gzippedJSONLines = "jsonl.gz"
    /// The whole blob is one document.
    case text
    /// A NumPy array of token ids: with two dimensions a row a document, with one the pieces between separators.
    case npy
    /// Token ids of two bytes, little-endian and without a header: the pieces between separators.
    case uint16
    /// The same, of four bytes.
    case uint32

    /// The formats in which documents stand as text.
    public static let ofText: [DocumentFormat] = [.jsonLines, .gzippedJSONLines, .text]

    /// Whether documents stand as token ids, not as text.
    public var holdsTokens: Bool { !Self.ofText.contains(self) }
}

/// What a partition's text is for.
public enum PartitionRole: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// A disjoint slice of the corpus that a partition model is trained on.
    case partition
    /// The general share that the base model is trained on.
    case base
}

/// Where queued work stands.
public enum WorkState: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case queued, scheduled, running, cancelling, succeeded, failed, cancelled, expired

    /// Whether nothing more will happen by itself.
    public var isFinal: Bool {
        switch self {
        case .queued, .scheduled, .running, .cancelling: false
        case .succeeded, .failed, .cancelled, .expired: true
        }
    }
}

extension MergeMethod: JSONWord {}
extension Estimator: JSONWord {}
extension Precision: JSONWord {}
extension ScoringProtocol: JSONWord {}

/// Which tokenizer a pool's models read text with.
public enum TokenizerName: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// Every byte is a token.
    case bytes
    /// The one that the base model's checkpoint brings as `tokenizer.json`.
    case checkpoint
}
