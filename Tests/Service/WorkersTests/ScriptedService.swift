import API
import Foundation
import Mixtures
import Words
import Workers

/// A service that hands out given leases, answers heartbeats as told, and remembers what a worker hands in.
actor ScriptedService: WorkService {
    private var leases: [[LeaseResource]]
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var observers:
        [(isMet: (ScriptedService.Record) -> Bool, continuation: CheckedContinuation<Record, Never>)] =
            []
    private(set) var record = Record()
    private var lost: Set<String> = []
    private var cancelled: Set<String> = []
    private var completionErrors: [any Error] = []
    private var leaseErrors: [any Error] = []
    private var heartbeatErrors: [any Error] = []
    private var registrationErrors: [any Error] = []

    struct Record: Sendable {
        var registrations: [WorkerRegistration] = []
        var heartbeats: [HeartbeatRequest] = []
        var completions: [CompletionRequest] = []
        var failures: [FailureRequest] = []
        var departures: [String] = []
        var requests: [LeaseRequest] = []
    }

    init(leases: [[LeaseResource]]) {
        self.leases = leases
    }

    func lose(_ job: String) { lost.insert(job) }
    func cancel(_ job: String) { cancelled.insert(job) }
    func failCompletions(_ errors: [any Error]) { completionErrors = errors }
    func failLeases(_ errors: [any Error]) { leaseErrors = errors }
    func failHeartbeats(_ errors: [any Error]) { heartbeatErrors = errors }
    func failRegistrations(_ errors: [any Error]) { registrationErrors = errors }

    /// Waits until what the worker did fulfils the condition.
    func wait(until isMet: @escaping @Sendable (Record) -> Bool) async -> Record {
        if isMet(record) { return record }
        return await withCheckedContinuation { observers.append((isMet, $0)) }
    }

    private func note(_ change: (inout Record) -> Void) {
        change(&record)
        let met = observers.filter { $0.isMet(record) }
        observers.removeAll { $0.isMet(record) }
        for observer in met { observer.continuation.resume(returning: record) }
    }

    func registerWorker(_ registration: WorkerRegistration) async throws -> WorkerResource {
        if !registrationErrors.isEmpty { throw registrationErrors.removeFirst() }
        note { $0.registrations.append(registration) }
        return WorkerResource(
            id: "work_1", name: registration.name, pid: registration.pid, host: registration.host,
            threads: registration.threads, kernelPath: registration.kernelPath, state: .alive, jobs: [],
            registeredAt: Date(timeIntervalSince1970: 0), seenAt: Date(timeIntervalSince1970: 0))
    }

    func lease(worker: String, _ request: LeaseRequest) async throws -> LeaseResponse {
        if !leaseErrors.isEmpty { throw leaseErrors.removeFirst() }
        note { $0.requests.append(request) }
        if !leases.isEmpty { return LeaseResponse(leases: leases.removeFirst(), leaseSeconds: 3) }
        // No more work: wait as a long poll does, until the worker breaks it off.
        let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in silence {}
        withExtendedLifetime(continuation) {}
        throw CancellationError()
    }

    func heartbeat(worker: String, _ request: HeartbeatRequest) async throws -> HeartbeatResponse {
        if !heartbeatErrors.isEmpty { throw heartbeatErrors.removeFirst() }
        note { $0.heartbeats.append(request) }
        let jobs = Set(request.leases.map(\.job))
        return HeartbeatResponse(
            lost: jobs.intersection(lost).sorted(), cancel: jobs.intersection(cancelled).sorted())
    }

    func complete(worker: String, _ request: CompletionRequest) async throws {
        if !completionErrors.isEmpty { throw completionErrors.removeFirst() }
        note { $0.completions.append(request) }
    }

    func fail(worker: String, _ request: FailureRequest) async throws {
        note { $0.failures.append(request) }
    }

    func leave(worker: String) async throws {
        note { $0.departures.append(worker) }
    }
}

/// Does what a closure does.
struct ClosureExecutor: JobExecutor {
    let body: @Sendable (JobTask, Assignment) async throws -> TaskResult

    func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult {
        try await body(task, assignment)
    }
}

extension LeaseResource {
    /// A lease of a task whose content no test here looks at.
    static func sample(_ job: String, attempt: Int = 1, batch: String? = nil) -> LeaseResource {
        let task = EvaluationTask(
            members: [], tokenizer: .bytes, documents: TaskDocuments(blob: job, format: .text),
            way: ScoringWay(context: 8))
        return LeaseResource(
            job: job, attempt: attempt, leaseToken: "token-\(job)", deadline: Date(timeIntervalSince1970: 0),
            batch: batch, task: .evaluation(task))
    }
}

extension TaskResult {
    static let sample = TaskResult.evaluation(EvaluationResult(domains: [], documentsBlob: "blob", kernelPath: "path"))
}
