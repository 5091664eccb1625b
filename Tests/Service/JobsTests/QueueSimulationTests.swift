import Foundation
import Storage
import TestSupport
import Testing

@testable import Jobs

/// Workers that stall, die and come back late, cancellations and retries, in seeded schedules.
///
/// `ASSAY_SIMULATED_SCHEDULES` sets how many.
@Suite struct QueueSimulationTests {
    static let schedules = ProcessInfo.processInfo.environment["ASSAY_SIMULATED_SCHEDULES"].flatMap(Int.init) ?? 1_000

    /// Runs schedules until one violates a rule.
    private func firstViolations(guarding: JobQueue.Guarding, schedules: Int) async throws -> (Int, [String]) {
        let bench = try QueueBench(inMemory: true)
        for seed in 0..<schedules {
            let queue = JobQueue(
                store: bench.store, configuration: bench.queue.configuration, time: bench.time,
                entropy: SeededEntropy(UInt64(seed)), identifiers: bench.identifiers, clock: ContinuousClock(),
                guarding: guarding)
            let simulation = QueueSimulation(bench, queue: queue, seed: UInt64(seed) &* 7_919, name: "\(seed)")
            do {
                let violations = try await simulation.run(jobs: 3, workers: 2, steps: 25)
                if !violations.isEmpty { return (seed, violations) }
            } catch let refusal as JobRefusal {
                // The reaper, or a worker's death, met a job that a stale report had ended.
                return (seed, simulation.violations + ["\(refusal)"])
            }
        }
        return (schedules, [])
    }

    @Test func everyJobHasOneEffectiveResultHoweverItsWorkersBehave() async throws {
        let (seed, violations) = try await firstViolations(guarding: .full, schedules: Self.schedules)
        #expect(violations == [], "seed \(seed)")
    }

    /// The mutant: what the guard is for.
    @Test func withoutTheGuardAResultOfALostAttemptIsTaken() async throws {
        let (_, violations) = try await firstViolations(guarding: .none, schedules: 200)
        #expect(!violations.isEmpty)
    }
}
