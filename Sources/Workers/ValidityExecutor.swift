import API
import Checkpoints
import LanguageModels
import Merging

/// Measures how far the partition models of a pool have moved from its base, reading each tensor of them a run at a time.
struct ValidityExecutor: Sendable {
    /// A model by its partition's name.
    typealias Model = (partition: String, checkpoint: CheckpointFolder)

    let checkpoints: CheckpointCache
    let threads: Int

    /// Progress is told in this many parts.
    private static let parts = 1_000

    func execute(_ task: ValidityTask, for assignment: Assignment) async throws -> ValidityResult {
        assignment.report(JobProgress(completed: 0, total: Self.parts))
        let base = try await checkpoints.checkpoint(task.base)
        var models: [Model] = []
        for model in task.models {
            try assignment.cancellation.check()
            models.append((model.partition, try await checkpoints.checkpoint(model.checkpoint)))
        }
        do {
            return try await measure(base, models, for: assignment)
        } catch let error as CheckpointError where error.code == .changed {
            await checkpoints.forget([task.base.hash] + task.models.map(\.checkpoint.hash))
            throw error
        }
    }

    private func measure(
        _ base: CheckpointFolder, _ models: [Model], for assignment: Assignment
    ) async throws -> ValidityResult {
        try await ComputeThread.run(named: "measure") {
            let configuration = try ModelConfiguration(
                json: base.configuration, file: base.files.path(of: CheckpointFiles.configuration))
            let displacement = try PlainDisplacement(
                base: base, models: models, aliases: configuration.tensorAliases,
                progress: { share in
                    let completed = Int(share * Double(Self.parts))
                    assignment.report(JobProgress(completed: completed, total: Self.parts))
                }, check: { try assignment.cancellation.check() })
            return displacement.result
        }
    }
}
