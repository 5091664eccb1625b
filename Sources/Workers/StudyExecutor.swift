import API
import Mixtures

/// Computes what a study goes on from: proposals of surrogates, or of the ensemble.
struct StudyExecutor: Sendable {
    let threads: Int

    func execute(_ task: StudyTask, for assignment: Assignment) async throws -> StudyResult {
        assignment.report(JobProgress(completed: 0, total: 1))
        let threads = threads
        let result = try await ComputeThread.run(named: "study") { try task.input.run(threads: threads) }
        try assignment.cancellation.check()
        return StudyResult(result: result)
    }
}
