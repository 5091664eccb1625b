import API
import Caching
import Checkpoints
import LanguageModels
import Parallelism

/// Checkpoints that stay open and mapped between evaluations, the ones used longest ago closed when there are too many.
///
/// The members of a pool come back in one mixture after another: opening them each time would cost more than merging.
actor CheckpointCache {
    private let blobs: BlobSource
    /// By checkpoint hash.
    private var open: LeastRecentlyUsed<String, CheckpointModel>

    init(blobs: BlobSource, capacity: Int) {
        self.blobs = blobs
        open = LeastRecentlyUsed(capacity: capacity)
    }

    /// The checkpoint, open; its files are fetched and verified if they are not there.
    func checkpoint(_ task: TaskCheckpoint) async throws -> CheckpointModel {
        if let model = open.value(of: task.hash) { return model }
        var paths: [String: String] = [:]
        for (name, blob) in task.files.sorted(by: { $0.key < $1.key }) {
            paths[name] = try await blobs.path(of: blob)
        }
        let files = CheckpointFiles(name: "checkpoint \(task.name ?? task.id)", paths: paths)
        let model = try await BlockingThread.run(named: "open checkpoint") {
            try CheckpointModel(CheckpointFolder(files: files), ignoring: Set(task.ignoredKeys ?? []))
        }
        open.insert(model, for: task.hash)
        return model
    }

    /// Closes a checkpoint whose files turned out to have changed, so that the next attempt opens them anew.
    func forget(_ hashes: [String]) {
        for hash in hashes { open.remove(hash) }
    }
}
