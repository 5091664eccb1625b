import Jobs
import Storage
import TestSupport
import Testing
import Words

@Suite struct JobStoppingTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    private func running(timeLimitSeconds: Int? = nil) async throws -> (job: Identifier, worker: Identifier, Lease) {
        let job = try await bench.enqueue(1, timeLimitSeconds: timeLimitSeconds)[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        return (job, worker, lease)
    }

    @Test func aQueuedJobIsCancelledAtOnce() async throws {
        let job = try await bench.enqueue()[0]
        #expect(try await queue.cancel(job).state == .cancelled)
        let worker = try await bench.worker()
        #expect(try await queue.lease(worker: worker, maximum: 1).isEmpty)
    }

    @Test func aJobThatNobodyHasBegunIsCancelledAtOnceAndItsLeaseIsLost() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        #expect(try await queue.cancel(job).state == .cancelled)
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        #expect(answer.lost == [job])
        await #expect(throws: LeaseLost.self) { try await queue.complete(lease.key) { _, _ in } }
        #expect(try await bench.outcomes(job) == [.cancelled])
    }

    @Test func aRunningJobIsCancelledOnceItsWorkerYields() async throws {
        let (job, worker, lease) = try await running()
        #expect(try await queue.cancel(job).state == .cancelling)
        #expect(try await queue.cancel(job).state == .cancelling)
        let answer = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.1)])
        #expect(answer.cancel == [job])
        try await queue.fail(lease.key, JobFailure(code: "cancelled", detail: ""), isRetryable: true)
        #expect(try await bench.history(job) == [.queued, .scheduled, .running, .cancelling, .cancelled])
    }

    @Test func aResultThatComesAfterTheCancellationIsNotStored() async throws {
        let (job, _, lease) = try await running()
        try await queue.cancel(job)
        let completion = try await queue.complete(lease.key) { _, _ in Issue.record("the result was stored") }
        #expect(completion == .cancelled)
        #expect(try await bench.state(job) == .cancelled)
    }

    @Test func aWorkerThatDiesEndsACancellation() async throws {
        let (job, worker, _) = try await running()
        try await queue.cancel(job)
        try await queue.workerEnded(worker, .stopped)
        #expect(try await bench.state(job) == .cancelled)
        #expect(try await bench.outcomes(job) == [.cancelled])
    }

    @Test func aFinishedJobCannotBeCancelled() async throws {
        let (job, _, lease) = try await running()
        _ = try await queue.complete(lease.key) { _, _ in }
        await #expect(throws: JobRefusal(job: job, state: .succeeded, occurrence: .cancelRequested)) {
            try await queue.cancel(job)
        }
        await #expect(throws: JobRefusal.self) { try await queue.retry(job) }
    }

    @Test func aJobThatRunsLongerThanItMayExpiresThoughItsWorkerIsHeardOf() async throws {
        let (job, worker, lease) = try await running(timeLimitSeconds: 90)
        bench.time.advance(by: .seconds(50))
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.4)])
        #expect(try await queue.reap() == Reaping())
        bench.time.advance(by: .seconds(40))
        #expect(try await queue.reap() == Reaping(expired: 1))
        #expect(try await bench.state(job) == .expired)
        await #expect(throws: LeaseLost.self) { try await queue.complete(lease.key) { _, _ in } }
    }

    @Test func aJobThatIsNotThereIsSaidToBeMissing() async throws {
        let error = await #expect(throws: StorageError.self) {
            try await queue.cancel(bench.identifiers.next(.job))
        }
        #expect(error?.code == .missing)
    }
}
