import API
import Foundation
import HTTPTypes
import Testing

@testable import Service

@Suite("Answers in every form")
struct TableFormatTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    @Test func aListIsGivenInTheFormThatIsAskedFor() async throws {
        let (pool, set) = try await bench.makePool()
        let creations = [["web": 1.0], ["web": 0.25, "books": 0.75]].map {
            EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture($0), label: "a, \"b\"")
        }
        _ = try await bench.post("/v1/evaluations", EvaluationBatchCreation(evaluations: creations))
        let worker = try await bench.registerWorker()
        for _ in creations { try await bench.scoreNext(worker, on: set) }
        let json = try await bench.get("/v1/evaluations")
        let csv = try await bench.get("/v1/evaluations?format=csv&order_by=created_at")
        #expect(csv.status == 200 && csv.fields[.contentType] == "text/csv; charset=utf-8")
        #expect(csv.fields[.vary] == "Accept" && csv.fields[.eTag] != json.fields[.eTag])
        let lines = csv.text.components(separatedBy: "\r\n")
        #expect(lines.count == 4 && lines[0].contains("score.domains.law.bits_per_byte"))
        #expect(lines[1].contains("\"a, \"\"b\"\"\"") && lines[2].contains("0.75"))
        let accepted = try await bench.get(
            "/v1/evaluations?order_by=created_at", ["Accept": "application/json;q=0.5, text/csv"])
        #expect(accepted.text == csv.text)
        let jsonl = try await bench.get("/v1/evaluations?format=jsonl", ["Accept": "text/csv"])
        #expect(jsonl.fields[.contentType] == "application/jsonl")
        let items = try jsonl.text.split(separator: "\n").map {
            try JSONCoder.decode(EvaluationResource.self, from: Array($0.utf8))
        }
        #expect(items == (try json.decode(API.Page<EvaluationResource>.self)).items)
        let yaml = try await bench.get("/v1/pools/pool?format=yaml")
        #expect(yaml.fields[.contentType] == "application/yaml" && yaml.text.contains("name: \"pool\"\n"))
    }

    @Test func theNextPageComesInTheSameForm() async throws {
        _ = try await bench.makePool()
        let first = try await bench.get("/v1/partitions?format=csv&limit=1")
        let link = try #require(first.fields[.link]).dropFirst().prefix { $0 != ">" }
        #expect(link.contains("format=csv"))
        let second = try await bench.get(String(link))
        #expect(second.status == 200 && second.fields[.link] == nil)
        #expect(second.text.components(separatedBy: "\r\n").count == 3 && second.text != first.text)
    }

    @Test func aFormThatIsNotKnownIsRefusedAndATagStillStands() async throws {
        let reply = try await bench.get("/v1/pools?format=xml")
        #expect(reply.status == 400 && reply.details.contains("json, csv, jsonl, yaml"))
        let csv = try await bench.get("/v1/pools?format=csv")
        let tag = try #require(csv.fields[.eTag])
        #expect(try await bench.get("/v1/pools?format=csv", ["If-None-Match": tag]).status == 304)
        // Where there is nothing but JSON to give, the parameter is as unknown as any other.
        #expect(try await bench.post("/v1/evaluations?format=csv", json: "{}").status == 400)
    }
}
