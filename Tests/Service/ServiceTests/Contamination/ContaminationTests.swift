import API
import Foundation
import HTTPTypes
import Jobs
import Mixtures
import Statistics
import Storage
import Testing
import Words

@testable import Service

@Suite("Contamination")
struct ContaminationTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func target(_ pool: PoolResource, _ set: EvaluationSetResource) -> String {
        "/v1/pools/\(pool.id)/contamination?evaluation_set=\(set.id)"
    }

    /// A result for the bench's pool and set, whose domains are "law" and "web": the web document overlaps.
    private func result(_ texts: [String], blob: String) -> ContaminationResult {
        ContaminationResult(
            domains: [
                DomainOverlapResource(
                    domain: "law", documents: 1, shortDocuments: 1, ngrams: 0, overlappingDocuments: 0,
                    overlappingNgrams: 0),
                DomainOverlapResource(
                    domain: "web", documents: 1, shortDocuments: 0, ngrams: 4, overlappingDocuments: 1,
                    overlappingNgrams: 3),
            ],
            texts: texts.enumerated().map { index, text in
                TextOverlap(
                    partition: text,
                    domains: [
                        PartOverlap(domain: "law", overlappingDocuments: 0, overlappingNgrams: 0),
                        PartOverlap(
                            domain: "web", overlappingDocuments: index == 0 ? 1 : 0,
                            overlappingNgrams: index == 0 ? 3 : 0),
                    ])
            }, documentsBlob: blob)
    }

    private func overlapping(_ partition: String) async throws -> String {
        try await bench.upload(
            OverlappingDocument.lines([
                OverlappingDocument(
                    document: 0, domain: "web", ngrams: 4, overlappingNgrams: 3, partitions: [partition: 3])
            ]))
    }

    private func task(_ lease: LeaseResource) throws -> ContaminationTask {
        guard case .contamination(let task) = lease.task else { throw ServiceBench.NothingLeased() }
        return task
    }

    @Test func partitionsAndTheBasesShareAreHeldAgainstTheSetOnce() async throws {
        let (pool, set) = try await bench.makePool()
        let base = try await bench.makePartition("share", ["of the base"], role: .base)
        let unasked = try await bench.get(target(pool, set))
        #expect(unasked.status == 404 && unasked.problem?.detail?.contains("POST /v1/pools/\(pool.id)") == true)
        let reply = try await bench.send(.post, target(pool, set))
        let queued: ContaminationResource = try bench.expect(202, reply)
        #expect(queued.state == .queued && queued.domains.isEmpty && queued.length == 13)
        #expect(reply.fields[.location] == target(pool, set))
        #expect(queued.partitions.map(\.name) == ["books", "web", "share"])
        #expect(queued.partitions.map(\.role) == [.partition, .partition, .base])
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let task = try task(lease)
        #expect(task.documents.blob == set.blob && task.texts.map(\.partition) == queued.partitions.map(\.partition))
        #expect(task.texts.last?.documents.blob == base.blob)
        let found = result(task.texts.map(\.partition), blob: try await overlapping(task.texts[0].partition))
        #expect(try await bench.complete(worker, lease, .contamination(found)).status == 204)
        let known: ContaminationResource = try bench.expect(200, await bench.get(target(pool, set) + "&wait=1s"))
        #expect(known.state == .succeeded && known.domains == found.domains && known.finishedAt != nil)
        #expect(known.partitions.map(\.domains) == found.texts.map(\.domains))
        #expect(known.documentsBlob == found.documentsBlob)
        let again: ContaminationResource = try bench.expect(
            200, await bench.send(.post, "/v1/pools/pool/contamination?evaluation_set=\(set.name.escaped)"))
        #expect(again == known)
        let job: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(known.job)"))
        #expect(job.kind == .contamination && job.subject == known.id)
    }

    @Test func aScoreLeavesOverlappingDocumentsOut() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let target = "/v1/evaluations/\(queued.id)?exclude_overlapping=true"
        let unscored: EvaluationResource = try bench.expect(200, await bench.get(target))
        #expect(unscored.score == nil && unscored.excludedDocuments == nil)
        let evaluation = try #require(try await bench.lease(worker).first)
        var scored = try await bench.result(for: set, nll: 7)
        let lines = set.domains.reversed().map { domain in
            DocumentScores.Document(
                domain: domain.domain,
                sums: ScoreSums(
                    tokens: domain.bytes, words: 2, characters: domain.bytes, bytes: domain.bytes, nll: 7))
        }
        scored.documents = .blob(try await bench.upload(DocumentScoreLines.bytes(lines)))
        #expect(try await bench.complete(worker, evaluation, .evaluation(scored)).status == 204)
        let unknown = try await bench.get(target)
        #expect(unknown.status == 409 && unknown.problem?.detail?.contains("contamination?evaluation_set") == true)

        _ = try await bench.send(.post, self.target(pool, set))
        let lease = try #require(try await bench.lease(worker).first)
        let texts = try task(lease).texts.map(\.partition)
        let found = result(texts, blob: try await overlapping(texts[0]))
        #expect(try await bench.complete(worker, lease, .contamination(found)).status == 204)
        let left: EvaluationResource = try bench.expect(200, await bench.get(target))
        let whole: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(queued.id)"))
        #expect(left.excludedDocuments == 1 && left.score?.domains.map(\.domain) == ["law"])
        #expect(left.score?.domains == whole.score?.domains.filter { $0.domain == "law" })
        #expect(whole.excludedDocuments == nil && whole.score?.documents == 2)
        #expect(try await bench.get("/v1/evaluations/\(queued.id)?exclude_overlapping=1").status == 400)

        // What is known of other partitions than there are now is not used.
        _ = try await bench.makePartition("share", ["of the base"], role: .base)
        #expect(try await bench.get(target).status == 409)
    }

    @Test func aNewShareOfTheBaseIsAskedAboutAnew() async throws {
        let (pool, set) = try await bench.makePool()
        let first: ContaminationResource = try bench.expect(202, await bench.send(.post, target(pool, set)))
        let again: ContaminationResource = try bench.expect(202, await bench.send(.post, target(pool, set)))
        #expect(again.id == first.id)
        _ = try await bench.makePartition("share", ["of the base"], role: .base)
        let second: ContaminationResource = try bench.expect(202, await bench.send(.post, target(pool, set)))
        #expect(second.id != first.id && second.partitions.count == 3)
        let known: ContaminationResource = try bench.expect(200, await bench.get(target(pool, set)))
        #expect(known.id == second.id)
    }

    @Test func refusesWhatIsNotOfTheTaskAndKeepsNothing() async throws {
        let (pool, set) = try await bench.makePool()
        let queued: ContaminationResource = try bench.expect(202, await bench.send(.post, target(pool, set)))
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let texts = try task(lease).texts.map(\.partition)
        let blob = try await overlapping(texts[0])
        var wrong = result(texts.reversed(), blob: blob)
        wrong.domains.removeLast()
        wrong.texts[1].domains.removeFirst()
        #expect(
            try await bench.complete(worker, lease, .contamination(wrong)).pointers
                == ["/result/domains", "/result/texts", "/result/texts/1/domains"])
        let lost = result(texts, blob: String(repeating: "0", count: 64))
        #expect(
            try await bench.complete(worker, lease, .contamination(lost)).pointers == ["/result/documents_blob"])
        var impossible = result(texts, blob: blob)
        impossible.domains[1].overlappingDocuments = 2
        impossible.domains[1].overlappingNgrams = 5
        #expect(
            try await bench.complete(worker, lease, .contamination(impossible)).pointers
                == ["/result/domains/1/overlapping_documents", "/result/domains/1/overlapping_ngrams"])
        #expect(try await bench.complete(worker, lease, .validity(.init(members: [], cosines: []))).status == 422)
        let left: ContaminationResource = try bench.expect(200, await bench.get(target(pool, set)))
        #expect(left.domains.isEmpty && left.documentsBlob == nil && left.id == queued.id)
    }

    @Test func aSearchThatWasCancelledIsQueuedAgainOnlyByName() async throws {
        let (pool, set) = try await bench.makePool()
        let queued: ContaminationResource = try bench.expect(202, await bench.send(.post, target(pool, set)))
        let _: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(queued.job):cancel"))
        let cancelled: ContaminationResource = try bench.expect(200, await bench.get(target(pool, set)))
        #expect(cancelled.state == .cancelled)
        let asked: ContaminationResource = try bench.expect(200, await bench.send(.post, target(pool, set)))
        #expect(asked.state == .cancelled)
        let again: ContaminationResource = try bench.expect(
            202, await bench.send(.post, target(pool, set) + "&again=true"))
        #expect(again.job == queued.job && again.state == .queued)
    }

    @Test func whatIsNotThereIsNamed() async throws {
        let (pool, set) = try await bench.makePool()
        #expect(try await bench.send(.post, "/v1/pools/\(pool.id)/contamination").status == 400)
        let unknown = try await bench.send(.post, "/v1/pools/\(pool.id)/contamination?evaluation_set=none")
        #expect(unknown.status == 400 && unknown.details.contains("evaluation_set is \"none\""))
        #expect(try await bench.send(.post, "/v1/pools/none/contamination?evaluation_set=\(set.id)").status == 404)
    }
}

extension String {
    fileprivate var escaped: String { replacing(" ", with: "%20") }
}
