import API
import HTTPServer
import HTTPTypes
import Storage
import TestSupport
import Testing
import Words

@testable import Service

/// Batches that are larger than one write should be.
@Suite("Submissions in pieces")
struct SubmissionTests {
    let bench: ServiceBench
    var desk: EvaluationDesk { bench.service.desks.evaluations }

    init() throws { bench = try ServiceBench() }

    /// Two pieces and a half of different mixtures, the first of which comes again as the last.
    private func batch() async throws -> EvaluationBatchCreation {
        let (pool, set) = try await bench.makePool()
        let count = EvaluationDesk.piece * 5 / 2
        let weights = (0..<count - 1).map { Double($0) / Double(count) } + [0]
        return EvaluationBatchCreation(
            evaluations: weights.map { weight in
                EvaluationCreation(
                    pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]),
                    label: "batch")
            })
    }

    private func jobs(_ bench: ServiceBench) async throws -> Int {
        try await bench.store.read { try $0.jobCounts()[.queued, default: 0] }
    }

    /// D6: 10,000 evaluations were one write, which nobody else could come between.
    @Test func aLargeBatchIsWrittenInPiecesAndAnsweredWhole() async throws {
        let batch = try await batch()
        let before = bench.store.writerTimes.commits
        let reply = try await bench.post("/v1/evaluations", batch, ["Idempotency-Key": "k"])
        let answer: EvaluationBatchResource = try bench.expect(202, reply)
        let books = answer.evaluations.map { $0.mixture?["books"] }
        #expect(books == batch.evaluations.map { $0.mixture?["books"] })
        #expect(answer.evaluations.first?.id == answer.evaluations.last?.id)
        #expect(try await jobs(bench) == batch.evaluations.count - 1)
        // Begun, three pieces stored, accepted, three carried out, ended: each of them lets others in.
        #expect(bench.store.writerTimes.commits - before >= 9)
        #expect(try await bench.store.read { try $0.submissions() } == [])

        let again = try await bench.post("/v1/evaluations", batch, ["Idempotency-Key": "k"])
        #expect(again.fields[.idempotencyReplayed] == "true")
        #expect(try again.decode(EvaluationBatchResource.self).evaluations.map(\.id) == answer.evaluations.map(\.id))
        #expect(try await jobs(bench) == batch.evaluations.count - 1)
    }

    @Test func whatTheQueueHasNoRoomForLeavesNothing() async throws {
        let batch = try await batch()
        var small = desk
        small.admission.limit = batch.evaluations.count - 2
        let questions = try await desk.questions(.batch(batch))
        await #expect(throws: Problem.self) { try await small.accept(questions, key: nil) }
        #expect(try await bench.store.read { try $0.submissions() } == [])
        #expect(try await jobs(bench) == 0)
    }

    @Test func aCrashAfterAcceptanceIsMadeGoodAtTheNextStart() async throws {
        let batch = try await batch()
        let key = try #require(try Self.key("k"))
        let questions = try await desk.questions(.batch(batch))
        let id = try #require(try await desk.accept(questions, key: key))
        // The first piece is carried out, and then the process is no more.
        let first = questions.prefix(EvaluationDesk.piece).map(\.stored)
        try await bench.store.write { [desk] transaction in
            let ids = try desk.submit(first, in: transaction)
            try transaction.endPiece(0, ofSubmission: id, evaluations: ids)
        }
        try bench.store.close()

        let next = try ServiceBench(folder: bench.folder, configuration: Store.Configuration())
        try await next.service.recover()
        #expect(try await jobs(next) == batch.evaluations.count - 1)
        #expect(try await next.store.read { try $0.submissions() } == [])
        let oldest = Timestamp(milliseconds: 0)
        let kept = try #require(try await next.store.read { try key.storedAnswer(in: $0, notBefore: oldest) })
        let ids = try #require(KeptEvaluations(kept)).ids
        let keys = try await next.store.read { transaction in try ids.map { try transaction.evaluation($0)?.key } }
        #expect(keys == questions.map(\.stored.key))
    }

    @Test func aCrashBeforeAcceptanceLeavesNothing() async throws {
        let questions = try await desk.questions(.batch(try await batch()))
        let data = try StoredJSON.encode(questions.prefix(3).map(\.stored))
        try await bench.store.write { transaction in
            let id = try transaction.beginSubmission(nil, at: Timestamp(milliseconds: 1))
            try transaction.insert(SubmissionPiece(submission: id, number: 0, questions: data))
        }
        try await bench.service.recover()
        #expect(try await bench.store.read { try $0.submissions() } == [])
        #expect(try await jobs(bench) == 0)
    }

    @Test func aPoolThatChangesMeanwhileIsReadAnew() async throws {
        let batch = try await batch()
        let questions = try await desk.questions(.batch(batch))
        let pool = try #require(questions.first).poolRecord.id
        let _: PoolResource = try bench.expect(
            200, await bench.post("/v1/pools/\(pool):retire", PartitionRetirement(partition: "web")))
        #expect(try await desk.accept(questions, key: nil) == nil)
        #expect(try await bench.store.read { try $0.submissions() } == [])
        #expect(try await bench.post("/v1/evaluations", batch).status == 422)
        #expect(try await jobs(bench) == 0)
    }

    private static func key(_ text: String) throws -> IdempotencyKey? {
        let request = try Request(method: .post, target: "/v1/evaluations", fields: [.idempotencyKey: text])
        return try IdempotencyKey(of: request, body: [])
    }
}
