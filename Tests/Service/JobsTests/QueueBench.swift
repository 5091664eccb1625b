import Foundation
import Jobs
import Storage
import TestSupport
import Words

/// A queue on a real store, with a clock that the test moves.
final class QueueBench: Sendable {
    let folder: TemporaryFolder
    let store: Store
    let queue: JobQueue
    let time = ManualTime()
    let identifiers: IdentifierSource

    /// - Parameter inMemory: whether the file system is one that syncs at no cost, where the machine has one.
    init(seed: UInt64 = 1, leaseSeconds: Int = 60, inMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let hasMemory = inMemory && FileManager.default.isWritableFile(atPath: memory)
        folder = hasMemory ? try TemporaryFolder(in: memory) : try TemporaryFolder()
        store = try folder.store()
        let entropy = SeededEntropy(seed)
        identifiers = IdentifierSource(time: time, entropy: entropy)
        var configuration = JobQueue.Configuration()
        configuration.leaseDuration = .seconds(leaseSeconds)
        queue = JobQueue(
            store: store, configuration: configuration, time: time, entropy: entropy, identifiers: identifiers)
    }

    /// Queues evaluations that nothing else belongs to.
    @discardableResult
    func enqueue(
        _ count: Int = 1, kind: JobKind = .evaluation, owner: String = "", batch: String? = nil, priority: Int = 0,
        maximumFailures: Int = 5, timeLimitSeconds: Int? = nil, needs: [Identifier] = []
    ) async throws -> [Identifier] {
        let jobs = (0..<count).map { _ in
            NewJob(
                kind: kind, subject: identifiers.next(kind == .evaluation ? .evaluation : .trainingRun), owner: owner,
                batch: batch, priority: priority, maximumFailures: maximumFailures, timeLimitSeconds: timeLimitSeconds,
                needs: needs)
        }
        return try await store.write { [queue] in try queue.enqueue(jobs, in: $0).map(\.id) }
    }

    func worker(_ name: String = "one") async throws -> Identifier {
        try await queue.register(
            WorkerDescription(name: name, host: "here", pid: 1, threads: 1, kernelPath: "test")
        ).id
    }

    func state(_ job: Identifier) async throws -> JobState? {
        try await store.read { try $0.job(job)?.state }
    }

    /// The states that a job has gone through.
    func history(_ job: Identifier) async throws -> [JobState] {
        try await store.read { try $0.transitions(of: job).map(\.to) }
    }

    func outcomes(_ job: Identifier) async throws -> [AttemptOutcome?] {
        try await store.read { try $0.attempts(of: job).map(\.outcome) }
    }
}
