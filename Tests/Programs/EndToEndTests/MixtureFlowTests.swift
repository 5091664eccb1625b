import API
import Client
import Foundation
import Mixtures
import Statistics
import StrictJSON
import Testing
import Words

/// Text in, scored mixtures out, through real processes.
@Suite(.serialized) struct MixtureFlowTests {
    @Test func mixturesOfTrainedModelsAreScored() async throws {
        let service = try await RunningService(workers: 2)
        let pool = try await SamplePool(service.client)
        try await singleAndBatchAgree(pool)
        try await whatIsKnownIsAnsweredFromTheStore(pool)
        try await documentsAddUpToTheScore(pool)
        try await evaluationsAreComparedAndPartsAddUp(pool)
        try await mergedAndScoredByHandGivesTheSameBits(pool, folder: service.folder)
        try await referencesAreHeldAgainstEstimates(pool)
        try await barriersAreMeasured(pool)
        try await aBadMixtureChangesNothing(pool)
        await service.stop()
    }

    private func singleAndBatchAgree(_ pool: SamplePool) async throws {
        let names = pool.partitions.map(\.name)
        let mixtures: [[String: Double]] = [
            [names[0]: 1], [names[1]: 1], [names[0]: 0.5, names[1]: 0.5],
            [names[0]: 0.2, names[1]: 0.3, names[2]: 0.5],
        ]
        let batch = try await pool.client.createEvaluations(mixtures.map { pool.evaluation($0, label: "batch") })
        #expect(batch.map(\.mixture) == mixtures)
        var scores: [ScoreResource] = []
        for evaluation in batch {
            let finished = try await pool.client.finishedEvaluation(evaluation.id)
            #expect(finished.state == .succeeded, "\(String(describing: finished.error))")
            scores.append(try #require(finished.score))
        }
        for score in scores {
            #expect(score.domains.map(\.domain) == names.sorted())
            #expect(score.nll > 0)
            // A model of bytes that learned nothing needs log2(257) bits a byte.
            #expect(score.bitsPerByte < 8.01)
            #expect(score.tokens == score.bytes, "the byte tokenizer gives a token a byte")
        }
        #expect(Set(scores.map(\.nll)).count == scores.count, "different mixtures score differently")
        let listed = try await pool.client.evaluations(pool: pool.pool.id, label: "batch").all()
        #expect(Set(listed.map(\.id)) == Set(batch.map(\.id)))
    }

    private func whatIsKnownIsAnsweredFromTheStore(_ pool: SamplePool) async throws {
        let names = pool.partitions.map(\.name)
        let known = try await pool.client.evaluations(pool: pool.pool.id, label: "batch").all()
        let half = try #require(known.first { $0.mixture == [names[0]: 0.5, names[1]: 0.5] })
        let jobs = try await pool.client.jobs().all().count
        let again = try await pool.client.createEvaluation(pool.evaluation([names[1]: 0.5, names[0]: 0.5]))
        #expect(again.state == .succeeded)
        #expect(again.key == half.key)
        #expect(again.score == half.score)
        #expect(try await pool.client.jobs().all().count == jobs, "no work was queued")
    }

    private func documentsAddUpToTheScore(_ pool: SamplePool) async throws {
        let evaluation = try #require(try await pool.client.evaluations(label: "batch").all().first)
        let lines = try await pool.client.evaluationDocuments(evaluation.id)
            .split(separator: UInt8(ascii: "\n"))
        struct Line: Decodable { let domain: String, tokens: Int, nll: Double }
        let documents = try lines.map { try JSONCoder.decode(Line.self, from: $0) }
        let score = try #require(evaluation.score)
        #expect(documents.count == score.documents)
        #expect(documents.map(\.tokens).reduce(0, +) == score.tokens)
        #expect(abs(documents.map(\.nll).reduce(0, +) - score.nll) < 1e-9 * score.nll)
    }

    /// A part's documents have the bits that they have in the whole, and what both score the same is not told apart.
    private func evaluationsAreComparedAndPartsAddUp(_ pool: SamplePool) async throws {
        let whole = try #require(try await pool.client.evaluations(label: "batch").all().first)
        let comparison = try await pool.client.createComparison(
            ComparisonCreation(pool: pool.pool.id, evaluationSet: whole.evaluationSet, label: "batch"))
        let place = try #require(comparison.findings.evaluations.first { $0.evaluation == whole.id })
        #expect(abs(place.value.value - (try #require(whole.score).macro.bitsPerByte)) < 1e-9)
        #expect(try await pool.client.comparison(comparison.id) == comparison)

        let scores = try DocumentScoreLines.read(try await pool.client.evaluationDocuments(whole.id))
        let middle = scores.count / 2
        for part in [
            DocumentPart(seed: 4, from: 0, to: middle), DocumentPart(seed: 4, from: middle, to: scores.count),
        ] {
            var creation = pool.evaluation(try #require(whole.mixture))
            creation.part = part
            let queued = try await pool.client.createEvaluation(creation)
            let found = try await pool.client.finishedEvaluation(queued.id)
            #expect(found.state == .succeeded && found.key != whole.key, "\(String(describing: found.error))")
            let lines = try DocumentScoreLines.read(try await pool.client.evaluationDocuments(found.id))
            let documents = DocumentOrder(scores.layout, seed: 4).documents(of: part)
            #expect(lines.sums == documents.map { scores.sums[$0] }, "the same bits as in the whole")
        }
    }

    /// The service's score is that of the merged checkpoint on disk, bit for bit.
    private func mergedAndScoredByHandGivesTheSameBits(_ pool: SamplePool, folder: String) async throws {
        let names = pool.partitions.map(\.name)
        let evaluation = try #require(
            try await pool.client.evaluations(label: "batch").all()
                .first { $0.mixture == [names[0]: 0.2, names[1]: 0.3, names[2]: 0.5] })
        var members: [(hash: String, argument: String)] = []
        for (model, weight) in zip(pool.models, ["0.2", "0.3", "0.5"]) {
            let checkpoint = try await pool.client.checkpoint(try #require(model.checkpoint))
            let path = "\(folder)/\(model.name)"
            try await pool.client.downloadCheckpoint(checkpoint, to: path)
            members.append((checkpoint.hash, "\(weight)=\(path)"))
        }
        let arguments = members.sorted { $0.hash < $1.hash }.map(\.argument)
        let merge = try ProgramProcess(
            "assayd", ["merge", "--out", "\(folder)/merged"] + arguments, logPath: "\(folder)/merge.log")
        #expect(await merge.waitUntilEnded().status == 0, "\(merge.log)")

        let lines = "\(folder)/evaluation.jsonl"
        try Data(pool.corpus.evaluationLines()).write(to: URL(fileURLWithPath: lines))
        let score = try ProgramProcess(
            "assayd",
            [
                "score", "\(folder)/merged", "--jsonl", lines, "--context", "\(evaluation.context)", "--threads", "2",
                "--json",
            ],
            logPath: "\(folder)/score.log")
        let output = await score.remainingOutput()
        #expect(await score.waitUntilEnded().status == 0, "\(score.log)")
        struct Answer: Decodable { let tokens: Int, nll: Double }
        let answer = try JSONCoder.decode(Answer.self, from: output.utf8)
        #expect(answer.tokens == evaluation.score?.tokens)
        #expect(abs(answer.nll - (evaluation.score?.nll ?? 0)) < 1e-6)
    }

    private func referencesAreHeldAgainstEstimates(_ pool: SamplePool) async throws {
        let names = pool.partitions.map(\.name)
        let mixture = [names[0]: 0.5, names[1]: 0.5]
        let forecast = try await pool.client.createForecast(
            ForecastCreation(pool: pool.pool.id, evaluationSet: pool.evaluationSet.id, mixtures: [mixture]))
        let run = try await pool.client.createTrainingRun(
            TrainingRunCreation(
                name: "reference", kind: .reference, start: .checkpoint(pool.pool.base), data: mixture,
                plan: SamplePool.plan(steps: 20, seed: 99)))
        let trained = try await pool.client.finishedTrainingRun(run.id)
        #expect(trained.state == .succeeded, "\(String(describing: trained.error))")
        let reference = try await pool.client.createReferenceRun(
            ReferenceRunCreation(pool: pool.pool.id, mixture: mixture, trainingRun: run.id))
        let evaluation = try await pool.client.createEvaluation(
            EvaluationCreation(
                pool: pool.pool.id, evaluationSet: pool.evaluationSet.id, subject: .referenceRun(reference.id)))
        #expect(try await pool.client.finishedEvaluation(evaluation.id).state == .succeeded)
        let fidelity = try await pool.client.fidelity(pool: pool.pool.id, evaluationSet: pool.evaluationSet.id)
        #expect(fidelity.gaps.isEmpty)
        #expect(fidelity.references.map(\.training.seed) == [99] && fidelity.references[0].repetitions?.count == 2)
        let found = try await pool.client.forecast(forecast.id)
        #expect(found.outcomes.allSatisfy { $0.points == 1 } && found.hash == forecast.hash)
    }

    /// Every pair of partition models, by merges through the queue.
    private func barriersAreMeasured(_ pool: SamplePool) async throws {
        var validity = try await pool.client.measureValidity(of: pool.pool.id, on: pool.evaluationSet.id)
        #expect(validity.barriers.first?.evaluations == 30)
        while validity.barriers.contains(where: { $0.lacking > 0 }) {
            try Task.checkCancellation()
            validity = try await pool.client.validity(of: pool.pool.id, wait: .seconds(10))
        }
        let barriers = try #require(validity.barriers.first)
        #expect(barriers.pairs.count == 3 && barriers.pairs.allSatisfy { $0.level > 0 && $0.height < $0.level })
    }

    private func aBadMixtureChangesNothing(_ pool: SamplePool) async throws {
        let names = pool.partitions.map(\.name)
        let before = try await pool.client.evaluations().all().count
        for mixture in [[:], [names[0]: -1, names[1]: 2], [names[0]: 0.4], ["nowhere": 1]] {
            let problem = await #expect(throws: ProblemResource.self) {
                try await pool.client.createEvaluation(pool.evaluation(mixture))
            }
            #expect(problem?.status == 422)
            #expect(problem?.errors?.first?.pointer.hasPrefix("/mixture") == true)
        }
        #expect(try await pool.client.evaluations().all().count == before)
    }
}
