import Foundation
import Hashing
import Jobs
import Storage
import TestSupport
import Testing
import Words

/// Prints how the store and the queue bear many jobs; asks nothing of the figures, which depend on the machine.
///
/// Runs when `ASSAY_SCALE` says how many jobs.
@Suite(.serialized) struct ScaleTests {
    static let jobs = ProcessInfo.processInfo.environment["ASSAY_SCALE"].flatMap(Int.init) ?? 0

    private func measure(_ name: String, _ count: Int, _ body: (Int) async throws -> Void) async throws {
        var times: [Duration] = []
        for number in 0..<count {
            let start = ContinuousClock.now
            try await body(number)
            times.append(ContinuousClock.now - start)
        }
        times.sort()
        print("\(name): median \(times[count / 2]), p99 \(times[min(count - 1, count * 99 / 100)])")
    }

    @Test(.enabled(if: jobs > 0)) func manyJobsAreQueuedListedAndLeased() async throws {
        let bench = try QueueBench()
        let (store, queue) = (bench.store, bench.queue)
        let batches = max(1, Self.jobs / 10_000)
        try await measure("batch of 10,000", batches) { try await bench.enqueue(10_000, owner: "batch \($0)") }
        try await measure("submit one", 300) { _ in try await bench.enqueue(1, owner: "single") }
        for (name, filter) in [
            ("list", JobFilter()), ("list queued", JobFilter(state: .queued)),
            ("list failed", JobFilter(state: .failed)),
            ("list owner and state", JobFilter(state: .failed, owner: "batch 0")),
        ] {
            try await measure(name, 200) { _ in _ = try await store.read { try $0.jobs(filter) } }
        }
        try await measure("counts", 20) { _ in _ = try await store.read { try $0.jobCounts() } }
        let worker = try await bench.worker()
        try await measure("lease 32 and complete each", 30) { _ in
            for lease in try await queue.lease(worker: worker, maximum: 32) {
                _ = try await queue.complete(lease.key) { _, _ in }
            }
        }
        try await measure("64 submits at once", 20) { round in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 { group.addTask { try await bench.enqueue(1, owner: "round \(round)") } }
                try await group.waitForAll()
            }
        }
    }
}
