import Checkpoints
import Storage
import Tokenizers

/// Tokenizers that checkpoints bring, opened from their blobs; the last few stay open.
actor OpenTokenizers {
    /// The file that holds a tokenizer.
    static let file = "tokenizer.json"
    /// Files that hold, in part, tokenizers that are not read.
    static let unreadFiles = ["tokenizer.model", "vocab.json", "merges.txt"]

    /// A tokenizer of a large vocabulary takes tens of megabytes.
    private static let capacity = 4

    private let blobs: BlobStore
    private let queue: BlockingQueue
    private var open: [(checkpoint: Identifier, tokenizer: any Tokenizer)] = []

    init(blobs: BlobStore, queue: BlockingQueue) {
        self.blobs = blobs
        self.queue = queue
    }

    /// Opens the tokenizer that a checkpoint brings; bytes if it brings none.
    ///
    /// - Throws: ``CheckpointFault`` if it is not supported, or is not one for this checkpoint's model.
    func tokenizer(of record: CheckpointRecord) async throws -> any Tokenizer {
        if let index = open.firstIndex(where: { $0.checkpoint == record.id }) {
            let known = open.remove(at: index)
            open.append(known)
            return known.tokenizer
        }
        var files: [String: Blob] = [:]
        for file in record.tokenizerFiles { files[file.name] = try await blobs.blob(file.sha256) }
        let (found, rows) = (files, record.vocabularySize)
        let tokenizer = try await queue.run {
            do {
                return try TokenizerSelection.ofCheckpoint.open(
                    for: CheckpointFiles(name: "", paths: found.mapValues(\.path)), vocabularyRows: rows)
            } catch let error as CheckpointError {
                throw CheckpointFault(error, blobs: found)
            }
        }
        open.append((record.id, tokenizer))
        if open.count > Self.capacity { open.removeFirst() }
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
