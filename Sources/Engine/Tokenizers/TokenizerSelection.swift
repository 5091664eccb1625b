public import Checkpoints

/// Which tokenizer a checkpoint is read with.
public enum TokenizerSelection: Hashable, Sendable {
    /// The checkpoint's own: bytes if it brings none.
    case ofCheckpoint
    /// Bytes, whatever the checkpoint brings.
    case bytes

    /// Files of tokenizers that are not read; `tokenizer.json` says all that they do.
    private static let unread = ["tokenizer.model", "vocab.json", "merges.txt"]

    /// Opens the tokenizer for a checkpoint's files.
    ///
    /// - Parameter vocabularyRows: the rows of the model's embedding; the tokenizer's ids must be below.
    /// - Throws: ``CheckpointError`` if the checkpoint's tokenizer is not supported or has more ids than the model
    ///   rows.
    public func open(for files: CheckpointFiles, vocabularyRows: Int) throws -> any Tokenizer {
        if self == .ofCheckpoint {
            if files.paths[BytePairTokenizer.fileName] != nil {
                return try BytePairTokenizer(files, vocabularyRows: vocabularyRows)
            }
            if let file = Self.unread.first(where: { files.paths[$0] != nil }) {
                throw CheckpointError(
                    .unsupported, file: files.path(of: file),
                    message:
                        "tokenizers are read from tokenizer.json, which is missing; write one with `python -c \"from "
                        + "transformers import AutoTokenizer as T; T.from_pretrained('\(files.name)')"
                        + ".save_pretrained('\(files.name)')\"`")
            }
        }
        let tokenizer = ByteTokenizer()
        guard tokenizer.vocabularySize <= vocabularyRows else {
            throw CheckpointError(
                .mismatched, file: files.path(of: CheckpointFiles.configuration), subject: "vocab_size",
                message: "is \(vocabularyRows); the byte tokenizer needs at least \(tokenizer.vocabularySize) rows: "
                    + "256 bytes and the id 256 that begins a document")
        }
        return tokenizer
    }
}
