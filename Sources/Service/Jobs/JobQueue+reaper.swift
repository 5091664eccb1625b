import Storage
import Words

/// What the reaper did in one round.
public struct Reaping: Hashable, Sendable {
    /// Attempts whose worker was not heard of until the deadline.
    public var lost = 0
    /// Jobs that ran longer than they may.
    public var expired = 0

    public init(lost: Int = 0, expired: Int = 0) {
        self.lost = lost
        self.expired = expired
    }
}

extension JobQueue {
    /// Ends attempts whose worker was not heard of in time, and jobs that ran longer than they may.
    ///
    /// It goes through the guard that workers go through: an attempt ends once, whoever is first.
    @discardableResult
    public func reap() async throws -> Reaping {
        let now = time.now()
        // As a rule there is nothing to end, and nothing to write.
        let isDue = try await store.read { transaction in
            try !transaction.jobsOverTime(at: now).isEmpty || !transaction.attemptsOverdue(at: now).isEmpty
        }
        guard isDue else { return Reaping() }
        return try await store.write { transaction in
            let now = self.time.now()
            var reaping = Reaping()
            for job in try transaction.jobsOverTime(at: now) {
                guard let attempt = try transaction.attemptUnderWay(at: job.id) else { continue }
                try self.expire(job, attempt, in: transaction)
                reaping.expired += 1
            }
            for attempt in try transaction.attemptsOverdue(at: now)
            where self.liveness.isOver(job: attempt.job, attempt: attempt.number, at: now) {
                let job = try self.existing(attempt.job, in: transaction)
                try self.lose(job, attempt, "its worker was not heard of until the deadline", in: transaction)
                reaping.lost += 1
            }
            return reaping
        }
    }

    private func expire(_ job: JobRecord, _ attempt: AttemptRecord, in transaction: Transaction) throws {
        let isCancelled = job.state == .cancelling
        let detail = "ran longer than \(job.timeLimitSeconds ?? 0) seconds"
        let failure = isCancelled ? nil : JobFailure(code: "time-limit", detail: detail)
        let end = AttemptEnd(outcome: isCancelled ? .cancelled : .expired, failure: failure)
        try change(job, by: .overran, attempt: attempt, end: end, reason: "time-limit", in: transaction) {
            $0.failure = failure
        }
        requestStop(of: attempt, cause: .overran, in: transaction)
    }

    /// Reaps again and again until the task is cancelled.
    ///
    /// - Parameters:
    ///   - interval: the time between two rounds.
    ///   - onError: what to do when a round fails; the next one is tried all the same.
    public func runReaper(every interval: Duration, onError: @Sendable (any Error) -> Void) async {
        while !Task.isCancelled {
            do { try await reap() } catch { onError(error) }
            do { try await clock.sleep(for: interval) } catch { return }
        }
    }
}
