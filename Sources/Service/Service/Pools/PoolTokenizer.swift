import API
import Checkpoints
import Hashing
import Storage
import StrictJSON
import Tokenizers

/// The tokenizer that a pool's models read text with.
///
/// A pool of the tokenizer `checkpoint` reads text with the base's, its special tokens too. A model that brings a
/// `tokenizer.json` must bring the base's, byte for byte; one that brings none is read with the base's all the same.
struct PoolTokenizer: Sendable {
    let name: TokenizerName
    let hash: String

    static let bytes = PoolTokenizer(name: .bytes, hash: ByteTokenizer().hash)

    /// The word for the tokenizer of a pool that names none.
    static func name(for base: CheckpointRecord) -> TokenizerName {
        base.file(OpenTokenizers.file) == nil ? .bytes : .checkpoint
    }
}

extension Findings {
    /// Whether a model may be asked with a pool's tokenizer.
    func checkReads(
        _ record: CheckpointRecord, with tokenizer: TokenizerName, of base: CheckpointRecord, at pointer: JSONPointer
    ) -> Bool {
        switch tokenizer {
        case .bytes:
            guard checkReadsBytes(record, at: pointer) else { return false }
            // Where the base's vocabulary is larger too, whoever made the pool asked for bytes by name.
            return ByteTokenizer.vocabularies.contains(base.vocabularySize)
                ? checkVocabularyIsOfBytes(record, at: pointer, otherwise: nil) : true
        case .checkpoint:
            guard let own = record.file(OpenTokenizers.file), let common = base.file(OpenTokenizers.file),
                own.sha256 != common.sha256
            else { return true }
            add(
                pointer,
                "brings another tokenizer than the base: its tokenizer.json is \(own.sha256.hex), the base's "
                    + "\(common.sha256.hex); leave the file out to have text read with the base's")
            return false
        }
    }

    /// Whether a model has a row for every byte and for the id that begins a document.
    func checkReadsBytes(_ record: CheckpointRecord, at pointer: JSONPointer) -> Bool {
        guard record.vocabularySize < 257 else { return true }
        add(
            pointer,
            "has a vocabulary of \(record.vocabularySize); expected at least 257 for the byte tokenizer: 256 bytes and "
                + "the id 256 that begins a document")
        return false
    }

    /// Refuses a model of subwords where it would be read as bytes without anybody having said so: one that brings a
    /// tokenizer, or has a larger vocabulary than bytes have.
    ///
    /// - Parameter remedy: how to have it read as bytes all the same, if that can be said.
    func checkIsOfBytes(_ record: CheckpointRecord, at pointer: JSONPointer, otherwise remedy: String?) {
        let names = [OpenTokenizers.file] + CheckpointFiles.unreadTokenizerNames
        guard let file = names.first(where: { record.file($0) != nil }) else {
            _ = checkVocabularyIsOfBytes(record, at: pointer, otherwise: remedy)
            return
        }
        let otherwise = remedy.map { "; \($0)" } ?? ""
        let mending =
            file == OpenTokenizers.file
            ? "and the base brings none: add it to the base's checkpoint"
            : "which is not read: add a tokenizer.json to the checkpoints"
        add(
            pointer,
            "brings a tokenizer of its own (\(file)), \(mending)\(otherwise)")
    }

    /// Whether a model without a tokenizer has a vocabulary of bytes; its ids mean anything else if not.
    private func checkVocabularyIsOfBytes(
        _ record: CheckpointRecord, at pointer: JSONPointer, otherwise remedy: String?
    ) -> Bool {
        let bytes = ByteTokenizer.vocabularies
        guard record.vocabularySize > bytes.upperBound else { return true }
        add(
            pointer,
            "has a vocabulary of \(record.vocabularySize) and is read as bytes, whose vocabularies have "
                + "\(bytes.lowerBound) to \(bytes.upperBound) ids: import it again with its tokenizer.json"
                + (remedy.map { "; \($0)" } ?? ""))
        return false
    }
}
