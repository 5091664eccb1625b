import API
import HTTPTypes
import Jobs
import Mixtures
import Storage
import StrictJSON
import Words

/// Whether merges of a pool can be believed: displacements, cosines and loss barriers.
struct ValidityDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let attempts: Int
    let admission: Admission
    let evaluations: EvaluationDesk
    let warnings: PoolWarningReader
}

extension ValidityDesk {
    /// Queues the measurement of a pool's validity, unless it is known or under way.
    ///
    /// A measurement that failed or expired is queued again; one that was cancelled is only `again`.
    func measureValidity(of pool: Identifier, again: Bool = false, in transaction: Transaction) throws {
        if let record = try transaction.validity(of: pool) {
            if record.state.mayBeQueuedAgain(again) { try jobs.retry(record.job, in: transaction) }
            return
        }
        let job = try jobs.enqueue(
            NewJob(kind: .validity, subject: pool, owner: pool.text, maximumFailures: attempts),
            in: transaction)
        try transaction.insert(ValidityRecord(pool: pool, job: job.id, createdAt: time.now()))
    }

    /// The answer to whoever asks for a pool's validity to be measured, and perhaps for its barriers on an evaluation
    /// set.
    func answer(
        toValidityOf pool: Identifier, _ creation: ValidityCreation, _ barriers: BarrierMaterial?,
        in transaction: Transaction
    ) throws -> Answer {
        guard try transaction.pool(pool) != nil else { throw Problem.notFound("pool \"\(pool)\"") }
        if try transaction.validity(of: pool) == nil { try admission.admit(1, in: transaction) }
        try measureValidity(of: pool, again: creation.again, in: transaction)
        if let barriers { try measureBarriers(of: pool, barriers, again: creation.again, in: transaction) }
        let resource = try validity(of: pool, in: transaction)
        let isKnown = resource.state.isFinal && resource.barriers.allSatisfy { $0.lacking == 0 }
        return try Answer(isKnown ? .ok : .accepted, location: "/v1/pools/\(pool)/validity", resource)
    }

    /// A pool's validity as it is shown.
    func validity(of pool: Identifier, in transaction: Transaction) throws -> ValidityResource {
        guard let view = try PoolView(pool, in: transaction) else { throw Problem.notFound("pool \"\(pool)\"") }
        guard let record = try transaction.validity(of: pool) else {
            throw Problem(
                .notFound,
                "The validity of \(pool) has not been asked for; POST /v1/pools/\(pool)/validity measures it.")
        }
        let job = try transaction.job(record.job)
        let barriers = try transaction.setsOfRequestedBarriers(of: pool).map { set in
            try warnings.barriers(of: view, on: set, in: transaction)
        }
        return ValidityResource(
            pool: pool.text, state: record.state, job: record.job.text,
            members: record.members.map { MemberDisplacement(partition: $0.name, delta: $0.delta) },
            cosines: record.matrix, generalShare: view.record.generalShare, barriers: barriers,
            warnings: PoolWarnings.of(view.record, record) + barriers.flatMap(PoolWarnings.of),
            error: job?.failure.map { WorkError($0) }, createdAt: record.createdAt.date,
            finishedAt: job?.finishedAt?.date)
    }
}

extension ValidityRecord {
    /// The cosines as a symmetric matrix in the order of the members, 1 on the diagonal of those that have moved.
    fileprivate var matrix: [[Double?]] {
        guard !members.isEmpty else { return [] }
        let place = Dictionary(members.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        var rows = members.indices.map { row in
            members.indices.map { column in row == column && members[row].delta > 0 ? 1 : nil as Double? }
        }
        for pair in cosines {
            guard let first = place[pair.first], let second = place[pair.second] else { continue }
            rows[first][second] = pair.cosine
            rows[second][first] = pair.cosine
        }
        return rows
    }
}
