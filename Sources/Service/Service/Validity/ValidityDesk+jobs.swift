import API
import Jobs
import Storage
import StrictJSON
import Words

extension ValidityDesk: JobSource {
    static var kind: JobKind { .validity }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let record = try transaction.pool(job.subject) else { throw TaskFault(subject: job.subject) }
        return .validity(try ValidityTask(record, in: transaction))
    }

    func complete(_ lease: LeaseKey, _ result: ValidityResult) async throws {
        try await finish(lease) { transaction, job in
            try Self.check(result, of: job.subject, in: transaction)
            try transaction.finishValidity(
                of: job.subject, members: result.members.map { .init(name: $0.partition, delta: $0.delta) },
                cosines: result.cosines.map { .init(first: $0.first, second: $0.second, cosine: $0.cosine) })
        }
    }

    /// A measurement must be of exactly the pool's partition models, and of every pair of them.
    private static func check(
        _ result: ValidityResult, of pool: Identifier, in transaction: Transaction
    ) throws {
        guard let record = try transaction.pool(pool) else { throw TaskFault(subject: pool) }
        let names = record.members.map(\.name)
        let place = JSONPointer.root.appending("result")
        let findings = Findings()
        if result.members.map(\.partition) != names {
            findings.add(
                place.appending("members"),
                "are \(result.members.map(\.partition).joined(separator: ", ")); expected \(names.joined(separator: ", "))"
            )
        }
        let pairs = names.indices.flatMap { first in
            names[(first + 1)...].map { [names[first], $0] }
        }
        if result.cosines.map({ [$0.first, $0.second] }) != pairs {
            findings.add(
                place.appending("cosines"),
                "are of \(result.cosines.count) pairs; expected each of the \(pairs.count) pairs once, in order of names"
            )
        }
        try findings.check()
    }
}

extension ValidityTask {
    fileprivate init(_ record: PoolRecord, in transaction: Transaction) throws {
        self.init(
            base: TaskCheckpoint(try transaction.existingCheckpoint(record.base)),
            models: try record.members.map { member in
                TaskModel(
                    partition: member.name,
                    checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(member.checkpoint)))
            })
    }
}
