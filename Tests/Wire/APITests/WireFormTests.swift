import API
import Foundation
import Mixtures
import StrictJSON
import Testing
import Words

@Suite("Wire form")
struct WireFormTests {
    private let plan = PlanResource(steps: 10, sequencesPerStep: 2, context: 64, learningRate: 1e-3, seed: 5)

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONCoder.encode(value), as: UTF8.self)
    }

    @Test func keysAreSnakeCaseButNamesStandAsGiven() throws {
        let creation = EvaluationCreation(pool: "p", evaluationSet: "e", subject: .mixture(["camelCase/x_y": 1]))
        let json = try text(creation)
        #expect(json.contains("\"evaluation_set\":\"e\""))
        #expect(json.contains("{\"camelCase/x_y\":1}"))
        let read = try JSONCoder.read(EvaluationSubmission.self, from: Array(json.utf8))
        #expect(read == .one(creation))
    }

    @Test func configurationKeysSurviveBothWays() throws {
        let configuration: [String: JSONValue] = [
            "hidden_size": .number(128), "camelKey": true, "rms_norm_eps": .number(1e-5),
            "nested": .object(["some_key": .array([.number(1)])]),
        ]
        let creation = TrainingRunCreation(
            name: "base", kind: .base, start: .configuration(configuration), data: ["web": 1], plan: plan)
        let bytes = try JSONCoder.encode(creation)
        #expect(try JSONCoder.decode(TrainingRunCreation.self, from: bytes) == creation)
        #expect(try JSONCoder.read(TrainingRunCreation.self, from: bytes) == creation)
    }

    @Test func tasksAndResultsCarryTheirType() throws {
        let checkpoint = TaskCheckpoint(id: "ckpt_1", hash: "h", files: ["config.json": "a", "model.safetensors": "b"])
        let task = JobTask.evaluation(
            EvaluationTask(
                members: [TaskMember(checkpoint: checkpoint, weight: 1)], tokenizer: .bytes,
                documents: TaskDocuments(blob: "c", format: .gzippedJSONLines), way: ScoringWay(context: 128)))
        let bytes = try JSONCoder.encode(task)
        #expect(String(decoding: bytes, as: UTF8.self).contains("\"type\":\"evaluation\""))
        #expect(try JSONCoder.decode(JobTask.self, from: bytes) == task)

        let result = TaskResult.training(
            TrainingResult(
                files: ["config.json": String(repeating: "0", count: 64)], tokens: 3,
                losses: [LossPoint(step: 1, loss: 5.5)], kernelPath: "k"))
        let request = CompletionRequest(job: "job_1", attempt: 1, leaseToken: "t", result: result)
        #expect(try JSONCoder.read(CompletionRequest.self, from: try JSONCoder.encode(request)) == request)
    }

    @Test func aMeasurementCarriesItsTypeAndSaysNullWhereNothingHasMoved() throws {
        let checkpoint = TaskCheckpoint(id: "ckpt_1", hash: "h", files: ["config.json": "a"])
        let task = JobTask.validity(
            ValidityTask(base: checkpoint, models: [TaskModel(partition: "web", checkpoint: checkpoint)]))
        #expect(try JSONCoder.decode(JobTask.self, from: try JSONCoder.encode(task)) == task)
        let result = TaskResult.validity(
            ValidityResult(
                members: [MemberDisplacement(partition: "web", delta: 0.5)],
                cosines: [DisplacementCosine(first: "a", second: "b", cosine: nil)]))
        let request = CompletionRequest(job: "job_1", attempt: 1, leaseToken: "t", result: result)
        #expect(try JSONCoder.read(CompletionRequest.self, from: try JSONCoder.encode(request)) == request)
    }

    @Test func overlapCarriesItsTypeThereAndBack() throws {
        let documents = TaskDocuments(blob: "b", format: .jsonLines)
        let task = JobTask.contamination(
            ContaminationTask(
                documents: documents, tokenizer: .bytes,
                texts: [TaskTrainingText(partition: "part_1", documents: documents)]))
        #expect(try JSONCoder.decode(JobTask.self, from: try JSONCoder.encode(task)) == task)
        let result = TaskResult.contamination(
            ContaminationResult(
                domains: [
                    DomainOverlapResource(
                        domain: "law", documents: 2, shortDocuments: 1, ngrams: 9, overlappingDocuments: 1,
                        overlappingNgrams: 3)
                ],
                texts: [
                    TextOverlap(
                        partition: "part_1",
                        domains: [PartOverlap(domain: "law", overlappingDocuments: 1, overlappingNgrams: 3)])
                ], documentsBlob: String(repeating: "0", count: 64)))
        let request = CompletionRequest(job: "job_1", attempt: 1, leaseToken: "t", result: result)
        #expect(try JSONCoder.read(CompletionRequest.self, from: try JSONCoder.encode(request)) == request)
        let lines = [
            OverlappingDocument(document: 0, domain: "a_b", ngrams: 3, overlappingNgrams: 1, partitions: ["p_q": 1]),
            OverlappingDocument(document: 7, domain: "c", ngrams: 1, overlappingNgrams: 1, partitions: [:]),
        ]
        #expect(try OverlappingDocument.read(lines: try OverlappingDocument.lines(lines)) == lines)
    }

    @Test func timesAreRFC3339InUTCWithMilliseconds() throws {
        let date = Date(timeIntervalSince1970: 1_770_000_000.125)
        #expect(Timestamp.text(of: date) == "2026-02-02T02:40:00.125Z")
        #expect(Timestamp.date(of: "2026-02-02T02:40:00.125Z") == date)
        #expect(Timestamp.date(of: "2026-02-02T02:40:00Z") == Date(timeIntervalSince1970: 1_770_000_000))
        #expect(Timestamp.date(of: "yesterday") == nil)
    }

    @Test func theLastPageSaysNull() throws {
        #expect(try text(Page<LossPoint>(items: [], next: nil)) == #"{"items":[],"next":null}"#)
    }

    @Test func equalValuesGiveEqualBytes() throws {
        let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("p\($0)", Double($0)) })
        let other = Dictionary(uniqueKeysWithValues: (0..<100).reversed().map { ("p\($0)", Double($0)) })
        #expect(try JSONCoder.encode(many) == JSONCoder.encode(other))
    }

    @Test func doublesSurviveBitForBit() throws {
        for value in [0.1, 1.0 / 3, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude, 0.30000000000000004] {
            #expect(try JSONCoder.read([Double].self, from: try JSONCoder.encode([value])) == [value])
        }
    }
}
