import Jobs
import Storage
import TestSupport
import Testing
import Words

/// Jobs that are leased only once others have succeeded.
@Suite struct JobNeedsTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    private func leased(by worker: Identifier) async throws -> [Identifier] {
        try await queue.lease(worker: worker, maximum: 10).map(\.key.job)
    }

    private func end(_ job: Identifier, by worker: Identifier, with failure: JobFailure? = nil) async throws {
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        #expect(lease.key.job == job)
        if let failure {
            try await queue.fail(lease.key, failure, isRetryable: false)
        } else {
            _ = try await queue.complete(lease.key) { _, _ in }
        }
    }

    @Test func aJobIsLeasedOnceAllThatItNeedsHasSucceeded() async throws {
        let needed = try await bench.enqueue(2)
        let waiting = try await bench.enqueue(1, priority: 5, needs: needed + needed)
        let worker = try await bench.worker()
        try await end(needed[0], by: worker)
        try await end(needed[1], by: worker)
        #expect(try await leased(by: worker) == waiting)
        let shown = try await bench.store.read { try $0.needs(of: waiting[0]) }
        #expect(shown == needed.sorted())
    }

    @Test func aWorkerThatWaitsIsWokenByTheLastJobThatWasNeeded() async throws {
        let needed = try await bench.enqueue(1)
        let waiting = try await bench.enqueue(1, needs: needed)
        let (first, second) = (try await bench.worker("first"), try await bench.worker("second"))
        let lease = try #require(try await queue.lease(worker: first, maximum: 1).first)
        async let next = queue.lease(worker: second, maximum: 1, wait: .seconds(60))
        while queue.notifier.subscriptionCount == 0 { await Task.yield() }
        _ = try await queue.complete(lease.key) { _, _ in }
        #expect(try await next.map(\.key.job) == waiting)
    }

    @Test func whatHasSucceededAlreadyIsNotWaitedFor() async throws {
        let needed = try await bench.enqueue(1)
        let worker = try await bench.worker()
        try await end(needed[0], by: worker)
        let job = try await bench.enqueue(1, needs: needed)
        #expect(try await leased(by: worker) == job)
    }

    @Test func aJobFailsWithTheOneThatItNeedsAndNamesIt() async throws {
        let needed = try await bench.enqueue(1)
        let middle = try await bench.enqueue(1, needs: needed)
        let last = try await bench.enqueue(1, needs: needed + middle)
        try await end(needed[0], by: try await bench.worker(), with: JobFailure(code: "broken", detail: "no header"))
        for job in middle + last {
            let record = try #require(try await bench.store.read { try $0.job(job) })
            #expect(record.state == .failed)
            #expect(record.failure?.code == "need-failed")
            #expect(
                record.failure?.detail.contains("\(needed[0].text) (evaluation), which it needs, failed: broken")
                    == true)
        }
    }

    @Test func cancellingWhatAJobNeedsFailsItAndCancellingTheJobLeavesTheOther() async throws {
        let needed = try await bench.enqueue(2)
        let jobs = try await bench.enqueue(2, needs: [needed[0]])
        try await queue.cancel(jobs[1])
        #expect(try await bench.state(needed[0]) == .queued)
        try await queue.cancel(needed[0])
        #expect(try await bench.state(jobs[0]) == .failed)
        #expect(try await bench.state(jobs[1]) == .cancelled)
        let failure = try await bench.store.read { try $0.job(jobs[0])?.failure }
        #expect(failure?.code == "need-cancelled")
        #expect(try await bench.state(needed[1]) == .queued)
    }

    @Test func expiryOfWhatAJobNeedsFailsIt() async throws {
        let needed = try await bench.enqueue(1, timeLimitSeconds: 10)
        let job = try await bench.enqueue(1, needs: needed)
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        bench.time.advance(by: .seconds(11))
        #expect(try await queue.reap() == Reaping(expired: 1))
        #expect(try await bench.store.read { try $0.job(job[0])?.failure?.code } == "need-expired")
    }

    @Test func aRetryQueuesAgainWhatTheJobNeeds() async throws {
        let needed = try await bench.enqueue(1)
        let middle = try await bench.enqueue(1, needs: needed)
        let last = try await bench.enqueue(1, needs: middle)
        let worker = try await bench.worker()
        try await end(needed[0], by: worker, with: JobFailure(code: "broken", detail: ""))
        try await queue.retry(last[0])
        for job in needed + middle + last { #expect(try await bench.state(job) == .queued) }
        for job in needed + middle + last { try await end(job, by: worker) }
    }

    @Test func aNewJobQueuesAgainWhatItNeedsAndHasFailed() async throws {
        let needed = try await bench.enqueue(1)
        try await queue.cancel(needed[0])
        let job = try await bench.enqueue(1, needs: needed)
        let worker = try await bench.worker()
        try await end(needed[0], by: worker)
        try await end(job[0], by: worker)
    }

    @Test func aJobThatNeedsOneThatIsNotThereIsRefused() async throws {
        let error = await #expect(throws: StorageError.self) {
            try await bench.enqueue(1, needs: [bench.identifiers.next(.job)])
        }
        #expect(error?.code == .missing)
    }

    @Test func aRestartLeavesWhatWaits() async throws {
        let needed = try await bench.enqueue(1)
        let job = try await bench.enqueue(1, needs: needed)
        _ = try await leased(by: try await bench.worker())
        try await queue.recover()
        let worker = try await bench.worker("after")
        try await end(needed[0], by: worker)
        try await end(job[0], by: worker)
    }
}
