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

    /// - Parameters:
    ///   - file: the name that errors give to the file.
    ///   - idLimit: ids must be below; the rows of the model's embedding.
    /// - Throws: `CheckpointError` that names the file and every key at fault; the first alone where the text is no
    ///   JSON, or its vocabulary or merges cannot be scanned.
    init(contents: [UInt8], file: String, idLimit: Int) throws(CheckpointError) {
        var reader = ModelReader(file: file, idLimit: idLimit)
        var members: [JSONValue.Member] = []
        do throws(JSONError) {
            try contents.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var scanner = try JSONScanner(UnsafeRawBufferPointer(bytes), depthLimit: JSONValue.defaultDepthLimit)
                try scanner.object { (scanner, key) throws(JSONError) in
                    if key.elementsEqual("model".utf8) { return try reader.read(&scanner) }
                    members.append(JSONValue.Member(key: key, value: try scanner.value()))
                }
                try scanner.end()
            }
        } catch {
            throw reader.failure ?? CheckpointError(.malformed, file: file, message: error.description)
        }
        let findings = Findings()
        let parts = ObjectReader.read(.object(members), findings: findings) { Parts(reading: $0) }
        let model = reader.model(preTokenizers: parts?.preTokenizers ?? [], findings: findings)
        var addedTokens: AddedTokens?
        if let parts, let model {
            addedTokens = AddedTokensCheck(vocabulary: model.vocabulary, idLimit: idLimit, findings: findings)
                .grouped(parts.addedTokens, normalizer: parts.normalizer)
        }
        if let error = CheckpointError(findings, file: file) { throw error }
        guard let parts, let model, let addedTokens else {
            throw CheckpointError(.malformed, file: file, message: "cannot be read")
        }
        (normalizer, preTokenizers, decoder) = (parts.normalizer, parts.preTokenizers, parts.decoder)
        (self.model, self.addedTokens) = (model, addedTokens)
    }

    /// What stands in the file beside the model.
    private struct Parts {
        let normalizer: Normalizer?
        let preTokenizers: [PreTokenizer]
        let decoder: TokenDecoder?
        let addedTokens: [AddedToken]

        init(reading fields: ObjectReader) {
            if let version = fields.value("version"), version != "1.0" {
                fields.refuseUnsupported("version", "is \(version.seen); \"1.0\" is understood")
            }
            for key in ["truncation", "padding"] {
                guard let value = fields.value(key) else { continue }
                fields.refuseUnsupported(
                    key, "is \(value.kind); documents are scored whole and alone, so it must be null")
            }
            normalizer = fields.optional("normalizer", as: Normalizer.self)
            preTokenizers = fields.optional("pre_tokenizer", as: PreTokenization.self)?.steps ?? []
            _ = fields.optional("post_processor", as: PostProcessor.self)
            decoder = fields.optional("decoder", as: TokenDecoder.self)
            addedTokens = fields.optional("added_tokens", as: [AddedToken].self) ?? []
        }
    }
}
