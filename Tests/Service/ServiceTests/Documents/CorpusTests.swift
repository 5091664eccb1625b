import API
import Compression
import Foundation
import HTTPTypes
import Storage
import Testing
import Words

@testable import Service

@Suite("Partitions and evaluation sets")
struct CorpusTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    @Test func aPartitionCountsItsDocumentsBytesAndTokens() async throws {
        let blob = try await bench.upload("{\"text\":\"héllo\"}\n{\"text\":\"two\",\"other\":1}\n")
        let creation = PartitionCreation(name: "web", labels: "a/b", blob: blob)
        let reply = try await bench.post("/v1/partitions", creation)
        let partition: PartitionResource = try bench.expect(201, reply)
        #expect((partition.documents, partition.bytes, partition.tokens) == (2, 9, 9))
        #expect(partition.labels == "a/b" && partition.corpus == "default" && partition.role == .partition)
        #expect(reply.fields[.location] == "/v1/partitions/\(partition.id)")
        let read: PartitionResource = try bench.expect(200, await bench.get("/v1/partitions/\(partition.id)"))
        #expect(read == partition)
    }

    @Test func anEvaluationSetCountsItsDomains() async throws {
        let set = try await bench.makeEvaluationSet("set", [("ab", "law"), ("c", "web"), ("def", "law"), ("x", nil)])
        #expect(set.domains.map(\.domain) == ["default", "law", "web"])
        #expect(set.domains.map(\.documents) == [1, 2, 1] && set.domains.map(\.bytes) == [1, 5, 1])
        #expect((set.documents, set.bytes) == (4, 7))
    }

    @Test func gzippedDocumentsAndPlainTextAreRead() async throws {
        let packed = try Gzip.compress(Array("{\"text\":\"packed\"}\n".utf8))
        let gzipped = PartitionCreation(
            name: "packed", blob: try await bench.upload(packed), format: .gzippedJSONLines)
        let first: PartitionResource = try bench.expect(201, await bench.post("/v1/partitions", gzipped))
        #expect((first.documents, first.bytes) == (1, 6))
        let blob = try await bench.upload("one document\nof two lines")
        let creation = PartitionCreation(name: "plain", blob: blob, format: .text)
        let partition: PartitionResource = try bench.expect(201, await bench.post("/v1/partitions", creation))
        #expect((partition.documents, partition.bytes) == (1, 25))
    }

    @Test(arguments: [
        ("", "holds no document"), ("{\"text\":\"\"}\n", "no document with text"),
        ("{\"text\":\"a\"}\n{\"txt\":\"b\"}\n", "line 2"),
        ("{\"text\":\"a\"}\n[1]\n", "line 2"), ("{\"text\":7}", "line 1"), ("not json", "line 1"),
        ("{\"text\":\"\u{1}\"}", "line 1"),
    ])
    func refusesDocumentsThatCannotBeRead(text: String, expected: String) async throws {
        let blob = try await bench.upload(text)
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: blob))
        #expect(reply.status == 422 && reply.pointers == ["/blob"])
        #expect(reply.details.contains(expected), "\(reply.details)")
        #expect(try await bench.store.read { try $0.partition(named: "web", in: "default") } == nil)
    }

    @Test func refusesAnEmptyTextAndABlobThatIsNotThere() async throws {
        let empty = try await bench.upload("")
        let plain = PartitionCreation(name: "web", blob: empty, format: .text)
        #expect(try await bench.post("/v1/partitions", plain).pointers == ["/blob"])
        let missing = String(repeating: "0", count: 64)
        let reply = try await bench.post("/v1/evaluation-sets", EvaluationSetCreation(name: "set", blob: missing))
        #expect(reply.status == 422 && reply.pointers == ["/blob"] && reply.details.contains("upload it"))
    }

    @Test func refusesADocumentThatStandsInTwoPartitions() async throws {
        let first = try await bench.makePartition("first", ["alpha", "beta"])
        let blob = try await bench.upload(ServiceBench.lines([("gamma", nil), ("beta", nil)]))
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "second", blob: blob))
        #expect(reply.status == 422 && reply.problemType == "documents-overlap" && reply.pointers == ["/blob"])
        #expect(reply.details == "line 2 stands on line 2 of the partition \"first\" (\(first.id)) too")
        #expect(try await bench.store.read { try $0.partition(named: "second", in: "default") } == nil)
        // Another corpus is another matter.
        let elsewhere = PartitionCreation(name: "second", corpus: "other", blob: blob)
        #expect(try await bench.post("/v1/partitions", elsewhere).status == 201)
    }

    /// Newcomer: one line a document, however many there were.
    @Test func manyDocumentsInTwoPartitionsAreSummarised() async throws {
        let texts = (0..<40).map { "text \($0)" }
        _ = try await bench.makePartition("first", texts)
        let blob = try await bench.upload(ServiceBench.lines((texts + ["new"]).map { ($0, nil) }))
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "second", blob: blob))
        #expect(reply.status == 422 && reply.pointers.count == 10)
        #expect(reply.problem?.errorCount == 40)
        #expect(reply.problem?.detail?.hasPrefix("40 of 41 documents stand in the corpus \"default\" already") == true)
        #expect("\(reply.problem.map(String.init(describing:)) ?? "")".hasSuffix("and 30 more"))
    }

    @Test func aBodyWithMoreErrorsThanAreToldSaysHowMany() async throws {
        let fields = (0..<1_200).map { "\"field\($0)\":1" }.joined(separator: ",")
        let reply = try await bench.post("/v1/partitions", json: "{\(fields)}")
        #expect(reply.status == 422 && reply.pointers.count == 1_000 && reply.problem?.errorCount == 1_202)
    }

    @Test func refusesATrainedOnDocumentInAnEvaluationSetAndTheOtherWayRound() async throws {
        _ = try await bench.makePartition("base share", ["general"], role: .base)
        _ = try await bench.makePartition("web", ["special"])
        let blob = try await bench.upload(ServiceBench.lines([("general", "a"), ("special", "b"), ("new", "c")]))
        let reply = try await bench.post("/v1/evaluation-sets", EvaluationSetCreation(name: "set", blob: blob))
        #expect(reply.problemType == "documents-overlap" && reply.pointers.count == 2)
        #expect(reply.details.contains("the base's share \"base share\""))
        _ = try await bench.makeEvaluationSet("clean", [("held out", "a")])
        let leak = try await bench.upload(ServiceBench.lines([("held out", nil)]))
        for role in PartitionRole.allCases {
            let creation = PartitionCreation(name: "leak", role: role, blob: leak)
            let reply = try await bench.post("/v1/partitions", creation)
            #expect(reply.problemType == "documents-overlap", "\(role)")
        }
    }

    @Test func refusesANameThatIsTaken() async throws {
        _ = try await bench.makePartition("web", ["one"])
        let blob = try await bench.upload(ServiceBench.lines([("two", nil)]))
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: blob))
        #expect(reply.status == 409 && reply.problemType == "name-taken" && reply.pointers == ["/name"])
    }

    @Test func listsFilterAndPage() async throws {
        for index in 0..<5 { _ = try await bench.makePartition("p\(index)", ["text \(index)"]) }
        _ = try await bench.makePartition("general", ["base text"], role: .base)
        var names: [String] = []
        var target: String? = "/v1/partitions?limit=2&role=partition&order_by=created_at"
        while let next = target {
            let reply = try await bench.get(next)
            let page: API.Page<PartitionResource> = try bench.expect(200, reply)
            names += page.items.map(\.name)
            let link = reply.fields[.link]
            #expect((link == nil) == (page.next == nil))
            target = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        #expect(names == ["p0", "p1", "p2", "p3", "p4"])
        let newest: API.Page<PartitionResource> = try bench.expect(200, await bench.get("/v1/partitions?limit=1"))
        #expect(newest.items.map(\.name) == ["general"])
        let named: API.Page<PartitionResource> = try bench.expect(200, await bench.get("/v1/partitions?name=p3"))
        #expect(named.items.map(\.name) == ["p3"] && named.next == nil)
    }

    @Test func refusesEveryWrongQueryParameterAtOnce() async throws {
        let reply = try await bench.get("/v1/partitions?limit=0&cursor=x&order_by=size&role=none&colour=red&limit=1")
        #expect(reply.status == 400 && reply.problemType == "invalid-query")
        for name in ["limit", "cursor", "order_by", "role", "colour"] {
            #expect(reply.details.contains("query parameter \(name) "), "\(name)")
        }
    }

    @Test func saysNotModifiedToWhoeverHasIt() async throws {
        let partition = try await bench.makePartition("web", ["one"])
        let target = "/v1/partitions/\(partition.id)"
        let tag = try #require(try await bench.get(target).fields[.eTag])
        let again = try await bench.get(target, ["If-None-Match": "\"other\", \(tag)"])
        #expect(again.status == 304 && again.bytes.isEmpty && again.fields[.eTag] == tag)
        #expect(try await bench.get(target, ["If-None-Match": "\"other\""]).status == 200)
    }

    @Test func refusesIdsOfNothing() async throws {
        for target in [
            "/v1/partitions/part_x", "/v1/partitions/part_00000000000000000000000000", "/v1/evaluation-sets/part_1",
            "/v1/jobs/1", "/nothing",
        ] {
            let reply = try await bench.get(target)
            #expect(reply.status == 404 && reply.problemType == "not-found", "\(target)")
        }
    }
}
