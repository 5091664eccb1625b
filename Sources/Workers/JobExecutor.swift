public import API

/// Does what jobs ask for.
public protocol JobExecutor: Sendable {
    /// Carries a task out.
    ///
    /// - Throws: ``WorkCancelled`` when the assignment was cancelled; anything else is a failure of the attempt, which
    ///   ``WorkError/init(of:)`` puts into words.
    func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult
}
