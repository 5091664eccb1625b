import Jobs
import Storage
import TestSupport
import Testing
import Words

/// Adversary, D7, and review of the service, D23: steps of the wall clock stopped the queue, or ended healthy leases.
@Suite struct WallClockTests {
    private let bench: QueueBench
    private let wall = ManualTime()
    private let clock = ManualClock()
    private let queue: JobQueue

    init() throws {
        bench = try QueueBench()
        queue = JobQueue(
            store: bench.store, time: SteadyTimeSource(wall: wall, clock: clock), entropy: SeededEntropy(3),
            identifiers: bench.identifiers, clock: clock)
    }

    private func enqueue() async throws -> Identifier {
        try await bench.store.write { [queue, bench] transaction in
            try queue.enqueue(
                NewJob(kind: .evaluation, subject: bench.identifiers.next(.evaluation)), in: transaction
            ).id
        }
    }

    private func worker(_ name: String) async throws -> Identifier {
        try await queue.register(
            WorkerDescription(name: name, host: "here", pid: 1, threads: 1, kernelPath: "test")
        ).id
    }

    @Test(arguments: [-3_600, 3_600])
    func whatIsQueuedIsLeasedAfterAStep(seconds: Int) async throws {
        let job = try await enqueue()
        wall.advance(by: .seconds(seconds))
        #expect(try await queue.lease(worker: try await worker("one"), maximum: 1).map(\.key.job) == [job])
    }

    @Test(arguments: [-3_600, 3_600])
    func aHealthyLeaseOutlivesAStepAndADeadOneEnds(seconds: Int) async throws {
        _ = try await enqueue()
        let lease = try #require(try await queue.lease(worker: try await worker("one"), maximum: 1).first)
        wall.advance(by: .seconds(seconds))
        #expect(try await queue.reap() == Reaping())
        clock.advance(by: queue.configuration.leaseDuration + .seconds(1))
        #expect(try await queue.reap() == Reaping(lost: 1))
        #expect(try await bench.outcomes(lease.key.job) == [.lost])
    }

    @Test func whatWasQueuedBeforeTheClockWasSetBackIsLeasedAfterARestart() async throws {
        let job = try await enqueue()
        wall.advance(by: .seconds(-3_600))
        let next = JobQueue(
            store: bench.store, time: SteadyTimeSource(wall: wall, clock: clock), entropy: SeededEntropy(3),
            identifiers: bench.identifiers, clock: clock)
        try await next.recover()
        let worker = try await next.register(
            WorkerDescription(name: "next", host: "here", pid: 1, threads: 1, kernelPath: "test"))
        #expect(try await next.lease(worker: worker.id, maximum: 1).map(\.key.job) == [job])
    }
}
