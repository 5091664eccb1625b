import Foundation
import Hashing
import Jobs
import Storage
import Words

/// A store with as many evaluations, queued jobs and ended jobs as a long-running service has.
final class FilledStore: Sendable {
    let store: Store
    let queue: JobQueue
    let worker: Identifier
    /// One that has asked for every evaluation, and one that has asked for none.
    let pools: [Identifier]
    let set: Identifier
    private static let piece = 1_000

    /// - Parameters:
    ///   - folder: of the store; made here.
    ///   - count: of evaluations with jobs that have ended, and of queued jobs.
    ///   - studies: running ones, each with a trial and a step that it waits for.
    init(folder: String, count: Int, studies: Int) async throws {
        let time = SystemTimeSource()
        let identifiers = IdentifierSource()
        let store = try Store(folder: folder)
        let now = time.now()
        let queue = JobQueue(store: store)
        (self.store, self.queue) = (store, queue)
        worker = try await queue.register(
            WorkerDescription(name: "bench", host: "here", pid: 1, threads: 1, kernelPath: "none")
        ).id
        let base = CheckpointRecord(
            id: identifiers.next(.checkpoint), name: "base", hash: SHA256.hash("base".utf8), modelType: "llama",
            parameters: 1, vocabularySize: 257, context: 64, files: [], createdAt: now)
        let set = EvaluationSetRecord(
            id: identifiers.next(.evaluationSet), name: "set", corpus: "default", blob: SHA256.hash("set".utf8),
            format: .jsonLines, documents: 1, bytes: 1, documentsHash: SHA256.hash("documents".utf8),
            domains: [.init(domain: "law", documents: 1, bytes: 1)], createdAt: now)
        let pools = ["asks", "silent"].map { name in
            PoolRecord(
                id: identifiers.next(.pool), name: name, base: base.id, tokenizer: "bytes", tokenizerHash: "bytes-256",
                members: [], createdAt: now)
        }
        self.set = set.id
        self.pools = pools.map(\.id)
        try await store.write { transaction in
            try transaction.insert(base)
            try transaction.insert(set)
            for pool in pools { try transaction.insert(pool) }
        }
        let filling = Filling(identifiers: identifiers, pool: pools[0].id, set: set.id, now: now)
        for start in stride(from: 0, to: count, by: Self.piece) {
            let numbers = start..<min(start + Self.piece, count)
            try await store.write { transaction in
                for number in numbers { _ = try filling.evaluation(number, .succeeded, in: transaction) }
                let jobs = numbers.map { _ in
                    NewJob(
                        kind: .evaluation, subject: identifiers.next(.evaluation), owner: "bench", maximumFailures: 5)
                }
                _ = try queue.enqueue(jobs, in: transaction)
            }
        }
        try await store.write { transaction in
            for number in 0..<studies { try filling.study(number, evaluations: count + number, in: transaction) }
        }
    }
}

/// What a store is filled with.
private struct Filling: Sendable {
    let identifiers: IdentifierSource
    let pool: Identifier
    let set: Identifier
    let now: Timestamp

    func evaluation(_ number: Int, _ state: JobState, in transaction: Transaction) throws -> Identifier {
        let id = identifiers.next(.evaluation)
        let job = try job(id, .evaluation, state, in: transaction)
        try transaction.insert(
            EvaluationRecord(
                id: id, key: SHA256.hash("\(number)".utf8), pool: pool, evaluationSet: set, candidate: Data("{}".utf8),
                label: "bench", job: job, state: state, createdAt: now))
        return id
    }

    /// A study that waits for a trial and a step.
    func study(_ number: Int, evaluations: Int, in transaction: Transaction) throws {
        let id = identifiers.next(.study)
        try transaction.insert(
            StudyRecord(
                id: id, name: "study \(number)", pool: pool, evaluationSet: set, definition: Data("{}".utf8),
                isDue: false, createdAt: now))
        try transaction.insert(
            StudyTrialRecord(
                study: id, number: 1, trial: Data("{}".utf8),
                evaluation: try evaluation(evaluations, .running, in: transaction), createdAt: now))
        try transaction.insert(
            StudyStepRecord(
                study: id, number: 1, step: Data("{}".utf8), job: try job(id, .study, .running, in: transaction),
                createdAt: now), input: Data("{}".utf8))
    }

    private func job(
        _ subject: Identifier, _ kind: JobKind, _ state: JobState, in transaction: Transaction
    ) throws -> Identifier {
        let record = JobRecord(
            id: identifiers.next(.job), kind: kind, subject: subject, owner: "bench", state: state, notBefore: now,
            createdAt: now)
        try transaction.insert(record)
        return record.id
    }
}
