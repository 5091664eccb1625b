public import API
import Foundation
import Mixtures
import Synchronization
import Words
public import Workers

/// Does what a closure does.
public struct ClosureExecutor: JobExecutor {
    private let body: @Sendable (JobTask, Assignment) async throws -> TaskResult

    public init(_ body: @escaping @Sendable (JobTask, Assignment) async throws -> TaskResult) {
        self.body = body
    }

    public func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult {
        try assignment.cancellation.check()
        return try await body(task, assignment)
    }
}

/// Notes which jobs come together, and ends them side by side as a closure says.
public final class BatchExecutor: JobExecutor {
    private let seen = Mutex<[[String]]>([])
    private let end: @Sendable (String, Assignment) async throws -> TaskResult

    /// - Parameter end: is given the id of the job.
    public init(end: @escaping @Sendable (String, Assignment) async throws -> TaskResult) {
        self.end = end
    }

    /// The ids of the jobs of each batch.
    public var batches: [[String]] { seen.withLock { $0 } }

    public func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult {
        try assignment.cancellation.check()
        return try await end(assignment.lease.job, assignment)
    }

    public func execute(_ batch: [(task: JobTask, assignment: Assignment)], answer: @escaping Answer) async {
        if !batch.isEmpty { seen.withLock { $0.append(batch.map(\.assignment.lease.job)) } }
        await withTaskGroup(of: Void.self) { group in
            for (place, work) in batch.enumerated() {
                group.addTask {
                    do {
                        await answer(place, .success(try await self.execute(work.task, for: work.assignment)))
                    } catch {
                        await answer(place, .failure(error))
                    }
                }
            }
        }
    }
}

extension LeaseResource {
    /// A lease of a task whose content nobody looks at.
    public static func sample(_ job: String, attempt: Int = 1, batch: String? = nil) -> LeaseResource {
        let task = EvaluationTask(
            members: [], tokenizer: .bytes, documents: TaskDocuments(blob: job, format: .text),
            way: ScoringWay(context: 8))
        return LeaseResource(
            job: job, attempt: attempt, leaseToken: "token-\(job)", deadline: Date(timeIntervalSince1970: 0),
            batch: batch, task: .evaluation(task))
    }
}

extension TaskResult {
    /// A result that nobody looks at.
    public static let sample = TaskResult.evaluation(
        EvaluationResult(domains: [], documents: .blob("blob"), kernelPath: "path"))
}
