import API
import Client
import Foundation
import Testing
import Words

/// What was added by mistake is undone from the command line, and stays undone after a crash.
@Suite(.serialized) struct RemovalFlowTests {
    private struct Outcome {
        let output: String
        let errors: String
        let status: Int32
    }

    private func assay(_ service: RunningService, _ arguments: String...) async throws -> Outcome {
        let program = try ProgramProcess(
            "assay", arguments, environment: ["ASSAY_SERVER": service.address],
            logPath: "\(service.folder)/assay-\(UUID().uuidString).log")
        let output = await program.remainingOutput()
        let status = await program.waitUntilEnded().status
        return Outcome(output: output, errors: program.log.joined(separator: "\n"), status: status)
    }

    @Test func whatWasAddedByMistakeIsUndoneAndStaysUndone() async throws {
        let service = try await RunningService(workers: 2)
        let pool = try await SamplePool(service.client)
        // What a pool measures by itself is work under way until it has ended.
        while try await !service.client.validity(of: pool.pool.id, wait: .seconds(30)).state.isFinal {}
        let (partition, other) = (pool.partitions[0], pool.partitions[1])

        let renamed = try await assay(service, "pools", "rename", "licences", "the pool", "--id")
        #expect(renamed.status == 0 && renamed.output == "\(pool.pool.id)\n", "\(renamed)")
        let labelled = try await assay(service, "partitions", "label", other.name, "licences/other")
        #expect(labelled.status == 0 && labelled.output.contains("licences/other"), "\(labelled)")
        let shown = try await assay(service, "partitions", "remove", partition.name, "--dry-run")
        #expect(shown.status == 0 && shown.output.contains("the pool") && shown.output.contains(pool.pool.id))
        let refused = try await assay(service, "partitions", "remove", partition.name)
        #expect(refused.status == 65 && refused.errors.hasPrefix("assay: "), "\(refused)")
        #expect(refused.errors.contains("is in use: 1 pool, 2 training runs depend on it"), "\(refused.errors)")
        #expect(try await service.client.partition(partition.name).id == partition.id)
        let removed = try await assay(service, "partitions", "delete", partition.name, "--with-dependents")
        #expect(removed.status == 0 && removed.output.contains("training run"), "\(removed)")

        // Killed at once, it is gone all the same; text and name are free.
        service.process.send(SIGKILL)
        _ = await service.process.waitUntilEnded()
        let after = try await RunningService(folder: service.folder)
        let problem = await #expect(throws: ProblemResource.self) { try await after.client.pool("the pool") }
        #expect(problem?.status == 404)
        #expect(try await after.client.partition(other.name).labels == "licences/other")
        let blob = try await after.client.upload(SampleCorpus.lines(pool.corpus.domains[0].training))
        let again = try await after.client.createPartition(PartitionCreation(name: partition.name, blob: blob.hex))
        #expect(again.documents == partition.documents)
        await after.stop()
    }
}
