import API
import Jobs
import Storage

/// Jobs: everything that is queued.
struct JobDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource

    /// A job with its attempts.
    func resource(_ id: Identifier) async throws -> JobResource {
        try await store.read { try resource(id, in: $0) }
    }

    /// Stops a job; asking again changes nothing.
    func cancel(_ id: Identifier, in transaction: Transaction) throws -> JobResource {
        try check(id, in: transaction)
        try jobs.cancel(id, in: transaction)
        return try resource(id, in: transaction)
    }

    /// Queues a job again that failed, was cancelled or expired.
    func retry(_ id: Identifier, in transaction: Transaction) throws -> JobResource {
        try check(id, in: transaction)
        try jobs.retry(id, in: transaction)
        return try resource(id, in: transaction)
    }

    private func check(_ id: Identifier, in transaction: Transaction) throws {
        guard try transaction.job(id) != nil else { throw Problem.notFound("job \"\(id)\"") }
    }

    private func resource(_ id: Identifier, in transaction: Transaction) throws -> JobResource {
        guard let record = try transaction.job(id) else { throw Problem.notFound("job \"\(id)\"") }
        return try JobResource(
            jobs.latest(record), attempts: transaction.attempts(of: id), needs: transaction.needs(of: id))
    }
}
