import Jobs
import Storage
import TestSupport
import Testing
import Words

@Suite struct JobEventsTests {
    let bench: QueueBench
    var queue: JobQueue { bench.queue }

    init() throws {
        bench = try QueueBench()
    }

    @Test func eventsComeFromTheLogInOrderAndEndWithTheJob() async throws {
        let job = try await bench.enqueue()[0]
        let reader = Task { [queue] in
            var states: [JobState] = []
            var sequences: [Int] = []
            for try await event in queue.events(of: job) {
                guard case .transition(let transition) = event else { continue }
                states.append(transition.to)
                sequences.append(transition.sequence)
            }
            return (states, sequences)
        }
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        _ = try await queue.complete(lease.key) { _, _ in }
        let (states, sequences) = try await reader.value
        #expect(states == [.queued, .scheduled, .running, .succeeded])
        #expect(sequences == [1, 2, 3, 4])
    }

    @Test func aReaderThatComesBackMissesNothingEvenOverARestart() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        _ = try await queue.lease(worker: worker, maximum: 1)
        try await queue.cancel(job)
        let next = JobQueue(store: bench.store, time: bench.time)
        var sequences: [Int] = []
        for try await event in next.events(of: job, after: 1) {
            if case .transition(let transition) = event { sequences.append(transition.sequence) }
        }
        #expect(sequences == [2, 3])
    }

    @Test func progressIsToldWhileTheJobRuns() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        var events = queue.events(of: job, after: 2).makeAsyncIterator()
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.25)])
        guard case .transition(let began) = try await events.next() else {
            Issue.record("no transition")
            return
        }
        #expect(began.to == .running)
        #expect(try await events.next() == .progress(0.25))
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0.5)])
        #expect(try await events.next() == .progress(0.5))
    }

    @Test func eventsOfAJobThatIsNotThereAreAnError() async throws {
        var events = queue.events(of: bench.identifiers.next(.job)).makeAsyncIterator()
        await #expect(throws: StorageError.self) { try await events.next() }
    }

    @Test func whoWaitsIsToldOfTheEndAndLeavesNothingBehind() async throws {
        let job = try await bench.enqueue()[0]
        let waiter = Task { [queue] in try await queue.job(job, waitingForEnd: .seconds(600)) }
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.complete(lease.key) { _, _ in }
        #expect(try await waiter.value?.state == .succeeded)
        #expect(queue.notifier.subscriptionCount == 0)
    }

    @Test func whoWaitsTooLongIsToldHowThingsStand() async throws {
        let clock = ManualClock()
        let queue = JobQueue(store: bench.store, time: bench.time, clock: clock)
        let job = try await bench.enqueue()[0]
        let waiter = Task { try await queue.job(job, waitingForEnd: .seconds(30)) }
        await clock.sleepers()
        bench.time.advance(by: .seconds(30))
        clock.advance(by: .seconds(30))
        #expect(try await waiter.value?.state == .queued)
    }

    @Test func aWorkerThatWaitsForWorkGetsWhatIsQueuedThen() async throws {
        let worker = try await bench.worker()
        let waiter = Task { [queue] in try await queue.lease(worker: worker, maximum: 5, wait: .seconds(600)) }
        let jobs = try await bench.enqueue(1)
        #expect(try await waiter.value.map(\.key.job) == jobs)
    }

    @Test func aWorkerThatWaitsGetsAJobWhenItsDelayIsOver() async throws {
        let clock = ManualClock()
        let queue = JobQueue(
            store: bench.store, time: bench.time, entropy: SeededEntropy(5), identifiers: bench.identifiers,
            clock: clock)
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        let failed = try await queue.fail(lease.key, JobFailure(code: "io", detail: ""), isRetryable: true)
        let delay = bench.time.now().duration(to: try #require(failed?.notBefore))
        #expect(delay > .zero)
        let waiter = Task { try await queue.lease(worker: worker, maximum: 1, wait: .seconds(600)) }
        await clock.sleepers()
        bench.time.advance(by: delay)
        clock.advance(by: delay)
        #expect(try await waiter.value.map(\.key.job) == [job])
    }

    @Test func aWorkerThatWaitsIsSentAwayWhenTheQueueDrains() async throws {
        let worker = try await bench.worker()
        let waiter = Task { [queue] in try await queue.lease(worker: worker, maximum: 1, wait: .seconds(600)) }
        queue.drain()
        #expect(try await waiter.value.isEmpty)
    }

    @Test func whatIsLeasedToAWorkerThatHasHungUpIsQueuedAgain() async throws {
        let job = try await bench.enqueue()[0]
        let worker = try await bench.worker()
        let waiter = Task { [queue] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await queue.lease(worker: worker, maximum: 1)
        }
        #expect(try await waiter.value.isEmpty)
        #expect(try await bench.state(job) == .queued)
        #expect(try await bench.outcomes(job) == [.returned])
    }

    @Test func aWorkerThatStopsWaitingGetsNothing() async throws {
        let worker = try await bench.worker()
        let waiter = Task { [queue] in try await queue.lease(worker: worker, maximum: 1, wait: .seconds(600)) }
        waiter.cancel()
        #expect(try await waiter.value.isEmpty)
        #expect(queue.notifier.subscriptionCount == 0)
    }
}
