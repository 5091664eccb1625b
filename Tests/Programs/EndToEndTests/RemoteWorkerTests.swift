import API
import Client
import Foundation
import Testing
import Words

/// A worker that was started by hand, without a look into the service's data folder: as one on another machine.
@Suite(.serialized) struct RemoteWorkerTests {
    private let token = ["ASSAY_WORKER_TOKEN": String(repeating: "secret", count: 8)]

    private func worker(of service: RunningService, environment: [String: String]) throws -> ProgramProcess {
        try ProgramProcess(
            "assayd",
            [
                "worker", "--server", service.address, "--threads", "1", "--cache", "\(service.folder)/cache", "--name",
                "by hand",
            ], environment: environment, logPath: "\(service.folder)/worker.log")
    }

    @Test func itFetchesWhatItNeedsAndLeavesInOrder() async throws {
        let service = try await RunningService(workers: 0, environment: token)
        let worker = try worker(of: service, environment: token)
        let pool = try await SamplePool(service.client, steps: 3)
        let names = pool.partitions.map(\.name)
        let evaluation = try await service.client.createEvaluation(pool.evaluation([names[0]: 0.5, names[1]: 0.5]))
        #expect(try await service.client.finishedEvaluation(evaluation.id).state == .succeeded)
        let downloads = try FileManager.default.contentsOfDirectory(atPath: "\(service.folder)/cache/by hand/blobs")
        #expect(downloads.contains(pool.evaluationSet.blob))

        worker.send(SIGTERM)
        #expect(await worker.waitUntilEnded().status == 0, "\(worker.log.joined(separator: "\n"))")
        let known = try #require(try await service.client.workers().all().first { $0.name == "by hand" })
        #expect(known.state == .gone)
        await service.stop()
    }

    @Test func aRunThatItIsAtIsGivenBackWithItsState() async throws {
        let service = try await RunningService(workers: 0, flags: ["--log-level", "debug"], environment: token)
        let first = try worker(of: service, environment: token)
        let domain = try #require(try SampleCorpus().domains.first)
        let blob = try await service.client.upload(SampleCorpus.lines(domain.training))
        let partition = try await service.client.createPartition(PartitionCreation(name: domain.name, blob: blob.hex))
        let run = try await service.client.createTrainingRun(
            TrainingRunCreation(
                name: "long", kind: .base, start: .configuration(SamplePool.configuration), data: [partition.id: 1],
                plan: SamplePool.plan(steps: 16_000, seed: 1)))
        for try await event in service.client.jobEvents(run.job) where (event.value.progress ?? 0) > 0 { break }
        first.send(SIGTERM)
        #expect(await first.waitUntilEnded().status == 0, "\(first.log.joined(separator: "\n"))")

        let second = try worker(of: service, environment: token)
        let finished = try await service.client.finishedTrainingRun(run.id)
        #expect(finished.state == .succeeded, "\(String(describing: finished.error))")
        let job = try await service.client.job(run.job)
        #expect(job.attempts.map(\.state) == ["returned", "succeeded"])
        #expect(second.log.contains { $0.contains("training resumed") })
        second.send(SIGTERM)
        #expect(await second.waitUntilEnded().status == 0)
        await service.stop()
    }

    @Test func aWorkerWithAnotherTokenIsRefused() async throws {
        let service = try await RunningService(workers: 0, environment: token)
        let worker = try worker(of: service, environment: ["ASSAY_WORKER_TOKEN": "another"])
        #expect(await worker.waitUntilEnded().status != 0)
        #expect(worker.log.contains { $0.contains("bearer token is missing or wrong") })
        await service.stop()
    }
}
