import Jobs
import Storage
import TestSupport
import Testing
import Words

/// What is known of workers and leases between two writes.
@Suite struct LivenessTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    /// A job that a worker has begun.
    private func running() async throws -> (job: Identifier, worker: Identifier, lease: Lease) {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        return (job, worker, lease)
    }

    private func storedDeadline(_ job: Identifier) async throws -> Timestamp? {
        try await bench.store.read { try $0.attempts(of: job).last?.deadline }
    }

    /// D8: each heartbeat was a synced commit.
    @Test func aHeartbeatThatOnlyExtendsCommitsNothing() async throws {
        let (job, worker, lease) = try await running()
        let (commits, deadline) = (bench.store.writerTimes.commits, try await storedDeadline(job))
        for second in 1..<20 {
            bench.time.advance(by: .seconds(1))
            let heartbeat = Heartbeat(lease: lease.key, progress: Double(second) / 100)
            #expect(try await queue.heartbeat(worker: worker, [heartbeat]) == HeartbeatAnswer())
        }
        #expect(bench.store.writerTimes.commits == commits)
        #expect(try await storedDeadline(job) == deadline)
        // A third of a lease has passed: deadline, progress and sighting are stored.
        bench.time.advance(by: .seconds(1))
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key)])
        #expect(bench.store.writerTimes.commits == commits + 1)
        #expect(try await storedDeadline(job) == bench.time.now().advanced(by: .seconds(60)))
        let record = try #require(try await bench.store.read { try $0.job(job) })
        #expect(record.progress == 0.19)
        #expect(try await queue.reap() == Reaping())
    }

    @Test func aLeaseThatWasExtendedInMemoryOutlivesItsStoredDeadline() async throws {
        let (job, worker, lease) = try await running()
        bench.time.advance(by: .seconds(19))
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.5)])
        let stored = try #require(try await storedDeadline(job))
        bench.time.advance(by: .seconds(50))
        #expect(stored < bench.time.now())
        #expect(try await queue.reap() == Reaping())
        bench.time.advance(by: .seconds(10))
        #expect(try await queue.reap() == Reaping(lost: 1))
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.6)])
        #expect(answer.lost == [job])
    }

    @Test func whatAWorkerReportsIsStoredAtOnce() async throws {
        let (_, worker, lease) = try await running()
        let commits = bench.store.writerTimes.commits
        let stored = Counter()
        let heartbeat = Heartbeat(lease: lease.key, progress: 0.1, hasReport: true)
        _ = try await queue.heartbeat(worker: worker, [heartbeat]) { _, _, _ in stored.increment() }
        #expect(stored.value == 1 && bench.store.writerTimes.commits == commits + 1)
    }

    @Test func aHeartbeatThatWaitsIsAnsweredAsSoonAsTheJobIsToStop() async throws {
        let (job, worker, lease) = try await running()
        let heartbeat = Heartbeat(lease: lease.key, progress: 0.1)
        async let answer = queue.heartbeat(worker: worker, [heartbeat], wait: .seconds(600))
        try await queue.cancel(job)
        #expect(try await answer == HeartbeatAnswer(cancel: [job]))
    }

    @Test func aHeartbeatThatWaitsIsAnsweredAsSoonAsItsLeaseIsLost() async throws {
        let (job, worker, lease) = try await running()
        async let answer = queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key)], wait: .seconds(600))
        try await queue.giveBack([lease.key])
        #expect(try await answer == HeartbeatAnswer(lost: [job]))
    }

    /// D21: whoever waited held up the end of the service.
    @Test func nobodyWaitsAnyLongerWhenTheQueueDrains() async throws {
        let (job, worker, lease) = try await running()
        async let answer = queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key)], wait: .seconds(600))
        async let record = queue.job(job, waitingForEnd: .seconds(600))
        queue.drain()
        #expect(try await answer == HeartbeatAnswer())
        #expect(try await record?.state == .running)
    }

    /// D27: such a lease waited for its deadline.
    @Test func aLeaseThatNeverReachedItsWorkerIsQueuedAgainAtOnce() async throws {
        let (job, worker, lease) = try await running()
        #expect(try await queue.lease(worker: worker, maximum: 1, held: [job]).isEmpty)
        let again = try #require(try await queue.lease(worker: worker, maximum: 1, held: []).first)
        #expect(again.key.job == job && again.key.attempt == 2)
        #expect(again.job.failures == 0)
        await #expect(throws: LeaseLost.self) { try await queue.complete(lease.key) { _, _ in } }
    }

    @Test func aWorkerIsToldToStopBetweenTwoWrites() async throws {
        let (job, worker, lease) = try await running()
        try await queue.cancel(job)
        let commits = bench.store.writerTimes.commits
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.1)])
        #expect(answer == HeartbeatAnswer(cancel: [job]))
        #expect(bench.store.writerTimes.commits == commits)
    }

    @Test func progressThatIsNotStoredIsShownAndStoredAtTheEnd() async throws {
        let (job, worker, lease) = try await running()
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.75)])
        let record = try #require(try await bench.store.read { try $0.job(job) })
        #expect(record.progress == 0 && queue.latest(record).progress == 0.75)
        try await queue.fail(lease.key, JobFailure(code: "io", detail: ""), isRetryable: false)
        let failed = try #require(try await bench.store.read { try $0.job(job) })
        #expect(failed.progress == 0.75)
    }

    @Test func aLeaseThatFindsNothingCommitsNothing() async throws {
        let worker = try await bench.worker()
        let commits = bench.store.writerTimes.commits
        for _ in 0..<19 {
            bench.time.advance(by: .seconds(1))
            #expect(try await queue.lease(worker: worker, maximum: 1).isEmpty)
        }
        #expect(bench.store.writerTimes.commits == commits)
        bench.time.advance(by: .seconds(1))
        #expect(try await queue.lease(worker: worker, maximum: 1).isEmpty)
        #expect(bench.store.writerTimes.commits == commits + 1)
    }

    @Test func aReaperThatFindsNothingCommitsNothing() async throws {
        _ = try await running()
        let commits = bench.store.writerTimes.commits
        #expect(try await queue.reap() == Reaping())
        #expect(bench.store.writerTimes.commits == commits)
    }

    /// What is in memory alone is lost with the process: the leases are given back all the same.
    @Test func leasesThatWereExtendedInMemoryAreGivenBackAfterARestart() async throws {
        let (job, worker, lease) = try await running()
        bench.time.advance(by: .seconds(19))
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.5)])
        let next = JobQueue(store: bench.store, time: bench.time)
        try await next.recover()
        #expect(try await bench.state(job) == .queued)
        #expect(try await bench.outcomes(job) == [.returned])
        await #expect(throws: LeaseLost.self) { try await next.complete(lease.key) { _, _ in } }
        await #expect(throws: WorkerGone.self) { try await next.heartbeat(worker: worker, []) }
    }

    /// D11: a worker that was never seen to end counted for ever, and what waits was divided by it.
    @Test func aWorkerThatIsSilentForALeaseIsGone() async throws {
        try await bench.enqueue(12, batch: "one")
        let silent = try await bench.worker("silent")
        let worker = try await bench.worker("heard of")
        bench.time.advance(by: .seconds(61))
        #expect(try await queue.lease(worker: worker, maximum: 1, together: 12).count == 12)
        let workers = try await bench.store.read { try $0.workers().items }
        #expect(workers.filter(queue.isAlive).map(\.id) == [worker])
        #expect(workers.first { $0.id == silent }?.goneAt == nil)
        // It may come back.
        #expect(try await queue.lease(worker: silent, maximum: 1).isEmpty)
        #expect(workers.allSatisfy(queue.isAlive))
    }
}
