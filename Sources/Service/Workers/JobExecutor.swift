public import API

/// Does what jobs ask for.
public protocol JobExecutor: Sendable {
    /// What hears how a job of a batch ended: its place in the batch, and its result or what ended it without one.
    typealias Answer = @Sendable (_ place: Int, _ outcome: Result<TaskResult, any Error>) async -> Void

    /// Carries a task out.
    ///
    /// - Throws: ``WorkCancelled`` when the assignment was cancelled; anything else is a failure of the attempt, which
    ///   ``WorkError/init(of:)`` puts into words.
    func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult

    /// Carries out tasks that cost less together than one by one.
    ///
    /// Each ends on its own: with the result that it has alone, without one where its work fails, and as soon as it is
    /// cancelled.
    /// - Parameter answer: called exactly once for each.
    func execute(_ batch: [(task: JobTask, assignment: Assignment)], answer: @escaping Answer) async
}

extension JobExecutor {
    public func execute(_ batch: [(task: JobTask, assignment: Assignment)], answer: @escaping Answer) async {
        await executeOneByOne(batch, answer: answer)
    }

    /// Carries tasks out one after the other.
    func executeOneByOne(_ batch: [(task: JobTask, assignment: Assignment)], answer: Answer) async {
        for (place, work) in batch.enumerated() {
            do {
                try work.assignment.cancellation.check()
                await answer(place, .success(try await execute(work.task, for: work.assignment)))
            } catch {
                await answer(place, .failure(error))
            }
        }
    }
}
