import Jobs
import Retrying
import Storage
import TestSupport
import Testing
import Words

@Suite struct JobSchedulingTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    @Test func higherPrioritiesGoFirst() async throws {
        let low = try await bench.enqueue(2)
        let high = try await bench.enqueue(1, priority: 5)
        let worker = try await bench.worker()
        let leased = try await queue.lease(worker: worker, maximum: 10).map(\.key.job)
        #expect(leased == high + low)
    }

    @Test func anOwnerWithFewJobsDoesNotWaitBehindAllOfAnothers() async throws {
        try await bench.enqueue(100, owner: "many")
        let worker = try await bench.worker()
        _ = try await queue.lease(worker: worker, maximum: 10)
        let few = try await bench.enqueue(3, owner: "few")
        let next = try await queue.lease(worker: worker, maximum: 6).map(\.job.owner)
        #expect(Set(next.prefix(2)) == ["many", "few"])
        #expect(next.filter { $0 == "few" }.count == few.count)
    }

    @Test(arguments: [JobKind.training, .validity])
    func whatTakesLongIsLeasedAlone(kind: JobKind) async throws {
        let training = try await bench.enqueue(1, kind: kind)
        let evaluations = try await bench.enqueue(3)
        let worker = try await bench.worker()
        #expect(try await queue.lease(worker: worker, maximum: 10).map(\.key.job) == training)
        #expect(try await queue.lease(worker: worker, maximum: 10).map(\.key.job) == evaluations)
    }

    @Test func aBatchIsLeasedTogetherFromFurtherDownTheLine() async throws {
        let first = try await bench.enqueue(2, owner: "a", batch: "one")
        let other = try await bench.enqueue(2, owner: "b", batch: "two")
        let alone = try await bench.enqueue(1, owner: "c")
        let worker = try await bench.worker()
        #expect(try await queue.lease(worker: worker, maximum: 1, together: 8).map(\.key.job) == first)
        #expect(try await queue.lease(worker: worker, maximum: 1, together: 8).map(\.key.job) == other)
        #expect(try await queue.lease(worker: worker, maximum: 1, together: 8).map(\.key.job) == alone)
    }

    @Test func aBatchIsLeftToTheOthersInShares() async throws {
        try await bench.enqueue(12, batch: "one")
        let workers = [try await bench.worker("one"), try await bench.worker("two"), try await bench.worker("three")]
        var counts: [Int] = []
        for turn in 0..<6 {
            counts.append(try await queue.lease(worker: workers[turn % 3], maximum: 1, together: 8).count)
        }
        // A third of what waits each time: 12, 8, 5, 3, 2, 1.
        #expect(counts == [4, 3, 2, 1, 1, 1])
    }

    @Test func whatDiedWithItsWorkerIsLeasedAlone() async throws {
        let jobs = try await bench.enqueue(3)
        let first = try await bench.worker("first")
        #expect(try await queue.lease(worker: first, maximum: 10).count == 3)
        try await queue.workerEnded(first, .died)
        let second = try await bench.worker("second")
        for job in jobs {
            #expect(try await queue.lease(worker: second, maximum: 10).map(\.key.job) == [job])
        }
    }

    /// Leases a job to a worker of its own, which dies.
    private func loseWorker(of job: Identifier, storingState: Bool = false) async throws {
        let worker = try await bench.worker("worker \(bench.identifiers.next(.worker))")
        bench.time.advance(by: .seconds(120))
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        #expect(lease.key.job == job)
        _ = try await queue.heartbeat(
            worker: worker, [Heartbeat(lease: lease.key, progress: 0.1, storesState: storingState)])
        try await queue.workerEnded(worker, .died)
    }

    @Test func aJobThatKillsItsWorkersFailsAtLast() async throws {
        let job = try await bench.enqueue(1, kind: .training, maximumFailures: 3)[0]
        for _ in 1..<queue.configuration.maximumLosses { try await loseWorker(of: job) }
        #expect(try await bench.state(job) == .queued)
        try await loseWorker(of: job)
        let record = try await bench.store.read { try $0.job(job) }
        #expect(record?.state == .failed)
        #expect(record?.failure?.code == "worker-lost")
        let detail = record?.failure?.detail ?? ""
        #expect(detail.hasPrefix("its worker was lost 10 times with no state stored between"), "\(detail)")
        #expect(Set(try await bench.outcomes(job)) == [.lost])
        // Whoever asks for it again begins anew.
        #expect(try await queue.retry(job).losses == 0)
    }

    /// Adversary, D4: a training run that advanced between five deaths of its workers failed for good.
    @Test func aJobThatAdvancesOutlivesAnyNumberOfItsWorkers() async throws {
        let job = try await bench.enqueue(1, kind: .training, maximumFailures: 3)[0]
        for _ in 0..<3 {
            for _ in 2..<queue.configuration.maximumLosses { try await loseWorker(of: job) }
            try await loseWorker(of: job, storingState: true)
        }
        #expect(try await bench.state(job) == .queued)
    }

    @Test func aLostWorkerDoesNotCountAsAFailureOfTheJob() async throws {
        let job = try await bench.enqueue(1, kind: .training, maximumFailures: 2)[0]
        for _ in 0..<4 { try await loseWorker(of: job) }
        let worker = try await bench.worker("last")
        for state in [JobState.queued, .failed] {
            bench.time.advance(by: .seconds(120))
            let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
            let failure = JobFailure(code: "io", detail: "connection reset")
            #expect(try await queue.fail(lease.key, failure, isRetryable: true)?.state == state)
        }
    }

    @Test func aFailureThatARetryCanCureIsTriedAgainLater() async throws {
        let job = try await bench.enqueue(1)[0]
        let worker = try await bench.worker()
        for attempt in 1...3 {
            bench.time.advance(by: .seconds(120))
            let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
            #expect(lease.key.attempt == attempt)
            let failed = try await queue.fail(
                lease.key, JobFailure(code: "io", detail: "connection reset"), isRetryable: true)
            let delay = bench.time.now().duration(to: try #require(failed?.notBefore))
            #expect(delay >= .zero && delay <= queue.configuration.retry.bound(afterFailures: attempt))
            #expect(failed?.state == .queued)
        }
        #expect(try await bench.outcomes(job) == [.failed, .failed, .failed])
    }

    @Test func whatTheUserMustMendFailsAtOnce() async throws {
        let job = try await bench.enqueue(1)[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        let failure = JobFailure(code: "tensor-mismatch", detail: "model.norm.weight: 64, expected 32")
        let failed = try await queue.fail(lease.key, failure, isRetryable: false)
        #expect(failed?.state == .failed)
        #expect(failed?.failure == failure)
        #expect(try await queue.retry(job).state == .queued)
    }

    @Test func aWorkerThatStopsGivesItsJobsBackUnharmed() async throws {
        let jobs = try await bench.enqueue(2)
        let worker = try await bench.worker()
        let leases = try await queue.lease(worker: worker, maximum: 2)
        try await queue.giveBack(leases.map(\.key))
        let records = try await bench.store.read { try $0.jobs(page: PageRequest(order: .oldestFirst)).items }
        #expect(records.map(\.id) == jobs)
        #expect(records.allSatisfy { $0.state == .queued && $0.failures == 0 })
        #expect(try await queue.lease(worker: worker, maximum: 2).map(\.key.job) == jobs)
    }

    @Test func aQueueThatDrainsLeasesNothing() async throws {
        try await bench.enqueue(1)
        let worker = try await bench.worker()
        queue.drain()
        #expect(try await queue.lease(worker: worker, maximum: 1).isEmpty)
        queue.resume()
        #expect(try await queue.lease(worker: worker, maximum: 1).count == 1)
    }

    @Test func aWorkerThatWasSeenToEndGetsNothing() async throws {
        try await bench.enqueue(1)
        let worker = try await bench.worker()
        try await queue.workerEnded(worker, .died)
        await #expect(throws: WorkerGone.self) { try await queue.lease(worker: worker, maximum: 1) }
        await #expect(throws: WorkerGone.self) { try await queue.heartbeat(worker: worker, []) }
        await #expect(throws: WorkerGone.self) { try await bench.worker() }
    }

    @Test func leasesOfTheProcessBeforeAreTakenBackAtTheStart() async throws {
        let jobs = try await bench.enqueue(3)
        let worker = try await bench.worker()
        let leases = try await queue.lease(worker: worker, maximum: 2)
        _ = try await queue.heartbeat(worker: worker, leases.map { Heartbeat(lease: $0.key, progress: 0) })
        _ = try await queue.cancel(jobs[0])
        let next = JobQueue(store: bench.store, time: bench.time)
        try await next.recover()
        #expect(try await bench.state(jobs[0]) == .cancelled)
        #expect(try await bench.state(jobs[1]) == .queued)
        #expect(try await bench.outcomes(jobs[1]) == [.returned])
        await #expect(throws: LeaseLost.self) { try await next.complete(leases[1].key) { _, _ in } }
        await #expect(throws: WorkerGone.self) { try await next.lease(worker: worker, maximum: 1) }
    }
}
