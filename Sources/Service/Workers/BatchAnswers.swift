import API
import Synchronization

/// What became of the jobs of a batch: each is answered once, whoever finds its end first.
final class BatchAnswers: Sendable {
    private let assignments: [Assignment]
    private let answer: JobExecutor.Answer
    private let open: Mutex<Set<Int>>

    init(_ assignments: [Assignment], answer: @escaping JobExecutor.Answer) {
        self.assignments = assignments
        self.answer = answer
        open = Mutex(Set(assignments.indices))
    }

    /// The places that nobody has answered yet.
    var left: [Int] { open.withLock { $0.sorted() } }

    /// Answers a job, unless that has been done.
    func end(_ place: Int, _ outcome: Result<TaskResult, any Error>) async {
        guard open.withLock({ $0.remove(place) }) != nil else { return }
        await answer(place, outcome)
    }

    /// Does work for the batch, while jobs of it that are cancelled are answered at once: the others need not wait, nor
    /// do those that want to hear of the end.
    func watching<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, assignment) in assignments.enumerated() {
                group.addTask {
                    guard let reason = await assignment.cancellation.cancelled() else { return }
                    await self.end(place, .failure(WorkCancelled(reason: reason)))
                }
            }
            defer { group.cancelAll() }
            return try await work()
        }
    }

    /// Whether nobody wants any of the results.
    ///
    /// Asked by the threads that compute.
    var areAllCancelled: Bool { assignments.allSatisfy(\.cancellation.isCancelled) }
}
