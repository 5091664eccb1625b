import API
import Checkpoints
import LanguageModels
import Merging
import Parallelism
import Scoring

/// Measures how far the partition models of a pool have moved from its base, reading each tensor of them a run at a
/// time.
struct ValidityExecutor: Sendable {
    /// A model by its partition's name.
    typealias Model = (partition: String, checkpoint: CheckpointModel)

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
        _ base: CheckpointModel, _ models: [Model], for assignment: Assignment
    ) async throws -> ValidityResult {
        let threads = threads
        return try await BlockingThread.run(named: "measure") {
            let configuration = try MergedModel.configuration(of: [base] + models.map(\.checkpoint))
            do {
                let displacement = try Displacement.measure(
                    base: MergeBase(name: base.name, source: try base.parameters(as: configuration)),
                    members: models.map {
                        MergeMember(
                            name: $0.partition, source: try $0.checkpoint.parameters(as: configuration), weight: 1)
                    }, threads: threads
                ) {
                    assignment.cancellation.isCancelled
                } progress: { share in
                    let completed = Int(share * Double(Self.parts))
                    assignment.report(JobProgress(completed: completed, total: Self.parts))
                }
                return ValidityResult(displacement)
            } catch let error as CancellationError {
                try assignment.cancellation.check()
                throw error
            }
        }
    }
}

extension ValidityResult {
    /// Every pair once, in the order of the members; what rounding put beyond the bounds is put back.
    fileprivate init(_ displacement: Displacement) {
        let members = displacement.members
        self.init(
            members: members.map { MemberDisplacement(partition: $0.name, delta: min(1, $0.distance)) },
            cosines: members.indices.flatMap { first in
                members.indices.dropFirst(first + 1).map { second in
                    DisplacementCosine(
                        first: members[first].name, second: members[second].name,
                        cosine: members[first].cosines[second].map { max(-1, min(1, $0)) })
                }
            })
    }
}
