public import API
import Client
import Foundation
public import Workers

/// A service in memory that keeps the contract of one: it hands jobs out, answers heartbeats, takes a result once.
///
/// A test scripts which leases come together, what goes wrong and what is lost, and sees what a worker handed in.
public actor ScriptedService: WorkService {
    /// What workers have told, in order.
    public struct Record: Sendable {
        public var registrations: [WorkerRegistration] = []
        public var heartbeats: [HeartbeatRequest] = []
        public var completions: [CompletionRequest] = []
        public var failures: [FailureRequest] = []
        public var departures: [String] = []
        public var requests: [LeaseRequest] = []
        /// Every call of `complete`, those that failed too.
        public var deliveries = 0
    }

    /// Calls whose next answers are errors.
    public enum Fault: Hashable, Sendable {
        case registering, leasing, heartbeat, completing
    }

    private var scripted: [[LeaseResource]]
    private var offered: [LeaseResource] = []
    private var held: [String: (worker: String, lease: LeaseResource)] = [:]
    private var workers: Set<String> = []
    private var lost: Set<String> = []
    private var cancelled: Set<String> = []
    private var faults: [Fault: [any Error]] = [:]
    private var jobs = 0
    private var waiting: [AsyncStream<Void>.Continuation] = []
    private var observers: [(isMet: (Record) -> Bool, continuation: CheckedContinuation<Record, Never>)] = []
    private var record = Record()
    private let holdsHeartbeats: Bool
    private var heldHeartbeats: [AsyncStream<Void>.Continuation] = []

    /// - Parameters:
    ///   - leases: each array comes in one answer, however few are asked for.
    ///   - holdsHeartbeats: whether a heartbeat that may wait does, until something is lost or cancelled.
    public init(leases: [[LeaseResource]] = [], holdsHeartbeats: Bool = false) {
        scripted = leases
        self.holdsHeartbeats = holdsHeartbeats
    }

    // MARK: For tests

    /// Queues jobs, which are leased as they are asked for.
    public func offer(_ count: Int) {
        for _ in 0..<count {
            jobs += 1
            offered.append(.sample("offered-\(jobs)"))
        }
        for continuation in waiting { continuation.finish() }
        waiting = []
    }

    /// Takes a job's lease away.
    public func lose(_ job: String) {
        lost.insert(job)
        answerHeartbeats()
    }

    /// Asks that a job be stopped.
    public func cancel(_ job: String) {
        cancelled.insert(job)
        answerHeartbeats()
    }

    /// Has the next calls fail, one with each error.
    public func fail(_ call: Fault, with errors: [any Error]) { faults[call] = errors }

    /// Waits until what the workers did fulfils the condition.
    public func wait(until isMet: @escaping @Sendable (Record) -> Bool) async -> Record {
        if isMet(record) { return record }
        return await withCheckedContinuation { observers.append((isMet, $0)) }
    }

    private func answerHeartbeats() {
        for continuation in heldHeartbeats { continuation.finish() }
        heldHeartbeats = []
    }

    private func note(_ change: (inout Record) -> Void) {
        change(&record)
        let met = observers.filter { $0.isMet(record) }
        observers.removeAll { $0.isMet(record) }
        for observer in met { observer.continuation.resume(returning: record) }
    }

    private func failIfScripted(_ call: Fault) throws {
        guard let error = faults[call]?.first else { return }
        faults[call]?.removeFirst()
        throw error
    }

    // MARK: For workers

    public func registerWorker(_ registration: WorkerRegistration) async throws -> WorkerResource {
        try failIfScripted(.registering)
        note { $0.registrations.append(registration) }
        let id = "work_\(record.registrations.count)"
        workers.insert(id)
        return WorkerResource(
            id: id, name: registration.name, pid: registration.pid, host: registration.host,
            threads: registration.threads, kernelPath: registration.kernelPath, state: .alive, jobs: [],
            registeredAt: Date(timeIntervalSince1970: 0), seenAt: Date(timeIntervalSince1970: 0))
    }

    public func lease(worker: String, _ request: LeaseRequest) async throws -> LeaseResponse {
        try failIfScripted(.leasing)
        guard workers.contains(worker) else { throw Self.problem(404, "not-found") }
        note { $0.requests.append(request) }
        if let known = request.held {
            for (job, entry) in held where entry.worker == worker && !known.contains(job) { giveBack(job, entry.lease) }
        }
        if let leases = take(request.max, for: worker) { return LeaseResponse(leases: leases, leaseSeconds: 3) }
        guard request.waitSeconds > 0 else { return LeaseResponse(leases: [], leaseSeconds: 3) }
        // Waits as a long poll does, until there is work or the worker breaks it off.
        let (silence, continuation) = AsyncStream.makeStream(of: Void.self)
        waiting.append(continuation)
        for await _ in silence {}
        try Task.checkCancellation()
        return LeaseResponse(leases: take(request.max, for: worker) ?? [], leaseSeconds: 3)
    }

    /// `nil` when there is no work.
    private func take(_ count: Int, for worker: String) -> [LeaseResource]? {
        let leases: [LeaseResource]
        if !scripted.isEmpty {
            leases = scripted.removeFirst()
        } else {
            leases = Array(offered.prefix(count))
            offered.removeFirst(leases.count)
        }
        for lease in leases { held[lease.job] = (worker, lease) }
        return leases.isEmpty ? nil : leases
    }

    public func heartbeat(worker: String, _ request: HeartbeatRequest) async throws -> HeartbeatResponse {
        try failIfScripted(.heartbeat)
        guard workers.contains(worker) else { throw Self.problem(404, "not-found") }
        note { $0.heartbeats.append(request) }
        let answer = answer(to: request)
        guard holdsHeartbeats, request.waitSeconds > 0, answer.isEmpty else { return answer }
        let (silence, continuation) = AsyncStream.makeStream(of: Void.self)
        heldHeartbeats.append(continuation)
        for await _ in silence {}
        try Task.checkCancellation()
        return self.answer(to: request)
    }

    private func answer(to request: HeartbeatRequest) -> HeartbeatResponse {
        let isHeld = { (lease: HeldLease) in
            self.held[lease.job]?.lease.leaseToken == lease.leaseToken && !self.lost.contains(lease.job)
        }
        let mine = request.leases.filter(isHeld).map(\.job)
        let lost = request.leases.filter { !isHeld($0) }.map(\.job)
        return HeartbeatResponse(lost: lost.sorted(), cancel: mine.filter(cancelled.contains).sorted())
    }

    public func complete(worker: String, _ request: CompletionRequest) async throws {
        note { $0.deliveries += 1 }
        try failIfScripted(.completing)
        try end(request.job, token: request.leaseToken)
        note { $0.completions.append(request) }
    }

    public func fail(worker: String, _ request: FailureRequest) async throws {
        try end(request.job, token: request.leaseToken)
        note { $0.failures.append(request) }
    }

    public func leave(worker: String) async throws {
        workers.remove(worker)
        for (job, entry) in held where entry.worker == worker { giveBack(job, entry.lease) }
        note { $0.departures.append(worker) }
    }

    private func giveBack(_ job: String, _ lease: LeaseResource) {
        held[job] = nil
        var lease = lease
        lease.attempt += 1
        lease.leaseToken += "-\(lease.attempt)"
        offered.append(lease)
    }

    private func end(_ job: String, token: String) throws {
        guard held[job]?.lease.leaseToken == token else { throw Self.problem(409, "lease-lost") }
        held[job] = nil
    }

    private static func problem(_ status: Int, _ type: String) -> ProblemResource {
        ProblemResource(type: "/problems/\(type)", title: type, status: status, detail: nil, errors: nil)
    }
}
