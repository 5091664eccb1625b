public import Checkpoints
import StrictJSON

/// The token that stands before every document, as a checkpoint's files name it.
///
/// It is what lm-evaluation-harness takes: the tokenizer's BOS, else its EOS, from `tokenizer_config.json` and
/// `special_tokens_map.json`; and where a tokenizer names neither, BOS or EOS of `config.json`. A tokenizer of bytes has
/// its own, and none of this is asked.
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
        for key in ["bos_token", "eos_token"] {
            for file in Self.tokenizerFiles {
                if let content = try Self.content(of: key, in: file, of: files) {
                    self = .content(content)
                    return
                }
            }
        }
        for key in ["bos_token_id", "eos_token_id"] {
            if let id = try Self.id(of: key, of: files) {
                self = .id(id)
                return
            }
        }
        throw CheckpointError(
            .malformed, file: files.name, subject: "bos_token",
            message: "neither tokenizer_config.json, special_tokens_map.json nor config.json names a BOS or EOS token, "
                + "and a document's first token is predicted from one")
    }

    private static func json(_ file: String, of files: CheckpointFiles) throws -> JSONValue? {
        try files.contents(of: file).map { try JSONValue(parsing: $0, in: files.path(of: file)) }
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
            .malformed, file: files.path(of: file), subject: key,
            message: "expected a string, or an object with the string \"content\", found \(value.kind)")
    }

    /// A token id, or the first where several are listed.
    private static func id(of key: String, of files: CheckpointFiles) throws -> Int? {
        guard var value = try json(CheckpointFiles.configuration, of: files)?[key] else { return nil }
        if case .array(let elements) = value, let first = elements.first { value = first }
        if value == .null { return nil }
        guard let id = value.integer, id >= 0 else {
            throw CheckpointError(
                .malformed, file: files.path(of: CheckpointFiles.configuration), subject: key,
                message:
                    "expected a token id of 0 or more, found \(String(decoding: value.serialized(), as: UTF8.self))")
        }
        return id
    }
}
