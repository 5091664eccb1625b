import API
import Jobs
import Storage
import StrictJSON
import Words

/// Cancels many jobs by what they have in common.
struct JobCancelling: Sendable {
    let store: Store
    let jobs: JobQueue
    let studies: StudyDesk

    /// Jobs that one transaction cancels at most, so that others wait for the writer no longer than a moment.
    static let piece = 200
    /// Jobs that are named at most.
    static let mostNamed = 100
}

extension JobCancelling {
    /// Cancels the jobs that are meant, or only counts them.
    ///
    /// A study's jobs are cancelled with the study, which would ask for others. What somebody else has asked for too
    /// goes on. Asking again changes nothing.
    func cancel(_ asked: JobCancellation) async throws -> JobCancellationResource {
        if let study = asked.study { return try await cancel(study: study, isDry: asked.dryRun) }
        let found = try await store.read { transaction in
            let pool = try asked.pool.map { try Self.identifier(.pool, $0, "/pool", transaction) }
            return try transaction.openJobs(
                OpenJobFilter(label: asked.label, pool: pool, kind: asked.kind, state: asked.state))
        }
        if !asked.dryRun {
            for start in stride(from: 0, to: found.jobs.count, by: Self.piece) {
                let piece = found.jobs[start..<min(start + Self.piece, found.jobs.count)]
                try await store.write { transaction in
                    for job in piece where try transaction.job(job)?.state.isFinal == false {
                        try jobs.cancelWithNeeds(job, in: transaction)
                    }
                }
            }
        }
        return JobCancellationResource(
            cancelled: found.jobs.count, shared: found.shared, jobs: found.jobs.prefix(Self.mostNamed).map(\.text))
    }

    private func cancel(study text: String, isDry: Bool) async throws -> JobCancellationResource {
        try await store.write { transaction in
            let id = try Self.identifier(.study, text, "/study", transaction)
            let found = try studies.openWork(of: id, in: transaction)
            if !isDry, try transaction.study(id)?.state == .running { _ = try studies.cancelStudy(id, in: transaction) }
            return JobCancellationResource(
                cancelled: found.jobs.count, shared: found.shared, jobs: found.jobs.prefix(Self.mostNamed).map(\.text))
        }
    }

    private static func identifier(
        _ kind: Identifier.Kind, _ text: String, _ pointer: String, _ transaction: Transaction
    ) throws -> Identifier {
        guard let id = try transaction.identifier(kind, for: text), try transaction.exists(id) else {
            throw Problem.field(pointer, try transaction.unknown(kind, text))
        }
        return id
    }
}
