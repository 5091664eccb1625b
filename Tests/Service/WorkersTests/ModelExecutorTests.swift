import API
import Checkpoints
import Conformance
import Foundation
import Hashing
import Logging
import Mixtures
import StrictJSON
import Synchronization
import Testing

import Words
@testable import Workers

/// Real tiny models, real text, no service.
@Suite(.serialized) struct ModelExecutorTests {
    let blobs: FolderBlobs
    let text: [String] = (0..<40).map { "line \($0): the quick brown fox number \($0 * 7) jumps" }

    init() throws {
        blobs = try FolderBlobs()
    }

    /// Time that moves on by a second whenever it is asked, which is at every step, so that every step saves a state.
    private static func restlessTime(_ look: @escaping @Sendable (Int) -> Void = { _ in }) -> WorkerTime {
        let seconds = Mutex(0)
        return WorkerTime {
            let now = seconds.withLock {
                $0 += 1
                return $0
            }
            look(now)
            return .seconds(now)
        } sleep: { _ in
        }
    }

    func executor(threads: Int = 1, time: WorkerTime = Self.restlessTime()) throws -> ModelExecutor {
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let configuration = ModelExecutor.Configuration(
            threads: threads, workFolder: blobs.folder + "/work", stateInterval: .seconds(1))
        return try ModelExecutor(
            configuration, blobs: source, sink: blobs, time: time,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func documents(_ texts: some Sequence<String>, domain: String? = nil) throws -> TaskDocuments {
        var lines: [UInt8] = []
        for text in texts {
            var object = ["text": text]
            object["domain"] = domain
            lines += try JSONCoder.encode(object) + [UInt8(ascii: "\n")]
        }
        return TaskDocuments(blob: try blobs.place(Data(lines)), format: .jsonLines)
    }

    func trainingTask(
        seed: Int, steps: Int = 12, resume: String? = nil, vocabulary: Int = 257
    ) throws -> TrainingTask {
        let configuration: [String: JSONValue] = [
            "model_type": "llama", "vocab_size": .number(vocabulary), "hidden_size": .number(16),
            "intermediate_size": .number(32), "num_hidden_layers": .number(2), "num_attention_heads": .number(2),
            "max_position_embeddings": .number(32), "rms_norm_eps": .number(1e-5),
            "tie_word_embeddings": true,
        ]
        return TrainingTask(
            kind: .base, checkpoint: nil, configuration: configuration,
            data: [TaskShare(partition: "part_1", documents: try documents(text), weight: 1)],
            plan: PlanResource(
                steps: steps, sequencesPerStep: 4, context: 32, learningRate: 1e-2, warmupSteps: 1, seed: seed),
            resumeBlob: resume)
    }

    func train(_ task: TrainingTask, threads: Int = 1) async throws -> TrainingResult {
        let assignment = Assignment(lease: .sample("job_train"))
        let result = try await executor(threads: threads).execute(.training(task), for: assignment)
        guard case .training(let training) = result else { throw WorkFailure("wrong", "\(result)") }
        return training
    }

    func checkpoint(_ result: TrainingResult, id: String) throws -> TaskCheckpoint {
        let files = try result.files.map { (name: $0.key, digest: try #require(SHA256Digest(hex: $0.value))) }
        return TaskCheckpoint(id: id, hash: CheckpointHash.combine(files).hex, files: result.files)
    }

    private func evaluate(
        _ members: [(TaskCheckpoint, Double)], _ documents: TaskDocuments, threads: Int = 1, perToken: Bool = false
    ) async throws -> EvaluationResult {
        let task = EvaluationTask(
            members: members.map { TaskMember(checkpoint: $0.0, weight: $0.1) }, tokenizer: .bytes,
            documents: documents, way: ScoringWay(context: 32), perToken: perToken)
        let result = try await executor(threads: threads)
            .execute(.evaluation(task), for: Assignment(lease: .sample("job_evaluate")))
        guard case .evaluation(let evaluation) = result else { throw WorkFailure("wrong", "\(result)") }
        return evaluation
    }

    @Test func trainingLeavesACheckpointAndItsLosses() async throws {
        defer { blobs.remove() }
        let result = try await train(trainingTask(seed: 1))
        #expect(Set(result.files.keys) == ["config.json", "model.safetensors"])
        #expect(result.tokens == 12 * 4 * 32)
        #expect(result.losses.map(\.step) == Array(1...12))
        let first = try #require(result.losses.first?.loss)
        let last = try #require(result.losses.last?.loss)
        #expect(last < first, "it learns")
        #expect(try await train(trainingTask(seed: 1), threads: 2).files == result.files, "for any number of threads")
        #expect(try await train(trainingTask(seed: 2)).files != result.files)
    }

    @Test func aStoppedRunGoesOnBitForBit() async throws {
        defer { blobs.remove() }
        let whole = try await train(trainingTask(seed: 1))
        let assignment = Assignment(lease: .sample("job_train"))
        let time = Self.restlessTime { if $0 == 5 { assignment.cancellation.cancel(.stopping) } }
        let stopping = try executor(time: time)
        let task = try trainingTask(seed: 1)
        let error = await #expect(throws: WorkCancelled.self) {
            try await stopping.execute(.training(task), for: assignment)
        }
        #expect(error?.reason == .stopping)
        let held = assignment.heldLease()
        let state = try #require(held.stateBlob, "the last state was uploaded")
        #expect((1..<12).contains(held.progress?.completed ?? 0))

        let resumed = try await train(trainingTask(seed: 1, resume: state))
        #expect(resumed == whole)
    }

    @Test func aStateOfAnotherRunIsNotUsed() async throws {
        defer { blobs.remove() }
        let whole = try await train(trainingTask(seed: 1))
        let foreign = try blobs.place(Data("no state at all".utf8))
        #expect(try await train(trainingTask(seed: 1, resume: foreign)) == whole)
    }

    @Test func aMixtureIsScoredAlikeInWhateverOrderItIsNamed() async throws {
        defer { blobs.remove() }
        let first = try checkpoint(await train(trainingTask(seed: 1)), id: "ckpt_1")
        let second = try checkpoint(await train(trainingTask(seed: 2)), id: "ckpt_2")
        let set = try documents(text.prefix(5), domain: "lines")
        let one = try await evaluate([(first, 0.25), (second, 0.75)], set)
        let other = try await evaluate([(second, 0.75), (first, 0.25)], set, threads: 2)
        #expect(one == other)
        #expect(one.domains.map(\.domain) == ["lines"])
        #expect(one.domains.first?.documents == 5)
        let alone = try await evaluate([(first, 1)], set)
        #expect(alone.domains != one.domains)
        let lines = try blobs.contents(of: one.documents).split(separator: 10)
        #expect(lines.count == 5)
    }

    @Test func tokensAreKeptWhereTheyAreAskedFor() async throws {
        defer { blobs.remove() }
        let model = try checkpoint(await train(trainingTask(seed: 1)), id: "ckpt_1")
        let texts = ["line 1: the quick brown fox number 7 jumps", "é"]
        let set = try documents(texts, domain: "lines")
        let plain = try await evaluate([(model, 1)], set)
        #expect(plain.tokensBlob == nil)
        var result = try await evaluate([(model, 1)], set, perToken: true)
        let blob = try #require(result.tokensBlob)
        struct Line: Decodable {
            let document: Int
            let domain: String
            let tokens: [Int]
            let nll: [Float]
        }
        let lines = try blobs.contents(blob).split(separator: 10).map { try JSONDecoder().decode(Line.self, from: $0) }
        #expect(lines.map(\.document) == [0, 1] && lines.map(\.domain) == ["lines", "lines"])
        #expect(lines.map(\.tokens) == texts.map { $0.utf8.map(Int.init) }, "a byte is a token")
        let sum = lines.flatMap(\.nll).reduce(0.0) { $0 + Double($1) }
        let known = try #require(plain.domains.first?.nll)
        #expect(lines.map(\.nll.count) == lines.map(\.tokens.count) && abs(sum - known) <= 1e-9 * known)
        result.tokensBlob = nil
        #expect(result == plain, "the score is the same")
        let left = try FileManager.default.contentsOfDirectory(atPath: blobs.folder + "/work")
        #expect(left.isEmpty)
    }

    @Test func aCancelledEvaluationHasNoResult() async throws {
        defer { blobs.remove() }
        let model = try checkpoint(await train(trainingTask(seed: 1, steps: 1)), id: "ckpt_1")
        let assignment = Assignment(lease: .sample("job_evaluate"))
        assignment.cancellation.cancel(.cancelled)
        let task = EvaluationTask(
            members: [TaskMember(checkpoint: model, weight: 1)], tokenizer: .bytes,
            documents: try documents(text), way: ScoringWay(context: 32))
        let executor = try executor()
        await #expect(throws: WorkCancelled.self) {
            try await executor.execute(.evaluation(task), for: assignment)
        }
    }

    @Test func aBlobThatIsNotThereFailsByItsName() async throws {
        defer { blobs.remove() }
        let missing = String(repeating: "ab", count: 32)
        let error = await #expect(throws: WorkFailure.self) {
            try await evaluate([], TaskDocuments(blob: missing, format: .text))
        }
        #expect(error?.error.detail == missing)
    }

    @Test func textTooShortForThePlanSaysSo() async throws {
        defer { blobs.remove() }
        var task = try trainingTask(seed: 1)
        task.data = [TaskShare(partition: "part_short", documents: try documents(["few"]), weight: 1)]
        let short = task
        let error = await #expect(throws: (any Error).self) { try await train(short) }
        let workError = WorkError(of: try #require(error))
        #expect(workError.code == "plan-refused")
        #expect(workError.detail.contains("part_short"))
        #expect(!workError.retryable)
    }
}
