import API
import Ensembles
import Parallelism
import Studies
import Surrogates

/// Computes what a study goes on from: proposals of surrogates, or of the ensemble.
struct StudyExecutor: Sendable {
    let tables: EnsembleTables
    let threads: Int

    func execute(_ task: StudyTask, for assignment: Assignment) async throws -> StudyResult {
        assignment.report(JobProgress(completed: 0, total: 1))
        var objective: PartitionObjective?
        if let ensemble = task.ensemble { objective = try await self.objective(ensemble, for: assignment) }
        let (threads, ensemble) = (threads, objective)
        let result = try await BlockingThread.run(named: "study") {
            try task.input.run(surrogates: NumericalSurrogates(), ensemble: ensemble, threads: threads)
        }
        try assignment.cancellation.check()
        return StudyResult(result: result)
    }

    private func objective(_ ensemble: StudyEnsemble, for assignment: Assignment) async throws -> PartitionObjective {
        let open = try await tables.table(of: ensemble.models, documentTokens: ensemble.documentTokens)
        return PartitionObjective(
            table: try EnsembleObjective(open.table, documentWeights: ensemble.documentWeights), open: open,
            blobs: ensemble.models.map(\.blob), cancellation: assignment.cancellation)
    }
}

/// A function of partitions' weights; the table behind it may hold other models, and one model for several partitions.
private struct PartitionObjective: ConvexObjective {
    let table: EnsembleObjective
    let open: EnsembleTables.Open
    /// One a partition.
    let blobs: [String]
    let cancellation: Cancellation

    var dimension: Int { blobs.count }

    func evaluate(_ weights: [Double]) throws -> ConvexValue {
        try cancellation.check()
        // Corners of limits are exact to rounding, which may be below 0.
        let found = try table.evaluate(open.weights(zip(blobs, weights).map { (blob: $0, weight: max(0, $1)) }))
        return ConvexValue(
            value: found.value, gradient: blobs.compactMap { blob in open.places[blob].map { found.gradient[$0] } })
    }
}
