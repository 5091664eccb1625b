import API
import Client
import Conformance
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing
import Workers

/// Time that passes as fast as tasks take turns.
private let eagerTime = WorkerTime {
    .zero
} sleep: { _ in
    await Task.yield()
}

@Suite struct WorkerTests {
    private let registration = WorkerRegistration(name: "w", pid: 1, host: "h", threads: 1, kernelPath: "k")

    /// Runs a worker against the service while the body looks on, then stops it.
    private func withWorker(
        _ service: ScriptedService, executor: ClosureExecutor, _ body: (Worker) async throws -> Void
    ) async throws {
        let worker = Worker(
            service: service, executor: executor, registration: registration, time: eagerTime,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let loop = Task { try await worker.run() }
        try await body(worker)
        worker.stop()
        try await loop.value
    }

    @Test func aLeasedJobIsCarriedOutAndHandedInWithItsLease() async throws {
        let service = ScriptedService(leases: [[.sample("job_1", attempt: 3)]])
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.registrations == [registration])
            #expect(
                record.completions == [
                    CompletionRequest(job: "job_1", attempt: 3, leaseToken: "token-job_1", result: .sample)
                ])
        }
    }

    @Test func aFailureIsGivenBackInWords() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")], [.sample("job_2")]])
        let executor = ClosureExecutor { task, _ in
            guard case .evaluation(let task) = task, task.documents.blob == "job_2" else {
                throw WorkFailure("text-empty", "line 3 is empty; leave it out")
            }
            return .sample
        }
        try await withWorker(service, executor: executor) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.failures.map(\.job) == ["job_1"])
            #expect(
                record.failures.first?.error
                    == WorkError(code: "text-empty", detail: "line 3 is empty; leave it out", retryable: false))
            #expect(record.completions.map(\.job) == ["job_2"])
        }
    }

    @Test func heartbeatsGoOnWhileAThreadIsBlockedAndCarryTheCancel() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        let executor = ClosureExecutor { _, assignment in
            // Blocks a thread of its own, as a kernel does, until told to stop.
            try await withCheckedThrowingContinuation { continuation in
                let stopped = DispatchSemaphore(value: 0)
                Thread.detachNewThread {
                    stopped.wait()
                    continuation.resume()
                }
                Task {
                    _ = await assignment.cancellation.cancelled()
                    stopped.signal()
                }
            }
            throw WorkCancelled(reason: .cancelled)
        }
        try await withWorker(service, executor: executor) { _ in
            _ = await service.wait { $0.heartbeats.count >= 3 }
            await service.cancel("job_1")
            let record = await service.wait { !$0.failures.isEmpty }
            #expect(record.failures.first?.error.code == "cancelled")
            #expect(record.completions.isEmpty)
        }
    }

    @Test func aLostLeaseIsDroppedInSilence() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")], [.sample("job_2")]])
        let executor = ClosureExecutor { task, assignment in
            guard case .evaluation(let task) = task, task.documents.blob == "job_2" else {
                throw WorkCancelled(reason: await assignment.cancellation.cancelled() ?? .stopping)
            }
            return .sample
        }
        await service.lose("job_1")
        try await withWorker(service, executor: executor) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.failures.isEmpty)
            #expect(record.completions.map(\.job) == ["job_2"])
        }
    }

    @Test func aResultRefusedForALostLeaseIsDropped() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")], [.sample("job_2")]])
        await service.fail(
            .completing,
            with: [
                ProblemResource(type: "lease-lost", title: "Lease lost", status: 409, detail: nil, errors: nil)
            ])
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.completions.map(\.job) == ["job_2"])
            #expect(record.failures.isEmpty)
        }
    }

    @Test func aResultIsHandedInAgainUntilTheServiceAnswers() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        let broken = ClientError(.unreachable, message: "connection refused")
        await service.fail(.registering, with: [broken, broken])
        await service.fail(.completing, with: [broken, broken, broken])
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.completions.map(\.job) == ["job_1"])
            #expect(record.failures.isEmpty)
        }
    }

    /// Handing it in again without end would hold the worker for ever (review of the service, D5).
    @Test func aResultThatTheServiceCannotTakeIsGivenBackAsAFailure() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")], [.sample("job_2")]])
        await service.fail(.completing, with: Array(repeating: Self.problem(500), count: 5))
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.completions.map(\.job) == ["job_2"])
            #expect(record.failures.map(\.job) == ["job_1"])
            #expect(record.failures.first?.error.code == "service-failed")
            #expect(record.deliveries == 6)
        }
    }

    @Test(arguments: [429, 503, 507]) func aServiceThatIsBusyOrFullIsWaitedFor(status: Int) async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        await service.fail(.completing, with: Array(repeating: Self.problem(status), count: 20))
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.completions.map(\.job) == ["job_1"])
            #expect(record.failures.isEmpty)
        }
    }

    /// Many workers that lost one service do not come back at one moment, nor every second for hours.
    @Test func pausesGrowUntilTheServiceAnswers() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        let broken = ClientError(.unreachable, message: "connection refused")
        await service.fail(.registering, with: Array(repeating: broken, count: 6))
        let pauses = Pauses()
        let time = WorkerTime {
            .zero
        } sleep: {
            pauses.add($0)
            await Task.yield()
        }
        let worker = Worker(
            service: service, executor: ClosureExecutor { _, _ in .sample }, registration: registration, time: time,
            random: { 0.5 }, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let loop = Task { try await worker.run() }
        _ = await service.wait { !$0.registrations.isEmpty }
        #expect(
            pauses.all.prefix(6) == [.seconds(0.5), .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
        worker.stop()
        try await loop.value
    }

    /// A stop that waited for the pause would be killed before it could give its leases back.
    @Test func aStopEndsAPause() async throws {
        let service = ScriptedService(leases: [])
        await service.fail(.registering, with: [ClientError(.unreachable, message: "connection refused")])
        // Stands still: nobody who sleeps on it wakes but by being cancelled.
        let clock = ManualClock()
        let time = WorkerTime {
            .zero
        } sleep: {
            try await clock.sleep(for: max($0, .seconds(1)))
        }
        let worker = Worker(
            service: service, executor: ClosureExecutor { _, _ in .sample }, registration: registration, time: time,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let loop = Task { try await worker.run() }
        await clock.sleepers()
        worker.stop()
        try await loop.value
    }

    /// What a worker slept.
    private final class Pauses: Sendable {
        private let durations = Mutex<[Duration]>([])

        var all: [Duration] { durations.withLock { $0 } }

        func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    private static func problem(_ status: Int) -> ProblemResource {
        ProblemResource(type: "/problems/test", title: "Test", status: status, detail: nil, errors: nil)
    }

    @Test func aStopReturnsEveryLease() async throws {
        let service = ScriptedService(leases: [[.sample("job_1"), .sample("job_2")]])
        let executor = ClosureExecutor { _, assignment in
            throw WorkCancelled(reason: await assignment.cancellation.cancelled() ?? .stopping)
        }
        try await withWorker(service, executor: executor) { worker in
            _ = await service.wait { !$0.heartbeats.isEmpty }
            worker.stop()
            let record = await service.wait { !$0.departures.isEmpty }
            #expect(record.departures == ["work_1"])
            #expect(record.failures.isEmpty)
            #expect(record.completions.isEmpty)
        }
    }

    @Test func stoppedWorkLeavesItsState() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        let executor = ClosureExecutor { _, assignment in
            _ = await assignment.cancellation.cancelled()
            assignment.report(stateBlob: "last state")
            try assignment.cancellation.check()
            return .sample
        }
        try await withWorker(service, executor: executor) { worker in
            _ = await service.wait { !$0.heartbeats.isEmpty }
            worker.stop()
            let record = await service.wait { !$0.departures.isEmpty }
            // The heartbeat of its own task may have told of it first, and beaten once more since.
            #expect(record.heartbeats.contains { $0.leases.first?.stateBlob == "last state" })
        }
    }

    @Test func aNameThatHasHadItsLifeIsNotTakenAgain() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        let gone = ProblemResource(type: "state-conflict", title: "Gone", status: 409, detail: nil, errors: nil)
        await service.fail(.registering, with: [gone, gone])
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.registrations.map(\.name) == ["w-3"])
        }
    }

    @Test func aWorkerThatTheServiceDoesNotKnowAnyMoreTakesAnotherName() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        await service.fail(
            .leasing,
            with: [
                ProblemResource(type: "state-conflict", title: "Gone", status: 409, detail: nil, errors: nil)
            ])
        try await withWorker(service, executor: ClosureExecutor { _, _ in .sample }) { _ in
            let record = await service.wait { !$0.completions.isEmpty }
            #expect(record.registrations.map(\.name) == ["w", "w-2"])
        }
    }

    @Test func lossPointsAreSentAgainUntilAHeartbeatArrives() async throws {
        let service = ScriptedService(leases: [[.sample("job_1")]])
        await service.fail(.heartbeat, with: [ClientError(.unreachable, message: "connection refused")])
        let executor = ClosureExecutor { _, assignment in
            assignment.report(JobProgress(completed: 1, total: 2, losses: [LossPoint(step: 1, loss: 5)]))
            assignment.report(JobProgress(completed: 2, total: 2, losses: [LossPoint(step: 2, loss: 4)]))
            assignment.report(stateBlob: "state")
            throw WorkCancelled(reason: await assignment.cancellation.cancelled() ?? .stopping)
        }
        try await withWorker(service, executor: executor) { _ in
            let record = await service.wait { $0.heartbeats.count >= 2 }
            let losses = record.heartbeats.prefix(2).map { $0.leases.first?.progress?.losses?.map(\.step) }
            #expect(losses == [[1, 2], nil])
            #expect(record.heartbeats.first?.leases.first?.stateBlob == "state")
            #expect(record.heartbeats.first?.leases.first?.progress?.completed == 2)
        }
    }
}
