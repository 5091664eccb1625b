import API
import Client
import Foundation
import Testing
import Words

/// What is left when processes are killed.
@Suite(.serialized) struct RecoveryTests {
    /// Long enough to be killed in the middle, and to have saved its state before.
    private func longRun(_ partition: PartitionResource, name: String) -> TrainingRunCreation {
        TrainingRunCreation(
            name: name, kind: .base, start: .configuration(SamplePool.configuration), data: [partition.id: 1],
            plan: SamplePool.plan(steps: 16_000, seed: 7))
    }

    private func partition(_ client: AssayClient) async throws -> PartitionResource {
        let domain = try #require(try SampleCorpus().domains.first)
        let blob = try await client.upload(SampleCorpus.lines(domain.training))
        return try await client.createPartition(PartitionCreation(name: domain.name, blob: blob.hex))
    }

    /// The hash of the checkpoint that a run made.
    private func hash(_ run: TrainingRunResource, _ client: AssayClient) async throws -> String {
        try #require(run.state == .succeeded, "\(String(describing: run.error))")
        return try await client.checkpoint(try #require(run.checkpoint)).hash
    }

    @Test func aTrainingRunWhoseWorkerIsKilledGivesTheSameBits() async throws {
        let service = try await RunningService(
            workers: 2, flags: ["--state-seconds", "1", "--lease-seconds", "10", "--log-level", "debug"])
        let client = service.client
        let partition = try await partition(client)
        let undisturbed = try await client.createTrainingRun(longRun(partition, name: "undisturbed"))
        let killed = try await client.createTrainingRun(longRun(partition, name: "killed"))

        // The event after the one before which a state was kept: the service has been told of it by then.
        var isKept = false
        for try await _ in client.jobEvents(killed.job) {
            if isKept { break }
            isKept = service.process.log.contains { $0.contains("state kept") && $0.contains(killed.job) }
        }
        let worker = try #require(
            try await client.workers().all().first { $0.jobs.contains(killed.job) }, "the run ended too early")
        kill(pid_t(worker.pid), SIGKILL)
        let finished = try await client.finishedTrainingRun(killed.id)
        let whole = try await client.finishedTrainingRun(undisturbed.id)

        let job = try await client.job(killed.job)
        #expect(job.attempts.map(\.state) == ["lost", "succeeded"])
        #expect(try await hash(finished, client) == hash(whole, client))
        #expect(finished.losses == whole.losses)
        #expect(service.process.log.contains { $0.contains("training resumed") && $0.contains(killed.job) })
        await service.stop()
    }

    /// Adversary, D5: a worker that hung was never replaced.
    @Test func aWorkerThatHangsIsReplacedAndItsRunGoesOn() async throws {
        let service = try await RunningService(workers: 1, flags: ["--lease-seconds", "10"])
        let client = service.client
        var creation = longRun(try await partition(client), name: "stopped")
        creation.plan.steps = 4_000
        let run = try await client.createTrainingRun(creation)
        for try await event in client.jobEvents(run.job) where (event.value.progress ?? 0) > 0 {
            break
        }
        let worker = try #require(
            try await client.workers().all().first { $0.jobs.contains(run.job) }, "the run ended too early")
        kill(pid_t(worker.pid), SIGSTOP)
        #expect(try await client.finishedTrainingRun(run.id).state == .succeeded)
        #expect(try await client.job(run.job).attempts.map(\.state) == ["lost", "succeeded"])
        let pids = try await client.workers().all().filter { $0.state == .alive }.map(\.pid)
        #expect(pids.count == 1 && !pids.contains(worker.pid), "\(pids)")
        await service.stop()
    }

    @Test func aServiceThatIsKilledLosesNothingThatItAcknowledged() async throws {
        let first = try await RunningService(workers: 2)
        let pool = try await SamplePool(first.client)
        let names = pool.partitions.map(\.name)
        let mixtures = (1...12).map { [names[0]: Double($0) / 13, names[1]: 1 - Double($0) / 13] }
        let evaluations = try await first.client.createEvaluations(mixtures.map { pool.evaluation($0) })
        var later = longRun(pool.partitions[2], name: "later")
        later.plan.steps = 500
        let run = try await first.client.createTrainingRun(later)
        await first.kill()
        // Workers share the service's output, which ends when the last of them has ended: none outlives it.
        _ = await first.process.remainingOutput()

        let second = try await RunningService(folder: first.folder, workers: 2)
        for (evaluation, mixture) in zip(evaluations, mixtures) {
            let finished = try await second.client.finishedEvaluation(evaluation.id)
            #expect(finished.state == .succeeded, "\(String(describing: finished.error))")
            #expect(finished.mixture == mixture)
        }
        #expect(try await second.client.finishedTrainingRun(run.id).state == .succeeded)
        #expect(try await second.client.pool(pool.pool.id) == pool.pool)
        await second.stop()
    }

    @Test func aCancelledTrainingRunStops() async throws {
        let service = try await RunningService()
        let partition = try await partition(service.client)
        var creation = longRun(partition, name: "endless")
        creation.plan.steps = 1_000_000
        let run = try await service.client.createTrainingRun(creation)
        for try await event in service.client.jobEvents(run.job) where (event.value.progress ?? 0) > 0 {
            break
        }
        _ = try await service.client.cancelJob(run.job)
        #expect(try await service.client.finishedTrainingRun(run.id).state == .cancelled)
        await service.stop()
    }
}
