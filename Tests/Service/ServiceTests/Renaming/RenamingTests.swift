import API
import Foundation
import HTTPTypes
import Testing

@testable import Service

@Suite("Renaming")
struct RenamingTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func patch(_ target: String, _ json: String) async throws -> ServiceBench.Reply {
        try await bench.send(.patch, target, body: Array(json.utf8), ["Content-Type": "application/json"])
    }

    @Test func everythingWithANameTakesAnother() async throws {
        let (pool, set) = try await bench.makePool()
        let partition: PartitionResource = try bench.expect(200, await bench.get("/v1/partitions/web"))
        for (path, id, old) in [
            ("pools", pool.id, "pool"), ("evaluation-sets", set.id, set.name), ("checkpoints", pool.base, "pool base"),
            ("partitions", partition.id, "web"),
        ] {
            let escaped = old.replacing(" ", with: "%20")
            let renamed: NamedResource = try bench.expect(
                200, await patch("/v1/\(path)/\(escaped)", #"{"name": "another"}"#))
            #expect(renamed.id == id && renamed.name == "another")
            #expect(try await bench.get("/v1/\(path)/another").status == 200)
            #expect(try await bench.get("/v1/\(path)/\(escaped)").status == 404)
            // The same change twice is one.
            #expect(try await patch("/v1/\(path)/\(id)", #"{"name": "another"}"#).status == 200)
        }
        // Mixtures of the pool go on to call its partition as before.
        let creation = EvaluationCreation(pool: "another", evaluationSet: "another", subject: .mixture(["web": 1]))
        #expect(try await bench.post("/v1/evaluations", creation).status == 202)
    }

    @Test func aNameThatIsTakenOrCannotBeOneChangesNothing() async throws {
        _ = try await bench.makePartition("one", ["text one"])
        let two = try await bench.makePartition("two", ["text two"])
        let taken = try await patch("/v1/partitions/two", #"{"name": "one"}"#)
        #expect(taken.status == 409 && taken.problemType == "name-taken" && taken.pointers == ["/name"])
        #expect(taken.details.contains("partition in the corpus \"default\""), "\(taken.text)")
        for body in [
            #"{"name": "a=b"}"#, #"{"name": "\#(two.id)"}"#, #"{"name": ".."}"#, #"{"name": ""}"#, "{}",
            #"{"label": "x"}"#,
        ] {
            #expect(try await patch("/v1/partitions/two", body).status == 422, "\(body)")
        }
        #expect(try await patch("/v1/partitions/three", #"{"name": "x"}"#).status == 404)
        let left: PartitionResource = try bench.expect(200, await bench.get("/v1/partitions/two"))
        #expect(left == two)
    }

    @Test func aPartitionTakesOtherLabels() async throws {
        _ = try await bench.makePartition("one", ["text one"])
        let labelled: PartitionResource = try bench.expect(
            200, await patch("/v1/partitions/one", #"{"labels": "s2orc/biology"}"#))
        #expect(labelled.labels == "s2orc/biology" && labelled.name == "one")
        let bare: PartitionResource = try bench.expect(
            200, await patch("/v1/partitions/one", #"{"labels": "", "name": "uno"}"#))
        #expect(bare.labels == nil && bare.name == "uno")
    }

    @Test func aLabelOfEvaluationsIsReplacedOrTakenAway() async throws {
        let (pool, set) = try await bench.makePool()
        for (weight, label) in [(1.0, "frist"), (0.5, "frist"), (0.5, "first"), (0.25, "other")] {
            let mixture = ["web": weight, "books": 1 - weight]
            let creation = EvaluationCreation(
                pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture), label: label)
            #expect(try await bench.post("/v1/evaluations", creation).status == 202)
        }
        func count(_ label: String) async throws -> Int {
            let page: API.Page<EvaluationResource> = try bench.expect(
                200, await bench.get("/v1/evaluations?pool=pool&label=\(label)"))
            return page.items.count
        }
        let change: LabelChangeResource = try bench.expect(
            200, await bench.post("/v1/evaluations:relabel", LabelChange(label: "frist", to: "first")))
        #expect(change.changed == 2)
        #expect(try await [count("frist"), count("first"), count("other")] == [0, 2, 1])
        let again: LabelChangeResource = try bench.expect(
            200, await bench.post("/v1/evaluations:relabel", LabelChange(label: "frist", to: "first")))
        #expect(again.changed == 0)
        let away: LabelChangeResource = try bench.expect(
            200, await bench.post("/v1/evaluations:relabel", LabelChange(label: "first", pool: "pool")))
        #expect(away.changed == 2)
        #expect(try await count("first") == 0)
        let reply = try await bench.post(
            "/v1/evaluations:relabel", LabelChange(label: "other", to: "x", pool: "nobody"))
        #expect(reply.status == 422 && reply.pointers == ["/pool"])
        #expect(try await count("other") == 1)
    }
}
