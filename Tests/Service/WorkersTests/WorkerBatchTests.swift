import API
import Conformance
import Foundation
import Logging
import Synchronization
import Testing

@testable import Workers

@Suite struct WorkerBatchTests {
    private func withWorker(
        _ service: ScriptedService, _ executor: BatchExecutor, _ body: (Worker) async throws -> Void
    ) async throws {
        let time = WorkerTime {
            .zero
        } sleep: { _ in
            await Task.yield()
        }
        let worker = Worker(
            service: service, executor: executor,
            registration: WorkerRegistration(name: "w", pid: 1, host: "h", threads: 1, kernelPath: "k"), time: time,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let loop = Task { try await worker.run() }
        try await body(worker)
        worker.stop()
        try await loop.value
    }

    @Test func jobsOfOneBatchAreCarriedOutTogetherAndHandedInOneByOne() async throws {
        let jobs: [LeaseResource] = [
            .sample("a", batch: "x"), .sample("b"), .sample("c", batch: "x"), .sample("d", batch: "y"), .sample("e"),
        ]
        let many = (0..<10).map { LeaseResource.sample("m\($0)", batch: "z") }
        let service = ScriptedService(leases: [jobs, many])
        let executor = BatchExecutor { _, _ in .sample }
        try await withWorker(service, executor) { _ in
            let record = await service.wait { $0.completions.count == 15 }
            #expect(record.failures.isEmpty)
            #expect(Set(record.completions.map(\.leaseToken)).count == 15)
        }
        #expect(
            executor.batches == [
                ["a", "c"], ["b"], ["d"], ["e"], (0..<8).map { "m\($0)" }, ["m8", "m9"],
            ])
    }

    @Test func oneThatFailsOrIsCancelledDoesNotHoldUpTheOthers() async throws {
        let jobs = ["good", "bad", "endless"].map { LeaseResource.sample($0, batch: "x") }
        let service = ScriptedService(leases: [jobs])
        await service.cancel("endless")
        let executor = BatchExecutor { job, assignment in
            switch job {
            case "good": return .sample
            case "bad": throw WorkFailure("text-empty", "line 3 is empty")
            default: throw WorkCancelled(reason: await assignment.cancellation.cancelled() ?? .stopping)
            }
        }
        try await withWorker(service, executor) { _ in
            let record = await service.wait { $0.failures.count == 2 && $0.completions.count == 1 }
            #expect(record.completions.map(\.job) == ["good"])
            #expect(Set(record.failures.map(\.error.code)) == ["text-empty", "cancelled"])
        }
    }

    @Test func whoeverWaitsForACancellationHearsOfItOnceAndOfItsFirstReason() async {
        let cancellation = Cancellation()
        async let first = cancellation.cancelled()
        async let second = cancellation.cancelled()
        let given = Task { await cancellation.cancelled() }
        given.cancel()
        #expect(await given.value == nil, "whoever does not wait any more is not kept")
        cancellation.cancel(.lost)
        cancellation.cancel(.stopping)
        #expect(await [first, second] == [.lost, .lost])
        #expect(await cancellation.cancelled() == .lost, "also of one that has been")
    }

    @Test func aCancelledJobOfABatchIsAnsweredWhileTheOthersGoOn() async throws {
        let assignments = ["a", "b", "c"].map { Assignment(lease: .sample($0)) }
        let ended = Mutex<[Int]>([])
        let (firsts, first) = AsyncStream.makeStream(of: Int.self)
        let answers = BatchAnswers(assignments) { place, outcome in
            if case .failure(let error) = outcome { #expect(error is WorkCancelled) }
            ended.withLock { $0.append(place) }
            first.yield(place)
        }
        let value = try await answers.watching {
            #expect(!answers.areAllCancelled)
            assignments[1].cancellation.cancel(.cancelled)
            #expect(!answers.areAllCancelled)
            // The work asks nothing and goes on only once the end has been told: so it is told meanwhile.
            for await place in firsts {
                #expect(place == 1)
                break
            }
            assignments[0].cancellation.cancel(.lost)
            assignments[2].cancellation.cancel(.stopping)
            #expect(answers.areAllCancelled)
            return 7
        }
        #expect(value == 7)
        #expect(ended.withLock { $0.sorted() } == [0, 1, 2])
        await answers.end(0, .success(.sample))
        #expect(answers.left.isEmpty && ended.withLock { $0.count } == 3, "answered once")
    }
}
