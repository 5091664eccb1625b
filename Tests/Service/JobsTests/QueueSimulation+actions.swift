import Storage
import TestSupport

@testable import Jobs
import Words

extension QueueSimulation {
    func lease(_ worker: Int) async throws {
        let leases = try await queue.lease(worker: workers[worker].id, maximum: 1 + random.number(below: 3))
        for lease in leases {
            if live[lease.key.job] != nil { violations.append("\(lease.key.job) leased twice at once") }
            for needed in needs[lease.key.job] ?? [] where try await state(of: needed) != .succeeded {
                violations.append("\(lease.key.job) leased before \(needed), which it needs")
            }
            live[lease.key.job] = Live(
                key: lease.key, deadline: now.advanced(by: queue.configuration.leaseDuration), worker: worker)
            workers[worker].held.append(lease.key)
        }
    }

    func heartbeat(_ worker: Int) async throws {
        let held = workers[worker].held
        let heartbeats = held.map {
            Heartbeat(
                lease: $0, progress: random.number(below: 2) == 0 ? nil : 0.5, storesState: random.number(below: 4) == 0
            )
        }
        let answer = try await queue.heartbeat(worker: workers[worker].id, heartbeats)
        for heartbeat in heartbeats {
            let job = heartbeat.lease.job
            let isLive = live[job]?.key == heartbeat.lease
            let isTold = answer.lost.contains(job)
            // A worker may hold an old and a new lease on one job: then it is told of the old one.
            let holdsAnother = held.contains { $0.job == job && $0 != heartbeat.lease }
            if isLive, isTold, !holdsAnother { violations.append("\(job) is live but told to be lost") }
            if !isLive, !isTold { violations.append("\(job) is lost but not told") }
            guard isLive else { continue }
            live[job]?.deadline = now.advanced(by: queue.configuration.leaseDuration)
            if heartbeat.progress != nil, live[job]?.beganAt == nil { live[job]?.beganAt = now }
            if heartbeat.storesState, !cancelling.contains(job), rules.storedStatesForgive { losses[job] = 0 }
            if cancelling.contains(job) != answer.cancel.contains(job) {
                violations.append("\(job) is told wrongly of its cancellation")
            }
        }
    }

    /// Reports a result; sometimes keeps the lease, to report it again.
    func complete(_ worker: Int) async throws {
        guard let key = take(worker) else { return }
        let wasLive = live[key.job]?.key == key
        let wasCancelling = cancelling.contains(key.job)
        let applied = Counter()
        do {
            let completion = try await queue.complete(key) { _, _ in applied.increment() }
            if !wasLive { violations.append("\(key.job): a result of lost attempt \(key.attempt) was taken") }
            if wasCancelling == (completion == .succeeded) { violations.append("\(key.job): \(completion)") }
            end(key)
        } catch is LeaseLost {
            if wasLive { violations.append("\(key.job): attempt \(key.attempt) was live but refused") }
        } catch is JobRefusal {
            violations.append("\(key.job): a report went past the guard")
        }
        effects[key.job, default: 0] += applied.value
    }

    func fail(_ worker: Int) async throws {
        guard let key = take(worker) else { return }
        let wasLive = live[key.job]?.key == key
        do {
            try await queue.fail(
                key, JobFailure(code: "io", detail: ""), isRetryable: random.number(below: 3) > 0)
            if !wasLive { violations.append("\(key.job): a failure of lost attempt \(key.attempt) was taken") }
            end(key)
        } catch is LeaseLost {
            if wasLive { violations.append("\(key.job): attempt \(key.attempt) was live but refused") }
        } catch is JobRefusal {
            violations.append("\(key.job): a report went past the guard")
        }
    }

    func giveBack(_ worker: Int) async throws {
        guard let key = take(worker) else { return }
        do { try await queue.giveBack([key]) } catch is JobRefusal {
            violations.append("\(key.job): a report went past the guard")
        }
        if live[key.job]?.key == key { end(key) }
    }

