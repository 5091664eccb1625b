import API
import Checkpoints

/// Checkpoints that stay open and mapped between evaluations, the ones used longest ago closed when there are too many.
///
/// The members of a pool come back in one mixture after another: opening them each time would cost more than merging.
actor CheckpointCache {
    private let blobs: BlobSource
    private let capacity: Int
    /// By checkpoint hash; the last used stands last in ``order``.
    private var open: [String: CheckpointFolder] = [:]
    private var order: [String] = []

    init(blobs: BlobSource, capacity: Int) {
        self.blobs = blobs
        self.capacity = max(0, capacity)
    }

    /// The checkpoint, open; its files are fetched and verified if they are not there.
    func checkpoint(_ task: TaskCheckpoint) async throws -> CheckpointFolder {
        if let folder = open[task.hash] {
            use(task.hash, folder)
            return folder
        }
        var paths: [String: String] = [:]
        for (name, blob) in task.files.sorted(by: { $0.key < $1.key }) {
            paths[name] = try await blobs.path(of: blob)
        }
        let files = CheckpointFiles(name: "checkpoint \(task.id)", paths: paths)
        let folder = try await ComputeThread.run(named: "open checkpoint") { try CheckpointFolder(files: files) }
        use(task.hash, folder)
        return folder
    }

    /// Closes a checkpoint whose files turned out to have changed, so that the next attempt opens them anew.
    func forget(_ hashes: [String]) {
        for hash in hashes { open[hash] = nil }
        order.removeAll { hashes.contains($0) }
    }

    private func use(_ hash: String, _ folder: CheckpointFolder) {
        order.removeAll { $0 == hash }
        order.append(hash)
        open[hash] = folder
        while order.count > capacity { open[order.removeFirst()] = nil }
    }
}
