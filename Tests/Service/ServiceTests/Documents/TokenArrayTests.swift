import API
import Foundation
import HTTPTypes
import Storage
import Testing
import Words

@testable import Service

/// Evaluation sets of token ids, made by the byte tokenizer: an id is a byte, and 256 ends a document.
@Suite("Token arrays")
struct TokenArrayTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    /// Ids of two bytes, little-endian.
    private func bytes(_ ids: [Int]) -> [UInt8] { ids.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }

    private func ids(_ texts: [String], separator: Int = 256) -> [Int] {
        texts.flatMap { $0.utf8.map(Int.init) + [separator] }
    }

    private func creation(
        _ ids: [Int], tokenizer: String? = "pool base", separator: Int? = nil, name: String = "ids"
    ) async throws -> EvaluationSetCreation {
        EvaluationSetCreation(
            name: name, blob: try await bench.upload(bytes(ids)), format: .uint16, tokenizer: tokenizer,
            separator: separator)
    }

    @Test func aSetOfTokenIdsIsCountedByWhatTheyDecodeTo() async throws {
        let (pool, _) = try await bench.makePool()
        let creation = try await creation(ids(["one", "and two"]))
        let set: EvaluationSetResource = try bench.expect(201, await bench.post("/v1/evaluation-sets", creation))
        #expect(set.documents == 2 && set.bytes == 10 && set.separator == 256 && set.format == .uint16)
        #expect(set.domains.map(\.domain) == ["default"] && set.tokenizer == "bytes-256")
        let counted: EvaluationSetResource = try bench.expect(
            200, await bench.get("/v1/evaluation-sets/ids?pool=pool"))
        #expect(counted.tokens == 10)

        let evaluation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        #expect(try await bench.post("/v1/evaluations", evaluation).status == 202)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        guard case .evaluation(let task) = lease.task else {
            Issue.record("expected an evaluation")
            return
        }
        #expect(task.documents == TaskDocuments(blob: set.blob, format: .uint16, separator: 256))
        let result = try await bench.result(for: set)
        #expect(try await bench.complete(worker, lease, .evaluation(result)).status == 204)
    }

    @Test func documentsThatStandInAPartitionAreFoundAmongTokenIdsToo() async throws {
        _ = try await bench.makePool()
        let creation = try await creation(ids(["new", "web one"]))
        let reply = try await bench.post("/v1/evaluation-sets", creation)
        #expect(reply.status == 422 && reply.problemType == "documents-overlap")
        #expect(reply.details.contains("line 2 stands on line 1 of the partition \"web\""), "\(reply.details)")
    }

    @Test func anotherSeparatorMakesOtherDocumentsAndAnotherKey() async throws {
        let (pool, _) = try await bench.makePool()
        let ids = ids(["a b", "c d"])
        var keys: Set<String> = []
        for (name, separator, documents) in [("ends", 256, 2), ("spaces", 32, 3)] {
            let creation = try await creation(ids, separator: separator, name: name)
            let set: EvaluationSetResource = try bench.expect(201, await bench.post("/v1/evaluation-sets", creation))
            #expect(set.documents == documents && set.separator == separator)
            let evaluation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
            let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", evaluation))
            keys.insert(queued.key)
        }
        #expect(keys.count == 2)
    }

    @Test func refusesIdsWithoutTheirTokenizerAndTextWithOne() async throws {
        _ = try await bench.makePool()
        let alone = try await creation(ids(["one"]), tokenizer: nil)
        #expect(try await bench.post("/v1/evaluation-sets", alone).pointers == ["/tokenizer"])
        let nobody = try await creation(ids(["one"]), tokenizer: "nobody")
        #expect(try await bench.post("/v1/evaluation-sets", nobody).pointers == ["/tokenizer"])
        let beyond = try await creation(ids(["one"]), separator: 300)
        #expect(try await bench.post("/v1/evaluation-sets", beyond).pointers == ["/separator"])
        let text = EvaluationSetCreation(
            name: "text", blob: try await bench.upload("text"), format: .text, tokenizer: "pool base", separator: 1)
        #expect(try await bench.post("/v1/evaluation-sets", text).pointers == ["/tokenizer", "/separator"])
        let outside = try await creation([65, 66, 999])
        let reply = try await bench.post("/v1/evaluation-sets", outside)
        #expect(reply.pointers == ["/blob"] && reply.details.contains("999 at position 2"), "\(reply.details)")
        let torn = EvaluationSetCreation(
            name: "torn", blob: try await bench.upload([1, 0, 2]), format: .uint16, tokenizer: "pool base")
        #expect(try await bench.post("/v1/evaluation-sets", torn).pointers == ["/blob"])
        let partition = PartitionCreation(name: "ids", blob: try await bench.upload(bytes([1])), format: .uint16)
        #expect(try await bench.post("/v1/partitions", partition).pointers == ["/format"])
    }

    @Test func aPoolThatReadsWithAnotherTokenizerCannotBeScoredOnThem() async throws {
        let (pool, _) = try await bench.makePool()
        let creation = try await creation(ids(["one"]))
        let set: EvaluationSetResource = try bench.expect(201, await bench.post("/v1/evaluation-sets", creation))
        let other = try await bench.store.write { [bench] transaction in
            var record = try #require(try transaction.pool(Identifier(pool.id)))
            record.id = bench.service.identifiers.next(.pool)
            (record.name, record.tokenizerHash) = ("other", "another")
            try transaction.insert(record)
            return record.id.text
        }
        let evaluation = EvaluationCreation(pool: other, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let reply = try await bench.post("/v1/evaluations", evaluation)
        #expect(reply.pointers == ["/evaluation_set"] && reply.details.contains("bytes-256"), "\(reply.details)")
    }
}
