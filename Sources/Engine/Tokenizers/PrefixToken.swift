public import Checkpoints
import StrictJSON

/// The token that stands before every document, as a checkpoint's files name it.
///
/// It is what lm-evaluation-harness takes: the tokenizer's BOS, else its EOS, from `tokenizer_config.json` and
/// `special_tokens_map.json`; and where a tokenizer names neither, BOS or EOS of `config.json`. A tokenizer of bytes
/// has its own, and none of this is asked.
public enum PrefixToken: Hashable, Sendable {
    /// A token's UTF-8 bytes, to be looked up among the tokenizer's special tokens.
    case content([UInt8])
    /// A token's id.
    case id(Int)

    private static let tokenizerFiles = ["tokenizer_config.json", "special_tokens_map.json"]

    /// Finds the token in a checkpoint's files.
    ///
    /// - Throws: ``CheckpointError`` if no file names one, or one is named in a way that is not understood.
    public init(namedBy files: CheckpointFiles) throws {
        if let token = try Self.named(["bos_token", "eos_token"], by: files) {
            self = token
            return
        }
        throw CheckpointError(
            .malformed, file: files.name, subject: "bos_token",
            message: "neither tokenizer_config.json, special_tokens_map.json nor config.json names a BOS or EOS token, "
                + "and a document's first token is predicted from one")
    }

    /// The first token that the files name under one of the keys, or, with `_id`, in `config.json`.
    private static func named(_ keys: [String], by files: CheckpointFiles) throws -> PrefixToken? {
        for key in keys {
            for file in tokenizerFiles {
                if let content = try content(of: key, in: file, of: files) { return .content(content) }
            }
        }
        for key in keys {
            if let id = try id(of: "\(key)_id", of: files) { return .id(id) }
        }
        return nil
    }

    /// The id that ends a document in arrays of tokens: the EOS that a checkpoint's files name, else the prefix.
    ///
    /// - Parameter tokenizer: the checkpoint's, open.
    /// - Throws: ``CheckpointError`` if the token is named in a way that is not understood, or is no token of the
    ///   tokenizer.
    public static func endOfDocument(namedBy files: CheckpointFiles, tokenizer: any Tokenizer) throws -> Int32 {
        if tokenizer is ByteTokenizer { return tokenizer.prefixToken }
        switch try named(["eos_token"], by: files) {
        case nil: return tokenizer.prefixToken
        case .id(let id)? where id < tokenizer.vocabularySize: return Int32(id)
        case .content(let content)?:
            // Special tokens are taken out of a text before anything else, so that each is one id.
            let ids = tokenizer.encode(content)
            if ids.count == 1, let id = ids.first { return id }
        default: break
        }
        throw CheckpointError(
            .mismatched, file: files.name, subject: "eos_token",
            message: "is not one token of the tokenizer, and ends the documents of arrays of tokens")
    }

    private static func json(_ file: String, of files: CheckpointFiles) throws -> JSONValue? {
        try files.contents(of: file).map { try JSONValue(parsing: $0, in: files.label(of: file)) }
    }

    /// A token that is written as a string, or as an object whose `content` is one.
    private static func content(of key: String, in file: String, of files: CheckpointFiles) throws -> [UInt8]? {
        guard let value = try json(file, of: files)?[key] else { return nil }
        switch value {
        case .null: return nil
        case .string(let bytes): return bytes
        case .object:
            if case .string(let bytes)? = value["content"] { return bytes }
        default: break
        }
        throw CheckpointError(
            .malformed, file: files.label(of: file), subject: key,
            message: "expected a string, or an object with the string \"content\", found \(value.kind)")
    }

    /// A token id, or the first where several are listed.
    private static func id(of key: String, of files: CheckpointFiles) throws -> Int? {
        guard var value = try json(CheckpointFiles.configuration, of: files)?[key] else { return nil }
        if case .array(let elements) = value, let first = elements.first { value = first }
        if value == .null { return nil }
        guard let id = value.integer, id >= 0 else {
            throw CheckpointError(
                .malformed, file: files.label(of: CheckpointFiles.configuration), subject: key,
                message:
                    "expected a token id of 0 or more, found \(String(decoding: value.serialized(), as: UTF8.self))")
        }
        return id
    }
}