    /// A worker dies; its next life may still report what the last one held.
    func die(_ worker: Int) async throws {
        let isDead = random.number(below: 2) == 0
        try await queue.workerEnded(workers[worker].id, isDead ? .died : .stopped)
        for lease in live.values where lease.worker == worker {
            if isDead { try await lose(lease.key) } else { end(lease.key) }
        }
        workers[worker].id = try await newWorker()
    }

    func reap() async throws {
        try await queue.reap()
        for lease in live.values {
            let limit = timeLimits[lease.key.job].map { lease.beganAt?.advanced(by: .seconds($0)) ?? nil } ?? nil
            if limit.map({ $0 <= now }) == true {
                end(lease.key)
            } else if lease.deadline <= now {
                try await lose(lease.key)
            }
        }
    }

    /// A worker is lost with a job: it is tried again, until that has happened too often with nothing stored between.
    private func lose(_ key: LeaseKey) async throws {
        let wasCancelling = cancelling.contains(key.job)
        end(key)
        guard !wasCancelling else { return }
        losses[key.job, default: 0] += 1
        let most = rules.lossesAreFailures ? 1 : queue.configuration.maximumLosses
        let expected: JobState = losses[key.job, default: 0] >= most ? .failed : .queued
        let found = try await state(of: key.job)
        guard found != expected else { return }
        violations.append(
            "\(key.job) is \(found?.rawValue ?? "gone") after \(losses[key.job] ?? 0) lost workers; expected \(expected)"
        )
    }

    func cancel() async throws {
        let job = jobs[random.number(below: jobs.count)]
        do {
            let state = try await queue.cancel(job).state
            if state == .cancelling { cancelling.insert(job) } else if let lease = live[job] { end(lease.key) }
        } catch is JobRefusal {}
    }

    func retry() async throws {
        let job = jobs[random.number(below: jobs.count)]
        do {
            try await queue.retry(job)
            losses[job] = 0
        } catch is JobRefusal {}
    }

    private func take(_ worker: Int) -> LeaseKey? {
        let held = workers[worker].held
        guard !held.isEmpty else { return nil }
        let index = random.number(below: held.count)
        if random.number(below: 8) > 0 { workers[worker].held.remove(at: index) }
        return held[index]
    }

    private func end(_ key: LeaseKey) {
        live[key.job] = nil
        cancelling.remove(key.job)
    }

    /// Holds what is stored at the end against the rules.
    func checkLogs() async throws {
        for job in jobs {
            let (record, transitions, attempts) = try await store.read {
                (try $0.job(job), try $0.transitions(of: job), try $0.attempts(of: job))
            }
            let count = effects[job] ?? 0
            var open = 0
            for needed in needs[job] ?? [] where try await state(of: needed) != .succeeded { open += 1 }
            if record?.openNeeds != open { violations.append("\(job) waits for \(record?.openNeeds ?? -1) of \(open)") }
            if count != (record?.state == .succeeded ? 1 : 0) {
                violations.append("\(job) is \(record?.state.rawValue ?? "gone") with \(count) results")
            }
            if transitions.map(\.sequence) != Array(1...max(1, transitions.count)) {
                violations.append("\(job) has gaps in its log")
            }
            for (before, after) in zip(transitions, transitions.dropFirst()) {
                let isPossible = JobOccurrence.allCases.contains { before.to.after($0) == after.to }
                if after.from != before.to || !isPossible {
                    violations.append("\(job) went from \(before.to) to \(after.to)")
                }
            }
            if attempts.map(\.number) != Array(0..<attempts.count).map({ $0 + 1 }) {
                violations.append("\(job) has gaps in its attempts")
            }
            let successes = attempts.filter { $0.outcome == .succeeded }.count
            if successes != count || attempts.contains(where: { $0.outcome == nil }) {
                violations.append("\(job) has attempts that did not end, or not as it did")
            }
        }
    }
}
