import API
import Foundation
import HTTPTypes
import Storage
import StrictJSON
import Studies
import Testing

@testable import HTTPServer
@testable import Service

@Suite("OpenAPI document")
struct DescriptionTests {
    private let document: [String: JSONValue]

    init() throws {
        document = try #require(OpenAPIDocument.shared.dictionary)
    }

    private func object(_ value: JSONValue?) -> [String: JSONValue] {
        value?.dictionary ?? [:]
    }

    /// Method and path of everything that the document describes.
    private var described: Set<String> {
        var all: Set<String> = []
        for (path, methods) in object(document["paths"]) {
            for method in object(methods).keys { all.insert("\(method.uppercased()) \(path)") }
        }
        return all
    }

    @Test func everyRouteIsDescribedAndEverythingDescribedIsARoute() throws {
        let bench = try ServiceBench()
        let routed = Set(bench.router.routes.map { "\($0.method.rawValue) \($0.pattern)" })
        #expect(routed == described)
        #expect(routed.count == Operation.all.count)
    }

    private func parameters(_ path: String, _ method: String = "get") -> [String: JSONValue] {
        let operation = object(object(object(document["paths"])[path])[method])
        let named = (operation["parameters"]?.elements ?? []).map { parameter in
            (object(parameter)["name"]?.text ?? "", parameter)
        }
        return Dictionary(named) { first, _ in first }
    }

    /// Adversary, schemathesis: what the schema allowed was refused for reasons that it could have said.
    @Test func aCursorIsDescribedByTheKindOfItsList() async throws {
        let bench = try ServiceBench()
        for (path, prefix) in [("/v1/pools", "pool"), ("/v1/jobs", "job"), ("/v1/evaluation-sets", "eset")] {
            let schema = object(object(parameters(path)["cursor"])["schema"])
            let pattern = try #require(schema["pattern"]?.text)
            let cursor = "\(prefix)_00000000000000000000000000"
            #expect(cursor.range(of: pattern, options: .regularExpression) != nil)
            #expect(try await bench.get("\(path)?cursor=\(cursor)").status == 200)
            #expect("a_00000000000000000000000000".range(of: pattern, options: .regularExpression) == nil)
        }
    }

    @Test func aMixtureInTheQueryIsDescribedAsJSON() {
        let mixture = object(parameters("/v1/pools/{id}/attribution")["mixture"])
        let content = object(object(mixture["content"])["application/json"])
        #expect(object(content["schema"])["type"]?.text == "object" && mixture["schema"] == nil)
    }

    @Test func yamlIsNotDescribedAsAString() throws {
        let text = String(decoding: try JSONCoder.encode(OpenAPIDocument.shared), as: UTF8.self)
        #expect(text.contains(#""application/yaml":{"schema":{}}"#))
        #expect(!text.contains(#""application/yaml":{"schema":{"type""#))
    }

    @Test func operationIdsAreUnique() {
        #expect(Set(Operation.all.map(\.id)).count == Operation.all.count)
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let text = String(decoding: try JSONCoder.encode(OpenAPIDocument.shared), as: UTF8.self)
        let components = object(document["components"])
        var count = 0
        for part in text.components(separatedBy: "\"$ref\":\"#/components/").dropFirst() {
            let path = part.prefix { $0 != "\"" }.split(separator: "/").map(String.init)
            #expect(object(components[path[0]])[path[1]] != nil, "\(path)")
            count += 1
        }
        #expect(count > 100)
    }

    @Test func everyProblemTypeHasARowThatIsAnswered() async throws {
        let bench = try ServiceBench()
        for type in ProblemType.allCases {
            let row: ProblemTypeResource = try bench.expect(200, await bench.get(type.path))
            #expect(row.status == type.entry.status.code && !row.title.isEmpty && !row.remedy.isEmpty)
            #expect((400...599).contains(row.status))
        }
        #expect(try await bench.get("/problems/none").status == 404)
    }

    @Test func theDocumentIsAnsweredWithATag() async throws {
        let bench = try ServiceBench()
        let reply = try await bench.get("/openapi.json")
        #expect(reply.status == 200 && reply.fields[.contentType] == "application/json")
        let tag = try #require(reply.fields[.eTag])
        #expect(try await bench.get("/openapi.json", ["If-None-Match": tag]).status == 304)
    }

    /// The keys of an encoded value.
    private func keys(_ value: some Encodable) throws -> Set<String> {
        return Set(object(try JSONParser.parse(try JSONCoder.encode(value), findings: Findings())).keys)
    }

    private func properties(_ schema: String) -> Set<String> {
        let schemas = object(object(document["components"])["schemas"])
        return Set(object(object(schemas[schema])["properties"]).keys)
    }

