import API
import Client
import Foundation
import Mixtures
import Statistics
import Testing
import Words

/// Overlap is found by real workers in blobs that were uploaded, and left out of a real score.
@Suite(.serialized) struct ContaminationTests {
    @Test func aScoreLeavesOutTheDocumentsThatOverlapWithAPartition() async throws {
        let service = try await RunningService(workers: 2)
        let client = service.client
        let pool = try await SamplePool(client, steps: 3)
        let source = pool.corpus.domains[0]
        // A document of the partition, spelled otherwise and with other text round it: no duplicate, and yet known
        // text.
        let copied = try #require(source.training.first { $0.split(separator: " ").count > 40 })
        let hidden = "As somebody once wrote: <<\(copied.uppercased().replacing("\n", with: " "))>> and so on."
        let own =
            "Nothing that stands here was ever written down elsewhere before this very sentence came to be; so it goes."
        let lines =
            try SampleCorpus.lines([own], domain: "other")
            + SampleCorpus.lines([hidden, own + " Twice."], domain: "law")
        let blob = try await client.upload(lines)
        let set = try await client.createEvaluationSet(EvaluationSetCreation(name: "overlapping", blob: blob.hex))

        let asked = try await client.findContamination(of: pool.pool.id, on: "overlapping")
        _ = try await client.finishedJob(asked.job)
        let found = try await client.contamination(of: pool.pool.id, on: set.id)
        #expect(found.state == .succeeded && found.domains.map(\.domain) == ["law", "other"])
        #expect(found.domains.map(\.overlappingDocuments) == [1, 0] && found.domains.map(\.documents) == [2, 1])
        let shares = found.partitions.map { ($0.name, $0.domains.map(\.overlappingDocuments)) }
        #expect(shares.filter { $0.1 == [1, 0] }.map(\.0) == [source.name])

        let evaluation = try await client.createEvaluation(
            EvaluationCreation(
                pool: pool.pool.id, evaluationSet: set.id, subject: .mixture([source.name: 1])))
        let whole = try await client.finishedEvaluation(evaluation.id)
        let left = try await client.evaluationWithoutOverlap(evaluation.id)
        let documents = try DocumentScoreLines.read(try await client.evaluationDocuments(evaluation.id))
        #expect(left.excludedDocuments == 1 && whole.score?.documents == 3)
        let expected = try documents.score(over: [0, 2])
        #expect(left.score?.nll == expected.total.nll && left.score?.macro.bitsPerByte == expected.macro.bitsPerByte)
        #expect(left.score?.domains.map(\.documents) == [1, 1] && left.score?.nll != whole.score?.nll)
        await service.stop()
    }
}
