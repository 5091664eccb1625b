import Jobs
import Storage
import TestSupport
import Testing
import Words

@Suite struct JobQueueTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    private func complete(_ lease: Lease) async throws -> Completion {
        try await queue.complete(lease.key) { _, _ in }
    }

    @Test func aJobIsLeasedBegunAndDone() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 4).first)
        #expect(lease.key.job == job)
        #expect(lease.key.token.count == 64)
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.5)])
        #expect(answer == HeartbeatAnswer())
        #expect(try await complete(lease) == .succeeded)
        #expect(try await bench.history(job) == [.queued, .scheduled, .running, .succeeded])
        #expect(try await bench.outcomes(job) == [.succeeded])
    }

    @Test func aResultIsTakenOnceOnly() async throws {
        try await bench.enqueue()
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        #expect(try await complete(lease) == .succeeded)
        await #expect(throws: LeaseLost.self) { try await complete(lease) }
    }

    @Test func aWrongTokenIsALostLease() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        var lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        lease.key.token = String(repeating: "0", count: 64)
        await #expect(throws: LeaseLost.self) { try await complete(lease) }
        #expect(try await bench.state(job) == .scheduled)
    }

    @Test func aWorkerThatComesBackAfterItsDeadlineHasLostItsLease() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let late = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        bench.time.advance(by: .seconds(61))
        #expect(try await queue.reap() == Reaping(lost: 1))
        let again = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        #expect(again.key.attempt == 2)
        await #expect(throws: LeaseLost.self) { try await complete(late) }
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: late.key, progress: 0.9)])
        #expect(answer.lost == [job])
        #expect(try await complete(again) == .succeeded)
        #expect(try await bench.outcomes(job) == [.lost, .succeeded])
    }

    @Test func effectsThatThrowUndoTheCompletion() async throws {
        struct Refused: Error {}
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        await #expect(throws: Refused.self) { try await queue.complete(lease.key) { _, _ in throw Refused() } }
        #expect(try await bench.state(job) == .scheduled)
        #expect(try await complete(lease) == .succeeded)
    }
}
