import Caching
import Checkpoints
import Storage
import Tokenizers

/// Tokenizers that checkpoints bring, opened from their blobs; the last few stay open.
actor OpenTokenizers {
    /// The file that holds a tokenizer.
    static let file = "tokenizer.json"

    private let blobs: BlobStore
    private let queue: BlockingQueue
    /// By checkpoint: a tokenizer of a large vocabulary takes tens of megabytes.
    private var open = LeastRecentlyUsed<Identifier, any Tokenizer>(capacity: 4)

    init(blobs: BlobStore, queue: BlockingQueue) {
        self.blobs = blobs
        self.queue = queue
    }

    /// Opens the tokenizer that a checkpoint brings; bytes if it brings none.
    ///
    /// - Throws: ``CheckpointFault`` if it is not supported, or is not one for this checkpoint's model.
    func tokenizer(of record: CheckpointRecord) async throws -> any Tokenizer {
        if let tokenizer = open.value(of: record.id) { return tokenizer }
        var files: [String: Blob] = [:]
        for file in record.tokenizerFiles { files[file.name] = try await blobs.blob(file.sha256) }
        let (name, found, rows) = (record.name, files, record.vocabularySize)
        let tokenizer = try await queue.run {
            do {
                return try TokenizerSelection.ofCheckpoint.open(
                    for: CheckpointFiles(name: name, paths: found.mapValues(\.path)), vocabularyRows: rows)
            } catch let error as CheckpointError where !error.lacksDescriptor {
                throw CheckpointFault(error, blobs: found)
            }
        }
        open.insert(tokenizer, for: record.id)
        return tokenizer
    }
}

extension CheckpointRecord {
    /// A file by its name.
    func file(_ name: String) -> File? { files.first { $0.name == name } }

    /// What a tokenizer and its special tokens are read from.
    var tokenizerFiles: [File] {
        files.filter { CheckpointFiles.tokenizerNames.contains($0.name) || $0.name == CheckpointFiles.configuration }
    }
}
