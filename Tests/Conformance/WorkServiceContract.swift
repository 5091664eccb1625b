public import API
import Client
public import TestSupport
public import Workers

/// A service for workers, and what happens on its other side.
public struct WorkServiceSubject: Sendable {
    let service: any WorkService
    let offer: @Sendable (_ count: Int) async throws -> Void
    let cancel: @Sendable (_ job: String) async throws -> Void
    let result: @Sendable (LeaseResource) async throws -> TaskResult

    /// - Parameters:
    ///   - offer: queues so many jobs.
    ///   - cancel: asks that a job be stopped.
    ///   - result: a result that fits a job.
    public init(
        _ service: any WorkService, offer: @escaping @Sendable (_ count: Int) async throws -> Void,
        cancel: @escaping @Sendable (_ job: String) async throws -> Void,
        result: @escaping @Sendable (LeaseResource) async throws -> TaskResult
    ) {
        self.service = service
        self.offer = offer
        self.cancel = cancel
        self.result = result
    }

    func register(_ name: String) async throws -> String {
        let registration = WorkerRegistration(name: name, pid: 1, host: "here", threads: 1, kernelPath: "test")
        return try await service.registerWorker(registration).id
    }

    func lease(_ worker: String, max: Int = 1, held: [String]? = nil) async throws -> [LeaseResource] {
        try await service.lease(worker: worker, LeaseRequest(max: max, held: held)).leases
    }

    /// A worker with a job.
    func busy(_ name: String = "worker") async throws -> (worker: String, lease: LeaseResource) {
        let worker = try await register(name)
        try await offer(1)
        guard let lease = try await lease(worker).first else { throw ContractBroken("no job is leased") }
        return (worker, lease)
    }

    func complete(_ worker: String, _ lease: LeaseResource) async throws {
        try await service.complete(
            worker: worker,
            CompletionRequest(
                job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, result: result(lease)))
    }

    func heartbeat(
        _ worker: String, _ lease: LeaseResource, wait: Double = 0
    ) async throws -> HeartbeatResponse {
        let held = HeldLease(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken,
            progress: JobProgress(completed: 1, total: 2))
        return try await service.heartbeat(worker: worker, HeartbeatRequest(leases: [held], waitSeconds: wait))
    }

    func expectStatus(_ statuses: Set<Int>, _ attempt: String, _ body: () async throws -> Void) async throws {
        let error = try await demandError(attempt, body)
        guard let problem = error as? ProblemResource, statuses.contains(problem.status) else {
            throw ContractBroken("\(attempt): expected one of \(statuses.sorted()), saw \(error)")
        }
    }
}

/// What every ``WorkService`` does.
public let workServiceContract: [Clause<WorkServiceSubject>] = leaseClauses + reportClauses

private let leaseClauses: [Clause<WorkServiceSubject>] = [
    Clause("a registered worker has an id and its name") { subject in
        let registration = WorkerRegistration(name: "w", pid: 1, host: "here", threads: 1, kernelPath: "test")
        let worker = try await subject.service.registerWorker(registration)
        try demand(!worker.id.isEmpty, "the id is empty")
        try demandEqual(worker.name, "w")
    },
    Clause("a job is one worker's at a time") { subject in
        let (worker, lease) = try await subject.busy()
        let other = try await subject.register("other")
        try demandEqual(try await subject.lease(other), [])
        try demandEqual(try await subject.lease(worker), [])
        try demandEqual(lease.attempt, 1)
    },
    Clause("no more jobs are leased than were asked for") { subject in
        let worker = try await subject.register("worker")
        try await subject.offer(3)
        let first = try await subject.lease(worker, max: 2)
        let rest = try await subject.lease(worker, max: 2)
        try demandEqual([first.count, rest.count], [2, 1])
        try demandEqual(Set((first + rest).map(\.job)).count, 3)
    },
    Clause("a worker that waits gets work that comes later") { subject in
        let worker = try await subject.register("worker")
        async let leases = subject.service.lease(worker: worker, LeaseRequest(max: 1, waitSeconds: 30)).leases
        try await subject.offer(1)
        try demandEqual(try await leases.count, 1)
    },
    Clause("asking for work ends when its task is cancelled") { subject in
        let worker = try await subject.register("worker")
        let asking = Task { try await subject.service.lease(worker: worker, LeaseRequest(max: 1, waitSeconds: 30)) }
        asking.cancel()
        _ = try await demandError("a cancelled request") { try await asking.value }
    },
    Clause("a worker that nobody knows gets no work") { subject in
        try await subject.expectStatus([404, 409], "leasing") {
            _ = try await subject.lease("work_00000000000000000000000000")
        }
    },
    Clause("what a worker leaves behind is leased again, as another attempt") { subject in
        let (worker, lease) = try await subject.busy()
        try await subject.service.leave(worker: worker)
        let other = try await subject.register("other")
        let again = try await subject.lease(other)
        try demandEqual(again.map(\.job), [lease.job])
        try demandEqual(again.map(\.attempt), [2])
        try demand(again.first?.leaseToken != lease.leaseToken, "the token is the old one")
    },
    Clause("a lease that never reached its worker is leased again") { subject in
        let (worker, lease) = try await subject.busy()
        try demandEqual(try await subject.lease(worker, held: [lease.job]), [])
        let again = try await subject.lease(worker, held: [])
        try demandEqual(again.map(\.job), [lease.job])
        try demandEqual(again.map(\.attempt), [2])
        try await subject.expectStatus([409], "handing in") { try await subject.complete(worker, lease) }
    },
    Clause("a worker that has left gets no work") { subject in
        let (worker, _) = try await subject.busy()
        try await subject.service.leave(worker: worker)
        try await subject.expectStatus([404, 409], "leasing") { _ = try await subject.lease(worker) }
    },
]

