import Conformance
import Logging
import Storage
import TestSupport
import Testing
import Words

@testable import Jobs

@Suite struct LocalWorkerPoolTests {
    let bench: QueueBench
    let clock = ManualClock()
    let queue: JobQueue

    init() throws {
        bench = try QueueBench()
        queue = JobQueue(
            store: bench.store, time: bench.time, entropy: SeededEntropy(3), identifiers: bench.identifiers,
            clock: clock)
    }

    private func pool(_ count: Int, _ launcher: FakeLauncher) -> LocalWorkerPool {
        let command = WorkerCommand(executable: "/assayd", arguments: ["worker"], environment: ["PATH": "/bin"])
        let configuration = LocalWorkerPool.Configuration(
            count: count, command: command, token: "secret", coreType: "Zen")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return LocalWorkerPool(queue: queue, configuration: configuration, launcher: launcher, logger: logger)
    }

    /// Says of a process what the process itself would say.
    private func register(_ process: FakeLauncher.Process) async throws -> Identifier {
        let name = try #require(process.command.environment[LocalWorkerPool.EnvironmentKey.name])
        return try await queue.register(
            WorkerDescription(name: name, host: "here", pid: process.pid, threads: 2, kernelPath: "test")
        ).id
    }

    @Test func eachWorkerIsToldItsNameItsTokenAndItsProcessor() async throws {
        let launcher = FakeLauncher()
        let pool = pool(2, launcher)
        await pool.start()
        let processes = [await launcher.launched.take(), await launcher.launched.take()]
        for process in processes {
            let environment = process.command.environment
            #expect(environment["ASSAY_WORKER_TOKEN"] == "secret")
            #expect(environment["OPENBLAS_CORETYPE"] == "Zen")
            #expect(environment["OPENBLAS_NUM_THREADS"] == "1")
            #expect(environment["PATH"] == "/bin")
        }
        #expect(Set(processes.map { $0.command.environment["ASSAY_WORKER_NAME"] }).count == 2)
        await pool.stop(grace: .seconds(5))
        #expect(processes.map(\.signals) == [["close", "terminate"], ["close", "terminate"]])
        #expect(try await bench.store.read { try $0.workers(living: true).items } == [])
    }

    @Test func aWorkerThatDiesLosesItsLeasesAtOnceAndIsStartedAgain() async throws {
        let launcher = FakeLauncher()
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        let worker = try await register(process)
        let job = try await bench.enqueue()[0]
        #expect(try await queue.lease(worker: worker, maximum: 1).count == 1)
        bench.time.advance(by: .seconds(20))
        process.exit(.signalled(11))
        // It had lived long enough, so there is no delay: the next one comes once the death has been taken in.
        let next = await launcher.launched.take()
        #expect(next.pid != process.pid)
        #expect(try await bench.state(job) == .queued)
        #expect(try await bench.outcomes(job) == [.lost])
        await #expect(throws: WorkerGone.self) { try await register(process) }
        await pool.stop(grace: .seconds(5))
    }

    @Test func aWorkerThatDiesAgainAndAgainIsStartedLaterAndLater() async throws {
        let launcher = FakeLauncher()
        let pool = pool(1, launcher)
        await pool.start()
        for _ in 0..<3 {
            let process = await launcher.launched.take()
            process.exit(.exited(code: 1))
            await clock.sleepers()
            clock.advance(by: .seconds(30))
        }
        _ = await launcher.launched.take()
        await pool.stop(grace: .seconds(5))
    }

    @Test func aWorkerThatDoesNotYieldACancelledJobIsKilled() async throws {
        let launcher = FakeLauncher(yields: false)
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        let worker = try await register(process)
        let jobs = try await bench.enqueue(2)
        let leases = try await queue.lease(worker: worker, maximum: 2)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: leases[0].key, progress: 0)])
        try await queue.cancel(jobs[0])
        await clock.sleepers()
        #expect(process.signals == [])
        clock.advance(by: .seconds(2))
        _ = await launcher.launched.take()
        #expect(process.signals == ["kill"])
        #expect(try await bench.state(jobs[0]) == .cancelled)
        // The other job of that worker is unharmed: it was not at fault.
        #expect(try await bench.outcomes(jobs[1]) == [.returned])
        #expect(try await bench.store.read { try $0.job(jobs[1])?.failures } == 0)
        let stop = Task { await pool.stop(grace: .seconds(5)) }
        await clock.sleepers()
        clock.advance(by: .seconds(5))
        await stop.value
    }

    @Test func aWorkerThatYieldsInTimeLives() async throws {
        let launcher = FakeLauncher()
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        let worker = try await register(process)
        let job = try await bench.enqueue()[0]
        let lease = try #require(try await queue.lease(worker: worker, maximum: 1).first)
        _ = try await queue.heartbeat(worker: worker, [Heartbeat(lease: lease.key, progress: 0)])
        try await queue.cancel(job)
        await clock.sleepers()
        try await queue.fail(lease.key, JobFailure(code: "cancelled", detail: ""), isRetryable: false)
        clock.advance(by: .seconds(2))
        await pool.stop(grace: .seconds(5))
        #expect(process.signals == ["close", "terminate"])
    }

    @Test func aWorkerThatDoesNotEndWhenAskedIsKilledAfterTheGrace() async throws {
        let launcher = FakeLauncher(yields: false)
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        let stop = Task { await pool.stop(grace: .seconds(5)) }
        await clock.sleepers()
        clock.advance(by: .seconds(5))
        await stop.value
        #expect(process.signals == ["close", "terminate", "kill"])
    }

    /// Adversary, D5: a worker that hung was never replaced, and what was queued waited for it.
    @Test func aWorkerThatIsNotHeardOfIsKilledAndReplaced() async throws {
        let launcher = FakeLauncher()
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        _ = try await register(process)
        bench.time.advance(by: queue.configuration.leaseDuration + .seconds(1))
        await pool.endSilent()
        #expect(process.signals == [], "the whole machine may have stood still")
        await pool.endSilent()
        let next = await launcher.launched.take()
        #expect(process.signals == ["kill"] && next.pid != process.pid)
        await pool.stop(grace: .seconds(5))
    }

    @Test func aWorkerThatIsHeardOfAgainLives() async throws {
        let launcher = FakeLauncher()
        let pool = pool(1, launcher)
        await pool.start()
        let process = await launcher.launched.take()
        let worker = try await register(process)
        bench.time.advance(by: queue.configuration.leaseDuration + .seconds(1))
        await pool.endSilent()
        _ = try await queue.lease(worker: worker, maximum: 1)
        await pool.endSilent()
        await pool.endSilent()
        #expect(process.signals == [])
        await pool.stop(grace: .seconds(5))
    }
}
