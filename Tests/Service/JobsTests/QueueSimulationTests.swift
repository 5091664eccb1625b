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
    ///
    /// - Parameter isSteady: whether the queue goes by time that passes evenly; else by the wall clock, which steps.
    private func firstViolations(
        guarding: JobQueue.Guarding = .full, isSteady: Bool = true,
        rules: QueueSimulation.Rules = QueueSimulation.Rules(), schedules: Int
    ) async throws -> (Int, [String]) {
        let bench = try QueueBench(inMemory: true)
        let clocks = QueueSimulation.Clocks()
        let steady = clocks.source
        var configuration = bench.queue.configuration
        configuration.maximumLosses = 2
        for seed in 0..<schedules {
            let queue = JobQueue(
                store: bench.store, configuration: configuration, time: isSteady ? steady : clocks.wall,
                entropy: SeededEntropy(UInt64(seed)), identifiers: bench.identifiers, clock: ContinuousClock(),
                guarding: guarding)
            let simulation = QueueSimulation(
                bench, queue: queue, clocks: clocks, seed: UInt64(seed) &* 7_919, name: "\(seed)", rules: rules)
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

    @Test func everyJobHasOneEffectiveResultHoweverItsWorkersAndTheWallClockBehave() async throws {
        let (seed, violations) = try await firstViolations(schedules: Self.schedules)
        #expect(violations == [], "seed \(seed)")
    }

    /// The mutant: what the guard is for.
    @Test func withoutTheGuardAResultOfALostAttemptIsTaken() async throws {
        let (_, violations) = try await firstViolations(guarding: .none, schedules: 200)
        #expect(!violations.isEmpty)
    }

    /// The mutant: what steady time is for (adversary, D7).
    @Test func byTheWallClockLeasesEndAndJobsHang() async throws {
        let (_, violations) = try await firstViolations(isSteady: false, schedules: 200)
        #expect(!violations.isEmpty)
    }

    /// The schedules tell a queue that forgives losses once a state is stored from one that never does (adversary, D4).
    @Test func aQueueThatNeverForgaveWouldBeFoundOut() async throws {
        let (_, violations) = try await firstViolations(
            rules: QueueSimulation.Rules(storedStatesForgive: false), schedules: 400)
        #expect(violations.contains { $0.contains("lost workers") }, "\(violations)")
    }

    /// And one that counts lost workers apart from one that takes them for failures.
    @Test func aQueueThatTookLossesForFailuresWouldBeFoundOut() async throws {
        let (_, violations) = try await firstViolations(
            rules: QueueSimulation.Rules(lossesAreFailures: true), schedules: 400)
        #expect(violations.contains { $0.contains("lost workers") }, "\(violations)")
    }
}