private let reportClauses: [Clause<WorkServiceSubject>] = [
    Clause("a heartbeat of a lease that is held loses and stops nothing") { subject in
        let (worker, lease) = try await subject.busy()
        let answer = try await subject.heartbeat(worker, lease)
        try demandEqual(answer.lost + answer.cancel, [])
    },
    Clause("a heartbeat says which leases are another's") { subject in
        var (worker, lease) = try await subject.busy()
        lease.leaseToken = String(repeating: "0", count: lease.leaseToken.count)
        try demandEqual(try await subject.heartbeat(worker, lease).lost, [lease.job])
    },
    Clause("a heartbeat says which jobs are to be stopped") { subject in
        let (worker, lease) = try await subject.busy()
        _ = try await subject.heartbeat(worker, lease)
        try await subject.cancel(lease.job)
        try demandEqual(try await subject.heartbeat(worker, lease).cancel, [lease.job])
    },
    Clause("a heartbeat that waits is answered when a job is to be stopped") { subject in
        let (worker, lease) = try await subject.busy()
        _ = try await subject.heartbeat(worker, lease)
        async let answer = subject.heartbeat(worker, lease, wait: 30)
        try await subject.cancel(lease.job)
        try demandEqual(try await answer.cancel, [lease.job])
    },
    Clause("a heartbeat that waits ends when its task is cancelled") { subject in
        let (worker, lease) = try await subject.busy()
        let asking = Task { try? await subject.heartbeat(worker, lease, wait: 30) }
        asking.cancel()
        _ = await asking.value
    },
    Clause("a result is taken once; then the lease is no more") { subject in
        let (worker, lease) = try await subject.busy()
        try await subject.complete(worker, lease)
        try await subject.expectStatus([409], "handing in again") { try await subject.complete(worker, lease) }
        try demandEqual(try await subject.lease(worker), [])
        try demandEqual(try await subject.heartbeat(worker, lease).lost, [lease.job])
    },
    Clause("a result under another token is refused, and the lease goes on") { subject in
        let (worker, lease) = try await subject.busy()
        var forged = lease
        forged.leaseToken = String(repeating: "0", count: lease.leaseToken.count)
        try await subject.expectStatus([409], "handing in") { try await subject.complete(worker, forged) }
        try await subject.complete(worker, lease)
    },
    Clause("a failure that no retry cures is the end of its job") { subject in
        let (worker, lease) = try await subject.busy()
        let failure = FailureRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken,
            error: WorkError(code: "text-empty", detail: "line 3 is empty", retryable: false))
        try await subject.service.fail(worker: worker, failure)
        try demandEqual(try await subject.lease(worker), [])
        try await subject.expectStatus([409], "handing in") { try await subject.complete(worker, lease) }
    },
]