    /// What a reader asks for, learnt from how it refuses a field that it does not know.
    private func known<Value: JSONReadable>(_ type: Value.Type) -> Set<String> {
        do {
            _ = try JSONCoder.read(type, from: Array("{\"unheard of\":1}".utf8))
            return []
        } catch {
            let detail = error.errors.first { $0.pointer == "/unheard of" }?.detail ?? ""
            let names = detail.components(separatedBy: "known here: ").last ?? ""
            return Set(names.components(separatedBy: ", "))
        }
    }

    @Test func requestsAreDescribedAsTheyAreRead() {
        var count = 0
        for type in WireSchemas.requests {
            let described = properties(SchemaBook.name(of: type))
            // A choice of several objects has no properties of its own.
            guard !described.isEmpty else { continue }
            #expect(known(type) == described, "\(type)")
            count += 1
        }
        #expect(count >= 20)
    }

    @Test func answersHaveTheKeysThatAreDescribed() async throws {
        let bench = try ServiceBench()
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]), perToken: true, label: "l")
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let lease = try #require(try await bench.lease(worker).first)
        var result = try await bench.result(for: set)
        if case .blob(let blob) = result.documents { result.tokensBlob = blob }
        _ = try await bench.complete(worker, lease, .evaluation(result))
        let scored: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(queued.id)"))
        let job: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(lease.job)"))
        let partition: PartitionResource = try bench.expect(
            200, await bench.get("/v1/partitions/\(pool.partitions[0].partition)"))
        let checkpoint: CheckpointResource = try bench.expect(200, await bench.get("/v1/checkpoints/\(pool.base)"))
        let validity: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/\(pool.id)/validity"))
        let overlap: ContaminationResource = try bench.expect(
            202, await bench.send(.post, "/v1/pools/\(pool.id)/contamination?evaluation_set=\(set.id)"))
        let score = try #require(scored.score)
        let fidelity: FidelityResource = try bench.expect(
            200, await bench.get("/v1/pools/\(pool.id)/fidelity?evaluation_set=\(set.id)"))
        let forecast: ForecastResource = try bench.expect(
            201,
            await bench.post(
                "/v1/forecasts", ForecastCreation(pool: pool.id, evaluationSet: set.id, mixtures: [["web": 1]])))
        let run: ReferenceRunResource = try bench.expect(
            201,
            await bench.post(
                "/v1/reference-runs", ReferenceRunCreation(pool: pool.id, mixture: ["web": 1], checkpoint: pool.base)))
        let answers: [(String, Set<String>)] = [
            ("PoolResource", try keys(pool)), ("PoolMemberResource", try keys(pool.partitions[0])),
            ("EvaluationSetResource", try keys(set)), ("DomainCount", try keys(set.domains[0])),
            ("EvaluationResource", try keys(scored)), ("ScoreResource", try keys(score)),
            ("MacroScoreResource", try keys(score.macro)), ("DomainScoreResource", try keys(score.domains[0])),
            ("JobResource", try keys(job)), ("AttemptResource", try keys(job.attempts[0])),
            ("WorkerResource", try keys(worker)), ("PartitionResource", try keys(partition)),
            ("CheckpointResource", try keys(checkpoint)), ("LeaseResource", try keys(lease)),
            ("EvaluationTask", try keys(lease.task)),
            ("ValidityResource", try keys(validity)),
            ("ContaminationResource", try keys(overlap)), ("PartitionOverlap", try keys(overlap.partitions[0])),
            ("FidelityResource", try keys(fidelity)), ("ForecastResource", try keys(forecast)),
            ("ForecastMixture", try keys(forecast.mixtures[0])),
            ("ForecastValue", try keys(forecast.mixtures[0].values[0])),
            ("ForecastOutcome", try keys(forecast.outcomes[0])), ("ReferenceRunResource", try keys(run)),
            ("TokensResource", try keys(try #require(scored.tokens))),
        ]
        for (schema, keys) in answers {
            #expect(keys.isSubset(of: properties(schema)), "\(schema): \(keys.subtracting(properties(schema)))")
            #expect(required(schema).isSubset(of: keys), "\(schema): \(required(schema).subtracting(keys))")
        }
    }

    private func required(_ schema: String) -> Set<String> {
        let schemas = object(object(document["components"])["schemas"])
        guard case .array(let names) = object(schemas[schema])["required"] else { return [] }
        return Set(names.compactMap(\.text))
    }

    @Test func anAnswerThatIsNotAsDescribedIsFound() {
        withKnownIssue {
            let reply = ServiceBench.Reply(
                status: 200, fields: [.contentType: "application/json"], bytes: Array("{}".utf8))
            DescribedExchange(.get, "/livez", body: nil, reply).check()
        }
    }

    @Test func idsAreDescribedByTheirKinds() {
        #expect(ResourceKind.allCases.map(\.rawValue) == Identifier.Kind.allCases.map(\.rawValue))
    }
}
