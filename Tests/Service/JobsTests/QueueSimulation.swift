import Storage
import TestSupport

@testable import Jobs
import Words

/// One schedule of a queue with workers that stall, die and come back late, with cancellations and retries.
///
/// A model beside it knows which lease is live. Whatever the queue does otherwise is a violation.
final class QueueSimulation {
    /// What the model knows of a live lease.
    struct Live {
        var key: LeaseKey
        var deadline: Timestamp
        var beganAt: Timestamp?
        var worker: Int
    }

    /// The wall clock, which steps, and the time that passes evenly beside it.
    struct Clocks {
        let wall = ManualTime()
        let steady = ManualClock()

        /// What a queue goes by.
        var source: SteadyTimeSource { SteadyTimeSource(wall: wall, clock: steady) }
    }

    /// What the model holds a queue to; a wrong one shows that the schedules tell the difference.
    struct Rules {
        /// Whether a stored state forgives the losses before it.
        var storedStatesForgive = true
        /// Whether a lost worker counts as a failure of its job.
        var lossesAreFailures = false
    }

    /// A worker, and all that it believes to be its own: leases that it has lost too, and of its lives before.
    struct Worker {
        var id: Identifier
        var held: [LeaseKey] = []
    }

    let queue: JobQueue
    let store: Store
    let clocks: Clocks
    let rules: Rules
    let random: SeededEntropy
    var jobs: [Identifier] = []
    var timeLimits: [Identifier: Int] = [:]
    /// What each job waits for.
    var needs: [Identifier: [Identifier]] = [:]
    var workers: [Worker] = []
    var live: [Identifier: Live] = [:]
    var cancelling: Set<Identifier> = []
    var effects: [Identifier: Int] = [:]
    /// Workers that were lost with each job, since it last stored a state or was queued by hand.
    var losses: [Identifier: Int] = [:]
    var violations: [String] = []
    var lives = 0
    let name: String

    init(
        _ bench: QueueBench, queue: JobQueue, clocks: Clocks, seed: UInt64, name: String, rules: Rules = Rules()
    ) {
        self.queue = queue
        self.name = name
        self.clocks = clocks
        self.rules = rules
        store = bench.store
        random = SeededEntropy(seed)
    }

    /// Runs a schedule and gives the violations.
    func run(jobs count: Int, workers workerCount: Int, steps: Int) async throws -> [String] {
        for _ in 0..<count {
            let limit = random.number(below: 4) == 0 ? 100 : nil
            let job = NewJob(
                kind: random.number(below: 4) == 0 ? .training : .evaluation,
                subject: queue.identifiers.next(.evaluation), owner: "\(random.number(below: 2))",
                priority: random.number(below: 2), maximumFailures: 3, timeLimitSeconds: limit,
                needs: jobs.filter { _ in random.number(below: 3) == 0 })
            let id = try await store.write { [queue] in try queue.enqueue(job, in: $0).id }
            jobs.append(id)
            timeLimits[id] = limit
            needs[id] = job.needs
        }
        for _ in 0..<workerCount { workers.append(Worker(id: try await newWorker())) }
        for _ in 0..<steps { try await step() }
        try await settle()
        try await checkLogs()
        return violations
    }

    func newWorker() async throws -> Identifier {
        lives += 1
        let description = WorkerDescription(
            name: "\(name)-\(lives)", host: "here", pid: 1, threads: 1, kernelPath: "test")
        return try await queue.register(description).id
    }

    private func step() async throws {
        let worker = random.number(below: workers.count)
        switch random.number(below: 21) {
        case 0..<5: try await lease(worker)
        case 5..<8: try await heartbeat(worker)
        case 8..<12: try await complete(worker)
        case 12, 13: try await fail(worker)
        case 14: try await giveBack(worker)
        case 15: try await die(worker)
        case 16: pass(.seconds(random.number(below: 90)))
        case 17: try await reap()
        case 18: try await cancel()
        case 19: clocks.wall.advance(by: .seconds(random.number(below: 2) == 0 ? 3_600 : -3_600))
        default: try await retry()
        }
    }

    /// Lets everything end: a worker that does its work, time, and the reaper.
    private func settle() async throws {
        for round in 0..<100 {
            pass(.seconds(61))
            try await reap()
            try await lease(0)
            while !workers[0].held.isEmpty { try await complete(0) }
            var isSettled = true
            for job in jobs where try await state(of: job)?.isFinal != true { isSettled = false }
            if isSettled { return }
            if round == 99 { violations.append("jobs never end") }
        }
    }

    /// Lets time pass on both clocks.
    private func pass(_ duration: Duration) {
        clocks.steady.advance(by: duration)
        clocks.wall.advance(by: duration)
    }

    /// The moment as the model sees it: whatever the wall clock did.
    var now: Timestamp { Timestamp(milliseconds: 0).advanced(by: clocks.steady.now.offset) }

    func state(of job: Identifier) async throws -> JobState? {
        try await store.read { try $0.job(job)?.state }
    }
}
