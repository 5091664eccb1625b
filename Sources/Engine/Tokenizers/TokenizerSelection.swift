public import Checkpoints

/// Which tokenizer a checkpoint is read with.
public enum TokenizerSelection: Hashable, Sendable {
    /// The checkpoint's own: bytes if it brings none and its vocabulary is one of bytes.
    case ofCheckpoint
    /// Bytes, whatever the checkpoint brings.
    case bytes

    /// Opens the tokenizer for a checkpoint's files.
    ///
    /// - Parameter vocabularyRows: the rows of the model's embedding; the tokenizer's ids must be below.
    /// - Throws: ``CheckpointError`` if the checkpoint's tokenizer is missing, not supported, or has more ids than the
    ///   model rows.
    public func open(for files: CheckpointFiles, vocabularyRows: Int) throws -> any Tokenizer {
        if self == .ofCheckpoint {
            if files.paths[BytePairTokenizer.fileName] != nil {
                return try BytePairTokenizer(files, vocabularyRows: vocabularyRows)
            }
            if let file = CheckpointFiles.unreadTokenizerNames.first(where: { files.paths[$0] != nil }) {
                throw CheckpointError(
                    .unsupported, file: files.label(of: file),
                    message:
                        "tokenizers are read from tokenizer.json, which is missing; write one with `python -c \"from "
                        + "transformers import AutoTokenizer as T; T.from_pretrained('\(files.name)')"
                        + ".save_pretrained('\(files.name)')\"`")
            }
            guard vocabularyRows <= ByteTokenizer.vocabularies.upperBound else {
                throw CheckpointError(
                    .unreadable, file: files.label(of: BytePairTokenizer.fileName),
                    message: "is missing, and vocab_size \(vocabularyRows) is none of bytes, which is "
                        + "\(ByteTokenizer.vocabularies.lowerBound) to \(ByteTokenizer.vocabularies.upperBound): add the "
                        + "tokenizer that the model was trained with, or ask for bytes by name (--bytes)")
            }
        }
        let tokenizer = ByteTokenizer()
        guard tokenizer.vocabularySize <= vocabularyRows else {
            throw CheckpointError(
                .mismatched, file: files.label(of: CheckpointFiles.configuration), subject: "vocab_size",
                message: "is \(vocabularyRows); the byte tokenizer needs at least \(tokenizer.vocabularySize) rows: "
                    + "256 bytes and the id 256 that begins a document")
        }
        return tokenizer
    }
}
