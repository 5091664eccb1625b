import API
import Hashing
import Storage

extension TaskCheckpoint {
    /// A checkpoint with its files.
    init(_ record: CheckpointRecord) {
        let files = record.files.map { ($0.name, $0.sha256.hex) }
        self.init(
            id: record.id.text, hash: record.hash.hex, files: Dictionary(files) { first, _ in first },
            name: record.name, ignoredKeys: record.ignoredKeys.isEmpty ? nil : record.ignoredKeys)
    }
}

extension TaskTokenizer {
    /// The tokenizer of a checkpoint, as a worker fetches it; bytes if it brings none.
    init(of record: CheckpointRecord, hash: String?) {
        guard record.file(OpenTokenizers.file) != nil else {
            self = .bytes
            return
        }
        let files = record.tokenizerFiles.map { ($0.name, $0.sha256.hex) }
        self.init(
            name: .checkpoint, hash: hash, files: Dictionary(files) { first, _ in first },
            vocabularyRows: record.vocabularySize)
    }

    /// The tokenizer that a candidate is scored with.
    init(of candidate: StoredCandidate, in transaction: Transaction) throws {
        guard let source = candidate.tokenizerSource else {
            self = .bytes
            return
        }
        self.init(of: try transaction.existingCheckpoint(source.checkpoint), hash: source.hash)
    }
}

extension TaskDocuments {
    /// The documents of an evaluation set.
    init(of set: EvaluationSetRecord) {
        self.init(blob: set.blob.hex, format: set.format, separator: set.separator)
    }

    /// The text of a partition.
    init(of partition: PartitionRecord) {
        self.init(blob: partition.blob.hex, format: partition.format)
    }
}
