import API
import Foundation

@testable import Service

/// What a worker does.
extension ServiceBench {
    func registerWorker(_ name: String = "tester") async throws -> WorkerResource {
        let registration = WorkerRegistration(name: name, pid: 1, host: "here", threads: 1, kernelPath: "test")
        return try await expect(201, work("/v1/workers", registration))
    }

    func lease(_ worker: WorkerResource, max: Int = 1) async throws -> [LeaseResource] {
        let response: LeaseResponse = try await expect(
            200, work("/v1/workers/\(worker.id):lease", LeaseRequest(max: max)))
        return response.leases
    }

    func heartbeat(
        _ worker: WorkerResource, _ lease: LeaseResource, _ progress: JobProgress? = nil, stateBlob: String? = nil
    ) async throws -> HeartbeatResponse {
        let held = HeldLease(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, progress: progress,
            stateBlob: stateBlob)
        return try await expect(
            200, work("/v1/workers/\(worker.id):heartbeat", HeartbeatRequest(leases: [held])))
    }

    func complete(_ worker: WorkerResource, _ lease: LeaseResource, _ result: TaskResult) async throws -> Reply {
        let request = CompletionRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken, result: result)
        return try await work("/v1/workers/\(worker.id):complete", request)
    }

    /// A result that fits an evaluation set, with a chosen NLL in each domain.
    func result(for set: EvaluationSetResource, nll: Double = 10) async throws -> EvaluationResult {
        let domains = set.domains.map { domain in
            DomainSums(
                domain: domain.domain, documents: domain.documents, tokens: domain.bytes, words: 2,
                characters: domain.bytes, bytes: domain.bytes, nll: nll)
        }
        let blob = try await upload("{\"nll\":\(nll)}\n")
        return EvaluationResult(domains: domains, documents: .blob(blob), kernelPath: "test kernels")
    }

    /// Leases one evaluation and hands in a result.
    func scoreNext(_ worker: WorkerResource, on set: EvaluationSetResource, nll: Double = 10) async throws {
        guard let lease = try await lease(worker).first else { throw NothingLeased() }
        let reply = try await complete(worker, lease, .evaluation(try await result(for: set, nll: nll)))
        guard reply.status == 204 else { throw Unexpected(reply: reply) }
    }

    struct NothingLeased: Error {}
}
