public import API
import Synchronization
public import TestSupport
public import Workers

/// An executor with tasks that it can do, and one that it cannot.
public struct ExecutorSubject: Sendable {
    let executor: any JobExecutor
    let good: [JobTask]
    let bad: JobTask

    /// - Parameter good: at least two, which may be done together.
    public init(_ executor: any JobExecutor, good: [JobTask], bad: JobTask) {
        self.executor = executor
        self.good = good
        self.bad = bad
    }

    func alone(_ task: JobTask) async throws -> TaskResult {
        try await executor.execute(task, for: Assignment(lease: .sample("alone")))
    }

    /// The answers to a batch, by place; each place must be answered once.
    func together(
        _ tasks: [JobTask], _ prepare: (Int, Assignment) -> Void = { _, _ in }
    ) async throws -> [Result<TaskResult, any Error>] {
        let answers = Mutex<[(place: Int, outcome: Result<TaskResult, any Error>)]>([])
        let work = tasks.enumerated().map { place, task in
            let assignment = Assignment(lease: .sample("job-\(place)"))
            prepare(place, assignment)
            return (task: task, assignment: assignment)
        }
        await executor.execute(work) { place, outcome in answers.withLock { $0.append((place, outcome)) } }
        let sorted = answers.withLock { $0.sorted { $0.place < $1.place } }
        try demandEqual(sorted.map(\.place), Array(tasks.indices))
        return sorted.map(\.outcome)
    }
}

/// What every ``JobExecutor`` does.
public let executorContract: [Clause<ExecutorSubject>] = [
    Clause("a task has the same result each time") { subject in
        let task = subject.good[0]
        try demandEqual(try await subject.alone(task), try await subject.alone(task))
    },
    Clause("work that was cancelled ends as cancelled") { subject in
        let assignment = Assignment(lease: .sample("job"))
        assignment.cancellation.cancel(.cancelled)
        let error = try await demandError("cancelled work") {
            try await subject.executor.execute(subject.good[0], for: assignment)
        }
        try demand(error is WorkCancelled, "saw \(error)")
    },
    Clause("what cannot be done is an error that says why") { subject in
        let error = try await demandError("the task") { try await subject.alone(subject.bad) }
        let words = WorkError(of: error)
        try demand(words.code != "failed" && !words.detail.isEmpty, "saw \(words)")
    },
    Clause("a batch without tasks is answered by nothing") { subject in
        try demandEqual(try await subject.together([]).count, 0)
    },
    Clause("each task of a batch has the result that it has alone") { subject in
        for (task, outcome) in zip(subject.good, try await subject.together(subject.good)) {
            try demandEqual(try outcome.get(), try await subject.alone(task))
        }
    },
    Clause("a task that cannot be done takes no other of its batch along") { subject in
        let outcomes = try await subject.together([subject.bad] + subject.good)
        _ = try await demandError("the bad task") { try outcomes[0].get() }
        for outcome in outcomes.dropFirst() { _ = try outcome.get() }
    },
    Clause("a cancelled task of a batch takes no other along") { subject in
        let outcomes = try await subject.together(subject.good) { place, assignment in
            if place == 0 { assignment.cancellation.cancel(.cancelled) }
        }
        let error = try await demandError("the cancelled task") { try outcomes[0].get() }
        try demand(error is WorkCancelled, "saw \(error)")
        for outcome in outcomes.dropFirst() { _ = try outcome.get() }
    },
    Clause("a batch that nobody wants is answered as cancelled") { subject in
        for outcome in try await subject.together(subject.good, { $1.cancellation.cancel(.lost) }) {
            let error = try await demandError("a task") { try outcome.get() }
            try demandEqual((error as? WorkCancelled)?.reason, .lost)
        }
    },
]
