public import Checkpoints
import Foundation
import Hashing
import StrictJSON

/// A byte-pair tokenizer as a `tokenizer.json` describes it: the ids that the `tokenizers` package (0.23.3) gives.
///
/// Any number of threads may encode at once. Special tokens that the file would add round a text are not added.
public final class BytePairTokenizer: Tokenizer {
    /// The name of the file.
    public static let fileName = "tokenizer.json"

    /// One more than the largest id.
    public let vocabularySize: Int
    /// The id that stands before a document's first token.
    public let prefixToken: Int32
    /// `tokenizer.json-` and a hash of what decides which ids a text gets.
    public let hash: String

    private let parts: TokenizerFile
    private let addedByID: [Int32: AddedToken]
    private let workspaces = EncodingWorkspaces()

    /// Reads a checkpoint's tokenizer.
    ///
    /// - Parameter vocabularyRows: the rows of the model's embedding. The token that begins a document must be below;
    ///   others may lie beyond, as those that fine-tunes add without a row, and no document may hold them.
    /// - Throws: `CheckpointError` that names the file and the key: the file breaks its format, holds something that is
    ///   not understood, or the checkpoint names no token of the model's that begins a document.
    public convenience init(_ files: CheckpointFiles, vocabularyRows: Int) throws {
        let file = files.label(of: Self.fileName)
        guard let contents = try files.contents(of: Self.fileName) else {
            throw CheckpointError(.unreadable, file: file, message: "is missing")
        }
        try self.init(
            contents: [UInt8](contents), file: file, vocabularyRows: vocabularyRows,
            prefix: try PrefixToken(namedBy: files))
    }

    /// Reads a `tokenizer.json`.
    ///
    /// - Parameters:
    ///   - file: the name that errors give to the file.
    ///   - vocabularyRows: the rows of the model's embedding, which the prefix must be below.
    ///   - prefix: the token that stands before every document.
    public init(
        contents: [UInt8], file: String, vocabularyRows: Int, prefix: PrefixToken
    ) throws(CheckpointError) {
        parts = try TokenizerFile(contents: contents, file: file)
        addedByID = Dictionary(parts.addedTokens.tokens.map { ($0.id, $0) }) { first, _ in first }
        vocabularySize = max(
            parts.model.vocabulary.idBound, 1 + Int(parts.addedTokens.tokens.map(\.id).max() ?? -1))
        prefixToken = try Self.id(of: prefix, parts, size: vocabularySize, file: file)
        guard prefixToken < vocabularyRows else {
            throw CheckpointError(
                .mismatched, file: file,
                message:
                    "the token that begins or ends a document has the id \(prefixToken); the model's embedding has "
                    + "\(vocabularyRows) rows, so that it must be below")
        }
        let material = contents + Array("\nprefix \(prefixToken)".utf8)
        hash = "tokenizer.json-\(SHA256.hash(material))"
    }

    private static func id(
        of prefix: PrefixToken, _ parts: TokenizerFile, size: Int, file: String
    ) throws(CheckpointError) -> Int32 {
        switch prefix {
        case .content(let content):
            let added = parts.addedTokens.tokens.first { $0.content == content }?.id
            guard let id = added ?? parts.model.vocabulary.id(of: content) else {
                throw CheckpointError(
                    .mismatched, file: file, subject: "model.vocab",
                    message:
                        "has no token \(JSONValue.string(content).seen), which the checkpoint names as the one that "
                        + "begins or ends a document")
            }
            return id
        case .id(let id):
            guard id < size, let id = Int32(exactly: id) else {
                throw CheckpointError(
                    .mismatched, file: file, subject: "model.vocab",
                    message:
                        "has no token with the id \(id), which the checkpoint names as the one that begins or ends a "
                        + "document; its ids end at \(size - 1)")
            }
            return id
        }
    }

    /// What a token stands for inside a text: of a byte-level token its bytes, which need not be UTF-8; of an added
    /// token its content; `nil` if no token has the id.
    public func bytes(of token: Int32) -> [UInt8]? {
        if let added = addedByID[token] {
            return parts.decoder.map { $0.bytes(of: added.content) } ?? added.content
        }
        guard let spelling = parts.model.vocabulary.token(token) else { return nil }
        return parts.decoder.map { $0.bytes(of: spelling) } ?? spelling
    }

    public func checkDecodes() throws(CheckpointError) {
        if let fault = parts.decoderFault { throw fault }
    }

    /// The ids of a text.
    ///
    /// - Parameter text: UTF-8. Bytes that are not are read as U+FFFD, as decoding does that replaces errors.
    public func encode(_ text: [UInt8]) -> [Int32] {
        let isValid = text.withUnsafeBytes { firstInvalidUTF8(in: $0) == nil }
        var pieces = pieces(of: isValid ? text : Array(String(decoding: text, as: UTF8.self).utf8))
        for step in parts.preTokenizers { step.apply(to: &pieces) }
        let workspace = workspaces.borrow()
        defer { workspaces.giveBack(workspace) }
        var ids: [Int32] = []
        ids.reserveCapacity(pieces.bytes.count / 3)
        pieces.bytes.withUnsafeBufferPointer { bytes in
            for piece in pieces.bounds {
                if piece.isText {
                    let word = UnsafeBufferPointer(rebasing: bytes[piece.start..<piece.end])
                    workspace.encode(word, by: parts.model, into: &ids)
                } else {
                    ids.append(piece.token)
                }
            }
        }
        return ids
    }

    /// Takes added tokens out of a text and normalises the rest.
    private func pieces(of text: [UInt8]) -> Pieces {
        if text.isEmpty { return Pieces() }
        let added = parts.addedTokens
        let segments = text.withUnsafeBufferPointer { added.verbatimSegments(of: $0) }
        if segments.count == 1, segments[0].id < 0 {
            var leading = UTF8Text.length(from: text[0])
            let whole = parts.normalizer?.normalized(text, leading: &leading) ?? text
            var pieces = Pieces(bytes: whole, leading: leading)
            add(whole, at: 0, to: &pieces)
            return pieces
        }
        var pieces = Pieces()
        for (index, segment) in segments.enumerated() {
            let start = pieces.bytes.count
            guard segment.id < 0 else {
                pieces.bounds.append(Pieces.Bounds(start: start, end: start, token: segment.id))
                continue
            }
            let part = Array(text[segment.start..<segment.end])
            var leading = index == 0 ? UTF8Text.length(from: part[0]) : 0
            let normalized = parts.normalizer?.normalized(part, leading: &leading) ?? part
            if index == 0 { pieces.leading = leading }
            pieces.bytes += normalized
            add(normalized, at: start, to: &pieces)
        }
        return pieces
    }

    /// Adds the pieces of normalised text that stands at a place.
    private func add(_ text: [UInt8], at start: Int, to pieces: inout Pieces) {
        if text.isEmpty { return }
        for segment in text.withUnsafeBufferPointer({ parts.addedTokens.normalizedSegments(of: $0) }) {
            pieces.bounds.append(
                Pieces.Bounds(start: start + segment.start, end: start + segment.end, token: segment.id))
        }
    }
}
