import API
import Caching
import Checkpoints
import Parallelism
import Tokenizers

/// Tokenizers that stay open between jobs: reading one of a large vocabulary takes longer than a small evaluation.
actor TokenizerCache {
    /// A pool has one, and few pools are worked on in turn.
    private static let capacity = 4

    private let blobs: BlobSource
    /// By the blobs of its files.
    private var open = LeastRecentlyUsed<[String: String], any Tokenizer>(capacity: TokenizerCache.capacity)

    init(blobs: BlobSource) {
        self.blobs = blobs
    }

    /// The tokenizer of a task, open; its files are fetched and verified if they are not there.
    ///
    /// - Throws: `CheckpointError` if it is not supported, ``WorkFailure`` if it is not the one that the task means.
    func tokenizer(_ task: TaskTokenizer) async throws -> any Tokenizer {
        let tokenizer = try await opened(task)
        guard task.hash == nil || task.hash == tokenizer.hash else {
            throw WorkFailure(
                "task-malformed",
                "the tokenizer is \(tokenizer.hash); the service expects \(task.hash ?? ""): "
                    + "the service and this worker differ in version")
        }
        return tokenizer
    }

    private func opened(_ task: TaskTokenizer) async throws -> any Tokenizer {
        guard task.name == .checkpoint else { return ByteTokenizer() }
        let names = task.files ?? [:]
        if let tokenizer = open.value(of: names) { return tokenizer }
        var paths: [String: String] = [:]
        for (name, blob) in names.sorted(by: { $0.key < $1.key }) { paths[name] = try await blobs.path(of: blob) }
        let files = CheckpointFiles(name: "tokenizer", paths: paths)
        let tokenizer = try await BlockingThread.run(named: "open tokenizer") {
            try TokenizerSelection.ofCheckpoint.open(for: files, vocabularyRows: task.vocabularyRows)
        }
        open.insert(tokenizer, for: names)
        return tokenizer
    }
}
