import Checkpoints
import Foundation
import StrictJSON

/// A `tokenizer.json`, read and checked whole: a key or a type that is not understood is an error that names it.
///
/// The large parts, vocabulary and merges, go from the scanner into flat memory; the file's size bounds the rest.
struct TokenizerFile {
    let normalizer: Normalizer?
    let preTokenizers: [PreTokenizer]
    let model: BytePairModel
    let addedTokens: AddedTokens
    let decoder: TokenDecoder?

    private static let smallKeys = [
        "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder",
    ]

    /// - Parameters:
    ///   - file: the name that errors give to the file.
    ///   - idLimit: ids must be below; the rows of the model's embedding.
    /// - Throws: `CheckpointError` that names the file and the key.
    init(contents: [UInt8], file: String, idLimit: Int) throws(CheckpointError) {
        var reader = ModelReader(file: file, idLimit: idLimit)
        var members: [JSONValue.Member] = []
        var unknown: CheckpointError?
        do throws(JSONError) {
            try contents.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var scanner = try JSONScanner(UnsafeRawBufferPointer(bytes), depthLimit: JSONValue.defaultDepthLimit)
                try scanner.object { (scanner, key) throws(JSONError) in
                    if key.elementsEqual("model".utf8) { return try reader.read(&scanner) }
                    guard Self.smallKeys.contains(where: { key.elementsEqual($0.utf8) }) else {
                        let name = String(decoding: key.prefix(200), as: UTF8.self)
                        unknown = CheckpointError(
                            .unsupported, file: file, subject: name,
                            message: "is not understood, and nothing in a tokenizer is ignored")
                        throw scanner.error("an unknown key")
                    }
                    members.append(JSONValue.Member(key: key, value: try scanner.value()))
                }
                try scanner.end()
            }
        } catch {
            throw unknown ?? reader.failure ?? CheckpointError(.malformed, file: file, message: error.description)
        }
        var object = try FileObject(.object(members), file: file, path: "")
        try Self.checkFormat(&object)
        normalizer = try object.part("normalizer").map(NormalizerReader.read)
        preTokenizers = try object.part("pre_tokenizer").map(PreTokenizerReader.read) ?? []
        try object.part("post_processor").map(PostProcessorReader.check)
        decoder = try object.part("decoder").map(DecoderReader.read)
        model = try reader.model(preTokenizers: preTokenizers)
        addedTokens = try AddedTokensReader.read(
            &object, vocabulary: model.vocabulary, normalizer: normalizer, idLimit: idLimit)
    }

    private static func checkFormat(_ object: inout FileObject) throws(CheckpointError) {
        if let version = object.value("version"), version != .string(Array("1.0".utf8)) {
            throw object.unsupported("version", "is \(version.seen); \"1.0\" is understood")
        }
        for key in ["truncation", "padding"] {
            if let value = object.value(key) {
                throw object.unsupported(
                    key, "is \(value.kind); documents are scored whole and alone, so it must be null")
            }
        }
    }
}

extension FileObject {
    /// The object under a key; `nil` if it is absent or `null`.
    fileprivate mutating func part(_ key: String) throws(CheckpointError) -> FileObject? {
        guard let value = value(key) else { return nil }
        return try FileObject(value, file: file, path: path(of: key))
    }
}
