import API
import Foundation
import Mixtures
import StrictJSON
import Testing
import Words

/// The fields of a way of scoring stand flat beside those of what holds it, as when each type named them itself.
@Suite("Scoring on the wire")
struct ScoringFormTests {
    private let way = ScoringWay(
        estimator: .merge, precision: .bf16, context: 64, part: DocumentPart(seed: 7, from: 0, to: 9, streams: .first))
    private let documents = TaskDocuments(blob: "c", format: .text)
    private static let documents = #""documents":{"blob":"c","domain":"default","format":"text"}"#
    private static let part = #""part":{"from":0,"seed":7,"to":9}"#
    private static let tokenizer = #""tokenizer":{"hash":"bytes-256","name":"bytes","vocabulary_rows":257}"#

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONCoder.encode(value), as: UTF8.self)
    }

    @Test func aTask() throws {
        var ties = way
        ties.recipe = try MergeRecipe(.ties)
        let task = EvaluationTask(
            members: [], tokenizer: .bytes, documents: documents,
            base: TaskCheckpoint(id: "i", hash: "h", files: [:]), way: ties, perToken: true)
        let json = """
            {"base":{"files":{},"hash":"h","id":"i"},"context":64,\(Self.documents),"estimator":"merge","members":[],\
            "method":"ties","parameters":{"density":0.2,"lambda":1,"normalize":true},\(Self.part),"per_token":true,\
            "precision":"bf16","protocol":"rolling-1",\(Self.tokenizer),"type":"evaluation"}
            """
        #expect(try text(JobTask.evaluation(task)) == json)
        #expect(try JSONCoder.decode(JobTask.self, from: Array(json.utf8)) == .evaluation(task))
    }

    @Test func aTaskOfOneModelSaysNothingOfMerging() throws {
        let task = LogProbabilitiesTask(
            checkpoint: TaskCheckpoint(id: "i", hash: "h", files: [:]), tokenizer: .bytes, documents: documents,
            way: way.ofOneModel)
        let json = """
            {"checkpoint":{"files":{},"hash":"h","id":"i"},"context":64,\(Self.documents),"precision":"bf16",\
            "protocol":"rolling-1",\(Self.tokenizer),"type":"log_probabilities"}
            """
        #expect(try text(JobTask.logProbabilities(task)) == json)
        #expect(try JSONCoder.decode(JobTask.self, from: Array(json.utf8)) == .logProbabilities(task))
    }

    @Test func aQuestion() throws {
        let creation = EvaluationCreation(
            pool: "p", evaluationSet: "e", subject: .mixture(["web": 1]), method: .ties,
            parameters: MergeParameters(density: 0.5), estimator: .both,
            scoring: ScoringOptions(precision: .bf16, context: 64, part: way.part), perToken: true, label: "l")
        let json = """
            {"context":64,"estimator":"both","evaluation_set":"e","label":"l","method":"ties","mixture":{"web":1},\
            "normalize":false,"parameters":{"density":0.5},\(Self.part),"per_token":true,"pool":"p","precision":"bf16"}
            """
        #expect(try text(creation) == json)
        #expect(try JSONCoder.decode(EvaluationCreation.self, from: Array(json.utf8)) == creation)
        #expect(try JSONCoder.read(EvaluationSubmission.self, from: Array(json.utf8)) == .one(creation))
    }

    @Test func aQuestionOfAnOutputHasNoPart() throws {
        let creation = InteractionsCreation(
            OutputQuestion(
                evaluationSet: "e", mixture: ["web": 1], estimator: .ensemble, scoring: ScoringOptions(context: 64)),
            step: 0.5)
        let json = """
            {"context":64,"estimator":"ensemble","evaluation_set":"e","mixture":{"web":1},"normalize":false,\
            "precision":"f32","step":0.5}
            """
        #expect(try text(creation) == json)
        #expect(try JSONCoder.decode(InteractionsCreation.self, from: Array(json.utf8)) == creation)
        #expect(try JSONCoder.read(InteractionsCreation.self, from: Array(json.utf8)) == creation)
        let withPart = String(json.dropLast()) + ",\(Self.part)}"
        let error = #expect(throws: InvalidBody.self) {
            try JSONCoder.read(InteractionsCreation.self, from: Array(withPart.utf8))
        }
        #expect(error?.errors.map(\.pointer) == ["/part"])
    }

    @Test func anEvaluation() throws {
        let moment = Date(timeIntervalSince1970: 1_770_000_000)
        var evaluation = EvaluationResource(
            id: "i", state: .failed, key: "k", pool: "p", evaluationSet: "e", mixture: ["web": 1], referenceRun: "r",
            checkpoint: "c", base: "b", tokenizer: "bytes-256", way: way, label: "l", job: "j", score: nil,
            documentsBlob: "d",
            tokens: TokensResource(state: .queued, job: "t", blob: nil, kernelPath: nil, error: nil), kernelPath: "k",
            warnings: [], error: WorkError(code: "x", detail: "y", retryable: false), createdAt: moment,
            finishedAt: moment)
        evaluation.excludedDocuments = 3
        let json = """
            {"base":"b","checkpoint":"c","context":64,"created_at":"2026-02-02T02:40:00.000Z","documents_blob":"d",\
            "error":{"code":"x","detail":"y","retryable":false},"estimator":"merge","evaluation_set":"e",\
            "excluded_documents":3,"finished_at":"2026-02-02T02:40:00.000Z","id":"i","job":"j","kernel_path":"k",\
            "key":"k","label":"l","method":"linear","mixture":{"web":1},\(Self.part),"pool":"p","precision":"bf16",\
            "protocol":"rolling-1","reference_run":"r","state":"failed","tokenizer":"bytes-256",\
            "tokens":{"job":"t","state":"queued"},"warnings":[]}
            """
        #expect(try text(evaluation) == json)
        #expect(try JSONCoder.decode(EvaluationResource.self, from: Array(json.utf8)) == evaluation)
    }
}
