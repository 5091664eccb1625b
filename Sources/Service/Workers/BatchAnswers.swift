import API
import Synchronization

/// What became of the jobs of a batch: each is answered once, whoever finds its end first.
final class BatchAnswers: Sendable {
    private let assignments: [Assignment]
    private let answer: JobExecutor.Answer
    private let open: Mutex<Set<Int>>
    /// Cancelled jobs that have been told of.
    private let noted = Mutex<Set<Int>>([])
    private let cancelled: AsyncStream<Int>
    private let note: AsyncStream<Int>.Continuation

    init(_ assignments: [Assignment], answer: @escaping JobExecutor.Answer) {
        self.assignments = assignments
        self.answer = answer
        open = Mutex(Set(assignments.indices))
        (cancelled, note) = AsyncStream.makeStream(of: Int.self)
    }

    /// The places that nobody has answered yet.
    var left: [Int] { open.withLock { $0.sorted() } }

    /// Answers a job, unless that has been done.
    func end(_ place: Int, _ outcome: Result<TaskResult, any Error>) async {
        guard open.withLock({ $0.remove(place) }) != nil else { return }
        await answer(place, outcome)
    }

    /// Does work for the batch, while jobs of it that are cancelled are answered at once: the others need not wait, nor do
    /// those that want to hear of the end.
    ///
    /// - Parameter work: asks ``areAllCancelled`` often.
    func watching<Value>(_ work: () async throws -> Value) async rethrows -> Value {
        async let answered: Void = answerCancelled()
        do {
            let value = try await work()
            note.finish()
            await answered
            return value
        } catch {
            note.finish()
            await answered
            throw error
        }
    }

    /// Whether nobody wants any of the results; hears of those that are not wanted any more.
    ///
    /// Asked by the threads that compute.
    var areAllCancelled: Bool {
        let news = noted.withLock { noted in
            assignments.indices.filter { assignments[$0].cancellation.isCancelled && noted.insert($0).inserted }
        }
        for place in news { note.yield(place) }
        return noted.withLock { $0.count == assignments.count }
    }

    private func answerCancelled() async {
        for await place in cancelled {
            guard let reason = assignments[place].cancellation.reason else { continue }
            await end(place, .failure(WorkCancelled(reason: reason)))
        }
    }
}
