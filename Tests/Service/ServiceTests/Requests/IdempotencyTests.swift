import API
import Foundation
import HTTPServer
import HTTPTypes
import Jobs
import Logging
import Storage
import TestSupport
import Testing
import Words

@testable import Service

@Suite("Idempotency keys")
struct IdempotencyTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    @Test(arguments: ["abc", "\"abc\""])
    func aRepeatedRequestIsAnsweredAlikeAndChangesNothing(key: String) async throws {
        let blob = try await bench.upload(ServiceBench.lines([("one", nil)]))
        let creation = PartitionCreation(name: "web", blob: blob)
        let first = try await bench.post("/v1/partitions", creation, ["Idempotency-Key": key])
        let second = try await bench.post("/v1/partitions", creation, ["Idempotency-Key": "abc"])
        #expect(first.status == 201 && second.status == 201)
        #expect(first.bytes == second.bytes && first.fields[.location] == second.fields[.location])
        #expect(first.fields[.idempotencyReplayed] == nil && second.fields[.idempotencyReplayed] == "true")
        #expect(try await bench.post("/v1/partitions", creation).status == 409)
    }

    @Test func anotherBodyUnderTheSameKeyIsRefused() async throws {
        let blob = try await bench.upload(ServiceBench.lines([("one", nil)]))
        let other = try await bench.upload(ServiceBench.lines([("two", nil)]))
        let fields = ["Idempotency-Key": "k"]
        _ = try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: blob), fields)
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "books", blob: other), fields)
        #expect(reply.status == 422 && reply.problemType == "idempotency-key-reused")
        // The same key on another path is another key.
        let set = EvaluationSetCreation(name: "set", blob: other)
        #expect(try await bench.post("/v1/evaluation-sets", set, fields).status == 201)
    }

    @Test func customVerbsTakeAKeyToo() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let evaluation: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let paths = [
            "/v1/jobs/\(try #require(evaluation.job)):cancel", "/v1/pools/\(pool.id)/validity",
            "/v1/pools/\(pool.id)/contamination?evaluation_set=\(set.id)",
        ]
        for path in paths {
            let first = try await bench.post(path, json: "", ["Idempotency-Key": "again"])
            let second = try await bench.post(path, json: "", ["Idempotency-Key": "again"])
            #expect([200, 202].contains(first.status), "\(path): \(first.text)")
            #expect(first.status == second.status && first.bytes == second.bytes, "\(path)")
            #expect(
                first.fields[.idempotencyReplayed] == nil && second.fields[.idempotencyReplayed] == "true", "\(path)")
        }
    }

    @Test func aRefusedRequestLeavesItsKeyFree() async throws {
        let blob = try await bench.upload(ServiceBench.lines([("one", nil)]))
        let fields = ["Idempotency-Key": "k"]
        let missing = PartitionCreation(name: "web", blob: String(repeating: "5", count: 64))
        #expect(try await bench.post("/v1/partitions", missing, fields).status == 422)
        let creation = PartitionCreation(name: "web", blob: blob)
        #expect(try await bench.post("/v1/partitions", creation, fields).status == 201)
    }

    @Test func manyAtOnceWithOneKeyMakeOneThing() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let replies = try await withThrowingTaskGroup(of: ServiceBench.Reply.self) { group in
            for _ in 0..<64 {
                group.addTask { try await bench.post("/v1/evaluations", creation, ["Idempotency-Key": "one"]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let accepted = replies.filter { $0.status == 202 }
        #expect(!accepted.isEmpty && Set(accepted.map(\.text)).count == 1)
        let others = replies.filter { $0.status != 202 }
        #expect(others.allSatisfy { $0.status == 409 && $0.problemType == "idempotency-key-in-use" })
        #expect(others.allSatisfy { $0.fields[.retryAfter] == "1" })
        #expect(try await bench.store.read { try $0.jobCounts()[.queued] } == 1)
    }

    @Test(arguments: ["", "\"\"", "has space", String(repeating: "x", count: 256)])
    func refusesKeysThatAreNone(key: String) async throws {
        let creation = PartitionCreation(name: "web", blob: String(repeating: "0", count: 64))
        let reply = try await bench.post("/v1/partitions", creation, ["Idempotency-Key": key])
        #expect(reply.status == 400 && reply.problemType == "invalid-header")
    }

    @Test func aKeyIsForgottenAfterADay() async throws {
        let time = ManualTime()
        let folder = try TemporaryFolder()
        let store = try folder.store()
        let service = AssayService(
            configuration: ServiceConfiguration(uploadFolder: folder.path("uploads"), workerToken: "t"), store: store,
            jobs: JobQueue(store: store), logger: Logger(label: "t", factory: { _ in SwiftLogNoOpLogHandler() }),
            time: time)
        let key = try #require(try Self.key("k", body: [1]))
        try await store.write { [now = time.now()] in
            try key.store(Answer(.created, body: [7]), in: $0, at: now)
        }
        time.advance(by: .seconds(24 * 3600 - 1))
        let oldest = service.context.oldestKeptKey(at: time.now())
        #expect(try await store.read { try key.storedAnswer(in: $0, notBefore: oldest)?.body } == [7])
        time.advance(by: .seconds(2))
        let later = service.context.oldestKeptKey(at: time.now())
        #expect(try await store.read { try key.storedAnswer(in: $0, notBefore: later)?.body } == nil)
    }

    private static func key(_ text: String, body: [UInt8]) throws -> IdempotencyKey? {
        let request = try Request(method: .post, target: "/v1/pools", fields: [.idempotencyKey: text])
        return try IdempotencyKey(of: request, body: body)
    }
}
