import API
import Hashing
import Jobs
import Storage
import StrictJSON
import Words

/// A desk that has work for workers: what a job of its kind asks, and what is kept of what came of it.
protocol JobSource<Result>: Sendable {
    /// What a worker hands in.
    associatedtype Result

    static var kind: JobKind { get }
    var store: Store { get }
    var jobs: JobQueue { get }

    /// What a job asks a worker to do, put together from the records that it is about.
    ///
    /// - Throws: ``TaskFault`` when they are not whole.
    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask

    /// Checks a result, then keeps it by ``finish(_:keeping:)``.
    func complete(_ lease: LeaseKey, _ result: Result) async throws
}

extension JobSource {
    /// Ends a job and keeps what came of it, in one write that only the lease's holder can make.
    func finish(
        _ lease: LeaseKey, keeping keep: @escaping @Sendable (Transaction, JobRecord) throws -> Void
    ) async throws {
        _ = try await jobs.complete(lease) { transaction, job in
            guard job.kind == Self.kind else {
                throw Problem.field(
                    "/result/type", "is \"\(Self.kind.rawValue)\"; expected \"\(job.kind.rawValue)\"")
            }
            try keep(transaction, job)
        }
    }

    /// The digest of a blob that a result names, which must have been uploaded.
    func uploaded(_ hash: String, as field: String) async throws -> SHA256Digest {
        guard let digest = SHA256Digest(hex: hash), try await store.blobs.size(of: digest) != nil else {
            throw Problem.field("/result/\(field)", "the blob \(hash) is not there; upload it")
        }
        return digest
    }

    fileprivate func complete(_ lease: LeaseKey, anyResult: any Encodable) async throws {
        guard let result = anyResult as? Result else { throw Problem(.internalError) }
        try await complete(lease, result)
    }
}

/// The desks that have work for workers, one a kind of job.
struct JobSources: Sendable {
    private let sources: [JobKind: any JobSource]

    init(_ sources: [any JobSource]) {
        self.sources = Dictionary(sources.map { (type(of: $0).kind, $0) }) { first, _ in first }
    }

    /// The kinds of jobs that there is a desk for.
    var kinds: Set<JobKind> { Set(sources.keys) }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let source = sources[job.kind] else { throw TaskFault(subject: job.subject) }
        return try source.task(of: job, in: transaction)
    }

    func complete(_ lease: LeaseKey, _ result: TaskResult) async throws {
        guard let source = sources[result.content.kind] else { throw Problem(.internalError) }
        try await source.complete(lease, anyResult: result.content.result)
    }
}
