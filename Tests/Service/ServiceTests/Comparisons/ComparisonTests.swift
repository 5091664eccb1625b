import API
import Foundation
import HTTPTypes
import Mixtures
import Statistics
import Storage
import StrictJSON
import Testing

@testable import Service

@Suite("Comparisons")
struct ComparisonTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    /// The documents of an evaluation set of two domains.
    private func makeSet(_ name: String, documents: Int = 24) async throws -> EvaluationSetResource {
        try await bench.makeEvaluationSet(
            name, (0..<documents).map { ("\(name) document \($0) with some words", $0 % 2 == 0 ? "law" : "web") })
    }

    /// Has a worker score a mixture: as many nats a byte as `level`, and more for later documents.
    private func score(
        _ weight: Double, _ pool: PoolResource, _ set: EvaluationSetResource, level: Double, documents: Int = 24,
        worker: WorkerResource, method: MergeMethod = .linear, scoring: ScoringOptions = ScoringOptions()
    ) async throws -> String {
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]),
            method: method, scoring: scoring)
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let lines = (0..<documents).map { index in
            let bytes = "\(set.name) document \(index) with some words".utf8.count
            let noise = Double((index * 7 + Int(level * 100)) % 11) / 200
            return DocumentScores.Document(
                domain: index % 2 == 0 ? "law" : "web",
                sums: ScoreSums(
                    tokens: bytes, words: 5, characters: bytes, bytes: bytes, nll: Double(bytes) * (level + noise)))
        }
        let lease = try #require(try await bench.lease(worker).first)
        let domains = try DocumentScores(lines).score().domains.map { domain in
            DomainSums(
                domain: domain.domain, documents: domain.sums.documents, tokens: domain.sums.tokens,
                words: domain.sums.words, characters: domain.sums.characters, bytes: domain.sums.bytes,
                nll: domain.sums.nll)
        }
        let result = EvaluationResult(
            domains: domains, documents: .blob(try await bench.upload(DocumentScoreLines.bytes(lines))),
            kernelPath: "test kernels")
        let reply = try await bench.complete(worker, lease, .evaluation(result))
        #expect(reply.status == 204 || reply.status == 200)
        return queued.id
    }

    @Test func evaluationsAreRankedWithIntervalsAndTheAnswerIsKept() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("compared")
        let worker = try await bench.registerWorker()
        let worse = try await score(0.25, pool, set, level: 0.9, worker: worker)
        let better = try await score(0.5, pool, set, level: 0.6, worker: worker)
        let asked = ComparisonCreation(evaluations: [worse, better], seed: 3, resamples: 400)
        let reply = try await bench.post("/v1/comparisons", asked)
        let made: ComparisonResource = try bench.expect(201, reply)
        #expect(reply.fields[.location] == "/v1/comparisons/\(made.id)")
        #expect(made.findings.evaluations.map(\.rank) == [2, 1])
        #expect(made.findings.evaluations.map(\.bestRank) == [2, 1])
        #expect(made.findings.evaluations[1].probabilityBest == 1)
        #expect(made.findings.evaluations[0].domains.map(\.domain) == ["law", "web"])
        let pair = try #require(made.findings.pairs.first)
        #expect(pair.first == worse && pair.second == better && pair.difference.resolved)
        #expect(abs(pair.difference.difference.value - 0.3 / log(2)) < 0.02)
        #expect(pair.domains.keys.sorted() == ["law", "web"])
        #expect(made.findings.documents == 24 && made.findings.units == 24)

        let again: ComparisonResource = try bench.expect(200, await bench.post("/v1/comparisons", asked))
        #expect(again == made)
        let read: ComparisonResource = try bench.expect(200, await bench.get("/v1/comparisons/\(made.id)"))
        #expect(read == made)
        let ofPool: ComparisonResource = try bench.expect(
            201, await bench.post("/v1/comparisons", ComparisonCreation(pool: pool.name, evaluationSet: set.name)))
        #expect(ofPool.findings.evaluations.map(\.evaluation) == [worse, better])
    }

    @Test func theSidesOfASplitAreComparedApart() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("split")
        let worker = try await bench.registerWorker()
        let id = try await score(0.5, pool, set, level: 0.6, worker: worker)
        var counts: [Int] = []
        for side in [DocumentSide.selecting, .reporting] {
            let found: ComparisonResource = try bench.expect(
                201,
                await bench.post(
                    "/v1/comparisons", ComparisonCreation(evaluations: [id], part: side, splitSeed: 5)))
            counts.append(found.findings.documents)
            #expect(found.findings.part == side && found.findings.splitSeed == 5)
        }
        #expect(counts == [12, 12])
    }

    @Test func aSetWithOneDocumentOfADomainHasValuesAndSaysWhyNoInterval() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("single", documents: 3)
        let worker = try await bench.registerWorker()
        let id = try await score(0.5, pool, set, level: 0.6, documents: 3, worker: worker)
        let found: ComparisonResource = try bench.expect(
            201, await bench.post("/v1/comparisons", ComparisonCreation(evaluations: [id])))
        let place = try #require(found.findings.evaluations.first)
        #expect(place.value.lower == nil && place.bestRank == nil && place.probabilityBest == nil)
        #expect(place.value.undefined?.contains("domain \"web\" has one document") == true)
        let refused = try await bench.post(
            "/v1/comparisons", ComparisonCreation(evaluations: [id], part: .reporting))
        #expect(refused.status == 422 && refused.pointers == ["/part"])
        #expect(refused.details.contains("domain \"web\" has 1 document"))
    }

    @Test func evaluationsOfOtherDocumentsAreRefusedByName() async throws {
        let (pool, _) = try await bench.makePool()
        let (set, other) = (try await makeSet("one"), try await makeSet("other"))
        let worker = try await bench.registerWorker()
        let first = try await score(0.5, pool, set, level: 0.6, worker: worker)
        let second = try await score(0.5, pool, other, level: 0.6, worker: worker)
        let refused = try await bench.post("/v1/comparisons", ComparisonCreation(evaluations: [first, second]))
        #expect(refused.status == 422 && refused.pointers == ["/evaluations/1"])
        #expect(refused.details.contains(other.id) && refused.details.contains("the same documents for all"))
    }

    /// Merges by several methods are one order only where they were named one by one.
    @Test func aPoolsEvaluationsOfSeveralMethodsAreChosenFrom() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("ways")
        let worker = try await bench.registerWorker()
        let linear = try await score(0.5, pool, set, level: 0.6, worker: worker)
        let spherical = try await score(0.5, pool, set, level: 0.7, worker: worker, method: .slerp)
        let mixed = try await bench.post(
            "/v1/comparisons", ComparisonCreation(pool: pool.id, evaluationSet: set.id))
        #expect(mixed.status == 422 && mixed.pointers == ["/pool"])
        #expect(mixed.details.contains("1 × merge by linear in f32") && mixed.details.contains("1 × merge by slerp"))
        let chosen: ComparisonResource = try bench.expect(
            201,
            await bench.post(
                "/v1/comparisons", ComparisonCreation(pool: pool.id, evaluationSet: set.id, method: .slerp)))
        #expect(chosen.findings.evaluations.map(\.evaluation) == [spherical])
        let named: ComparisonResource = try bench.expect(
            201, await bench.post("/v1/comparisons", ComparisonCreation(evaluations: [linear, spherical])))
        #expect(named.findings.evaluations.count == 2 && named.findings.pairsHold == .each)
        let both = try await bench.post(
            "/v1/comparisons", ComparisonCreation(evaluations: [linear], estimator: .merge))
        #expect(both.status == 422 && both.pointers == ["/estimator"])
    }

    @Test func evaluationsOfAnotherContextAreRefusedByName() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("contexts")
        let worker = try await bench.registerWorker()
        let own = try await score(0.5, pool, set, level: 0.6, worker: worker)
        let short = try await score(
            0.5, pool, set, level: 0.7, worker: worker, scoring: ScoringOptions(context: 8))
        let refused = try await bench.post("/v1/comparisons", ComparisonCreation(evaluations: [own, short]))
        #expect(refused.status == 422 && refused.pointers == ["/evaluations/1"])
        #expect(refused.details.contains("was scored with a context of 8 tokens"))
    }

    @Test func whatHasNoScoreYetIsAConflict() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let reply = try await bench.post("/v1/comparisons", ComparisonCreation(evaluations: [queued.id]))
        #expect(reply.status == 409 && reply.text.contains("queued"))
    }

    @Test(arguments: [
        (#"{"evaluations":[]}"#, "/evaluations"), (#"{"evaluations":["eval_1"]}"#, "/evaluations/0"),
        (#"{"evaluations":["a","a"]}"#, "/evaluations"), (#"{}"#, ""),
        (#"{"pool":"p"}"#, "/evaluation_set"), (#"{"evaluations":["a"],"objective":"domain"}"#, "/domain"),
        (#"{"evaluations":["a"],"domain":"law"}"#, "/domain"), (#"{"evaluations":["a"],"resamples":10}"#, "/resamples"),
        (#"{"evaluations":["a"],"part":"half"}"#, "/part"), (#"{"evaluations":["a"],"label":"x"}"#, "/label"),
    ])
    func whatIsNoComparisonIsRefused(body: String, pointer: String) async throws {
        let reply = try await bench.post("/v1/comparisons", json: body)
        #expect(reply.status == 422 && reply.pointers.contains(pointer), "\(reply.text)")
    }

    @Test func aPartIsAnotherQuestionWithADocumentsCheckOfItsOwn() async throws {
        let (pool, _) = try await bench.makePool()
        let set = try await makeSet("parts")
        let ask = { (part: DocumentPart?) in
            EvaluationCreation(
                pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]), scoring: ScoringOptions(part: part)
            )
        }
        let whole: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", ask(nil)))
        let same: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", ask(DocumentPart(seed: 1, from: 0, to: 24))))
        #expect(same.id == whole.id && same.part == nil)
        let part: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", ask(DocumentPart(seed: 1, from: 0, to: 8))))
        #expect(part.key != whole.key && part.part == DocumentPart(seed: 1, from: 0, to: 8))
        let beyond = try await bench.post("/v1/evaluations", ask(DocumentPart(seed: 1, from: 20, to: 25)))
        #expect(beyond.status == 422 && beyond.pointers == ["/part/to"])
        let backwards = try await bench.post("/v1/evaluations", ask(DocumentPart(seed: 1, from: 8, to: 8)))
        #expect(backwards.status == 422 && backwards.pointers == ["/part/to"])

        let worker = try await bench.registerWorker()
        let leases = try await bench.lease(worker, max: 2)
        let lease = try #require(leases.first { $0.job == part.job })
        guard case .evaluation(let task) = lease.task else { return #expect(Bool(false), "no evaluation") }
        #expect(task.part == part.part)
        let tooMany = try await bench.complete(worker, lease, .evaluation(try await bench.result(for: set)))
        #expect(tooMany.status == 422 && tooMany.details.contains("the part has 8"))
        var result = try await bench.result(for: set)
        for index in result.domains.indices {
            result.domains[index].documents = 4
            result.domains[index].bytes = 100
        }
        let done = try await bench.complete(worker, lease, .evaluation(result))
        #expect(done.status < 300, "\(done.text)")
        let read: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(part.id)"))
        #expect(read.score?.documents == 8)
    }
}
