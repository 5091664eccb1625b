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
    /// What is wrong with the decoder, which only arrays of tokens need.
    let decoderFault: CheckpointError?

    /// Ids must be below, whatever the rows of the model's embedding: tables of them stand in memory.
    static let idLimit = 1 << 24

    /// - Parameter file: the name that errors give to the file.
    /// - Throws: `CheckpointError` that names the file and every key at fault; the first alone where the text is no
    ///   JSON, or its vocabulary or merges cannot be scanned.
    init(contents: [UInt8], file: String) throws(CheckpointError) {
        var reader = ModelReader(file: file)
        var members: [JSONValue.Member] = []
        // A byte order mark touches no document.
        let text = contents.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(contents.dropFirst(3)) : contents
        do throws(JSONError) {
            try text.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var scanner = try JSONScanner(UnsafeRawBufferPointer(bytes), depthLimit: JSONValue.defaultDepthLimit)
                try scanner.object { (scanner, key) throws(JSONError) in
                    if key.elementsEqual("model".utf8) { return try reader.read(&scanner) }
                    members.append(JSONValue.Member(key: key, value: try scanner.value()))
                }
                try scanner.end()
            }
        } catch {
            throw reader.failure
                ?? CheckpointError.foreign(contents.prefix(512), file: file, otherwise: error.description)
        }
        let findings = Findings()
        let parts = ObjectReader.read(.object(members), findings: findings) { Parts(reading: $0) }
        let model = reader.model(preTokenizers: parts?.preTokenizers ?? [], findings: findings)
        var addedTokens: AddedTokens?
        if let parts, let model {
            addedTokens = AddedTokensCheck(vocabulary: model.vocabulary, findings: findings)
                .grouped(parts.addedTokens, normalizer: parts.normalizer)
        }
        if let error = CheckpointError(findings, file: file) { throw error }
        guard let parts, let model, let addedTokens else {
            throw CheckpointError(.malformed, file: file, message: "cannot be read")
        }
        (normalizer, preTokenizers, decoder) = (parts.normalizer, parts.preTokenizers, parts.decoder)
        decoderFault = CheckpointError(parts.decoderFindings, file: file)
        (self.model, self.addedTokens) = (model, addedTokens)
    }

    /// What stands in the file beside the model.
    private struct Parts {
        let normalizer: Normalizer?
        let preTokenizers: [PreTokenizer]
        let decoder: TokenDecoder?
        let decoderFindings = Findings()
        let addedTokens: [AddedToken]

        init(reading fields: ObjectReader) {
            if let version = fields.value("version"), version != "1.0" {
                fields.refuseUnsupported("version", "is \(version.seen); \"1.0\" is understood")
            }
            // Documents are scored whole and alone, without the special tokens that would be put round a text.
            fields.ignore(["truncation", "padding", "post_processor"])
            normalizer = fields.optional("normalizer", as: Normalizer.self)
            preTokenizers = fields.optional("pre_tokenizer", as: PreTokenization.self)?.steps ?? []
            let findings = decoderFindings
            decoder = fields.value("decoder").flatMap {
                ObjectReader.read($0, at: JSONPointer.root.appending("decoder"), findings: findings) {
                    TokenDecoder(reading: $0)
                }
            }
            addedTokens = fields.optional("added_tokens", as: [AddedToken].self) ?? []
        }
    }
}
