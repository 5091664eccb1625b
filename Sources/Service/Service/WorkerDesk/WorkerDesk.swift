import API
import Foundation
import Hashing
import Jobs
import Logging
import Storage
import StrictJSON
import Words

/// What workers are handed, and what they hand in.
struct WorkerDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let logger: Logger
    let token: WorkerToken
    let sources: JobSources
    let states: SupersededStates
}

extension WorkerDesk {
    /// Hands out jobs with all that is needed to do them.
    ///
    /// - Parameter seconds: how long to wait for the first, of what the worker asked for.
    func lease(_ body: LeaseRequest, worker: Identifier, waiting seconds: Double) async throws -> LeaseResponse {
        let leases = try await jobs.lease(
            worker: worker, maximum: body.max, together: body.together, wait: .seconds(seconds),
            held: body.held.map { Set($0.compactMap { try? Identifier($0, of: .job) }) })
        var resources: [LeaseResource] = []
        for lease in leases {
            do {
                let task = try await store.read { try sources.task(of: lease.job, in: $0) }
                resources.append(
                    LeaseResource(
                        job: lease.job.id.text, attempt: lease.key.attempt, leaseToken: lease.key.token,
                        deadline: lease.deadline.date, batch: lease.job.batch, task: task))
            } catch {
                try await withdraw(lease, because: error)
            }
        }
        let duration = jobs.configuration.leaseDuration
        return LeaseResponse(leases: resources, leaseSeconds: Double(duration.components.seconds))
    }

    /// Takes back a lease whose task could not be read, so that it does not hold up the others.
    ///
    /// A record that cannot be understood fails the job for good. Whatever else went wrong, such as a database that
    /// could not be opened for want of descriptors, may pass: the job waits again, unharmed.
    private func withdraw(_ lease: Lease, because error: any Error) async throws {
        logger.error("job cannot be handed out", metadata: ["job": "\(lease.job.id)", "error": "\(error)"])
        if Self.isLasting(error) {
            try await jobs.fail(
                lease.key, JobFailure(code: "task-unreadable", detail: "\(error)"), isRetryable: false)
        } else {
            try await jobs.giveBack([lease.key])
        }
    }

    /// Whether reading the same records again would end in the same way.
    private static func isLasting(_ error: any Error) -> Bool {
        error is TaskFault || error is WordMismatch || error is DecodingError
    }

    /// Hears of a worker's leases, and keeps what it tells of them.
    ///
    /// - Parameter seconds: how long to wait for something to say, of what the worker asked for.
    func heartbeat(
        _ body: HeartbeatRequest, worker: Identifier, waiting seconds: Double
    ) async throws -> HeartbeatResponse {
        try await checkStateBlobs(body)
        var held: [LeaseKey: HeldLease] = [:]
        let heartbeats = body.leases.map { lease in
            let key = LeaseKey(lease)
            held[key] = lease
            return Heartbeat(
                lease: key, progress: lease.progress?.share, hasReport: lease.hasReport,
                storesState: lease.stateBlob != nil)
        }
        let (told, states) = (held, states)
        let answer = try await jobs.heartbeat(
            worker: worker, heartbeats, wait: .seconds(seconds)
        ) { transaction, heartbeat, job in
            guard job.kind == .training, let lease = told[heartbeat.lease] else { return }
            let losses = lease.progress?.losses ?? []
            let superseded = try transaction.recordTrainingProgress(
                job.subject, resumeBlob: lease.stateBlob.flatMap { SHA256Digest(hex: $0) },
                losses: losses.map { .init(step: $0.step, loss: $0.loss) })
            states.replaced(superseded, of: job.subject, in: transaction)
        }
        return HeartbeatResponse(lost: answer.lost.map(\.text), cancel: answer.cancel.map(\.text))
    }

    /// Takes a result: checked first, then kept in the one transaction that ends the job.
    func complete(_ body: CompletionRequest) async throws {
        let lease = LeaseKey(job: body.job, attempt: body.attempt, token: body.leaseToken)
        try await sources.complete(lease, body.result)
    }

    /// Takes a worker's word that it failed, or stopped as it was asked to.
    func fail(_ body: FailureRequest) async throws {
        let key = LeaseKey(job: body.job, attempt: body.attempt, token: body.leaseToken)
        try await jobs.fail(
            key, JobFailure(code: body.error.code, detail: body.error.detail), isRetryable: body.error.retryable)
    }

    private func checkStateBlobs(_ body: HeartbeatRequest) async throws {
        let findings = Findings()
        for (index, lease) in body.leases.enumerated() {
            guard let hash = lease.stateBlob, let digest = SHA256Digest(hex: hash),
                try await store.blobs.size(of: digest) == nil
            else { continue }
            let place = JSONPointer.root.appending("leases").appending(index).appending("state_blob")
            findings.add(place, "the blob \(hash) is not there; upload it")
        }
        try findings.check()
    }
}

extension HeldLease {
    /// Whether the worker tells more than how far it is: losses, or a state from which to go on.
    fileprivate var hasReport: Bool {
        stateBlob != nil || !(progress?.losses ?? []).isEmpty
    }
}

extension LeaseKey {
    init(_ lease: HeldLease) {
        self.init(job: lease.job, attempt: lease.attempt, token: lease.leaseToken)
    }

    /// A key as a worker spells it; what is no job's id belongs to no lease.
    init(job: String, attempt: Int, token: String) {
        let id = (try? Identifier(job, of: .job)) ?? Identifier.first(of: .job, at: Storage.Timestamp(milliseconds: 0))
        self.init(job: id, attempt: attempt, token: token)
    }
}

extension JobProgress {
    /// The share that is done, 0 to 1.
    var share: Double {
        total > 0 ? min(1, Double(completed) / Double(total)) : 0
    }
}
