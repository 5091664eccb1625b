import API
import Foundation
import HTTPTypes
import Hashing
import Mixtures
import Storage
import Testing
import Words

@testable import Service

@Suite("Removing what was added by mistake")
struct RemovalTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func remove(_ target: String, withDependents: Bool = false) async throws -> RemovalResource {
        try bench.expect(200, await bench.send(.delete, target + (withDependents ? "?dependents=delete" : "")))
    }

    private func evaluation(
        of pool: PoolResource, on set: EvaluationSetResource, _ mixture: [String: Double] = ["web": 1],
        label: String? = nil
    ) -> EvaluationCreation {
        EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture), label: label)
    }

    @Test func aPartitionGoesWithItsNameItsDocumentsAndItsBlob() async throws {
        let partition = try await bench.makePartition("mistake", ["one text", "another text"])
        let found: DependentsResource = try bench.expect(
            200, await bench.get("/v1/partitions/mistake/dependents"))
        #expect(found == DependentsResource(id: partition.id, counts: [], items: [], underWay: []))
        let size = try await bench.get("/v1/blobs/\(partition.blob)").bytes.count

        let removed = try await remove("/v1/partitions/mistake")
        #expect(removed.id == partition.id && removed.bytesFreed == size)
        #expect(removed.removed == [RecordCount(kind: .partition, count: 1)])
        #expect(try await bench.get("/v1/partitions/\(partition.id)").status == 404)
        #expect(try await bench.get("/v1/blobs/\(partition.blob)").status == 404)
        #expect(try await bench.send(.delete, "/v1/partitions/mistake").status == 404)

        // The same documents may stand on the other side now, and the name is free.
        let set = try await bench.makeEvaluationSet("held out", [("one text", "web")])
        #expect(set.documents == 1)
        #expect(try await bench.makePartition("mistake", ["another text"]).name == "mistake")
    }

    @Test func anEvaluationSetGoesWithItsDocuments() async throws {
        let set = try await bench.makeEvaluationSet("mistake", [("one text", "web")])
        _ = try await remove("/v1/evaluation-sets/\(set.id)")
        #expect(try await bench.makePartition("right", ["one text"]).documents == 1)
    }

    @Test func whatIsInUseIsListedAndNothingIsRemoved() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", evaluation(of: pool, on: set)))
        try await bench.scoreNext(worker, on: set)

        let reply = try await bench.send(.delete, "/v1/partitions/web")
        #expect(reply.status == 409 && reply.problemType == "in-use", "\(reply.text)")
        let web = try #require(pool.partitions.first { $0.name == "web" }?.partition)
        #expect(
            reply.problem?.detail
                == "The partition \"web\" (\(web)) is in use: 1 evaluation, 1 pool depend on it.")
        #expect(reply.details.contains("pool \"pool\" (\(pool.id))") && reply.details.contains(asked.id))
        #expect(try await bench.get("/v1/partitions/web").status == 200)
        let found: DependentsResource = try bench.expect(200, await bench.get("/v1/partitions/web/dependents"))
        #expect(Set(found.items.map(\.id)) == [pool.id, asked.id])
        #expect(found.counts == [RecordCount(kind: .evaluation, count: 1), RecordCount(kind: .pool, count: 1)])
        let table = try await bench.get("/v1/partitions/web/dependents?format=csv")
        #expect(table.status == 200 && table.text.contains(pool.id))
        #expect(try await bench.send(.delete, "/v1/partitions/web?dependents=perhaps").status == 400)

        let removed = try await remove("/v1/partitions/web", withDependents: true)
        #expect(removed.removed.map(\.kind) == [.partition, .pool, .evaluation])
        #expect(try await bench.get("/v1/pools/pool").status == 404)
        #expect(try await bench.get("/v1/evaluations/\(asked.id)").status == 404)
        #expect(try await bench.get("/v1/jobs/\(asked.job ?? "")").status == 404)
        #expect(try await bench.get("/v1/checkpoints/\(pool.base)").status == 200)
        #expect(try await bench.get("/v1/partitions/books").status == 200)
        #expect(try await bench.store.integrityProblems() == [])
    }

    /// What would be taken from under a worker is stopped by name first.
    @Test func workUnderWayIsCancelledFirst() async throws {
        let (pool, set) = try await bench.makePool()
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", evaluation(of: pool, on: set)))
        let reply = try await bench.send(.delete, "/v1/pools/pool?dependents=delete")
        #expect(reply.status == 409 && reply.problemType == "state-conflict", "\(reply.text)")
        #expect(reply.details == "\(asked.job ?? "") has not ended")
        let found: DependentsResource = try bench.expect(200, await bench.get("/v1/pools/pool/dependents"))
        #expect(found.underWay == [asked.job])
        #expect(try await bench.get("/v1/pools/pool").status == 200)
        #expect(try await bench.send(.post, "/v1/jobs/\(asked.job ?? ""):cancel").status == 200)
        _ = try await remove("/v1/pools/pool", withDependents: true)
        // An evaluation of its own kind: asked again, it is computed again.
        #expect(try await bench.get("/v1/evaluations/\(asked.id)").status == 404)
    }

    @Test func anEvaluationThatWasRemovedIsComputedAgain() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        let creation = evaluation(of: pool, on: set, label: "first")
        let asked: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        try await bench.scoreNext(worker, on: set)
        _ = try await remove("/v1/evaluations/\(asked.id)")
        let again: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        #expect(again.id != asked.id && again.state == .queued)
        try await bench.scoreNext(worker, on: set)
    }

    /// Two records of the same content share its files.
    @Test func aFileThatAnotherCheckpointHasStays() async throws {
        let one = try await bench.makeCheckpoint("one", seed: 5)
        _ = try await bench.makeCheckpoint("two", seed: 5)
        #expect(try await remove("/v1/checkpoints/one").bytesFreed == 0)
        #expect(try await remove("/v1/checkpoints/two").bytesFreed == one.files.reduce(0) { $0 + $1.bytes })
        #expect(try await bench.makeCheckpoint("one", seed: 5).hash == one.hash)
    }

    @Test func aKeyOfWhatWasRemovedAnswersThatItIsGone() async throws {
        let blob = try await bench.upload(ServiceBench.lines([("a text", nil)]))
        let body = PartitionCreation(name: "mistake", blob: blob)
        let key = ["Idempotency-Key": "once"]
        let made: PartitionResource = try bench.expect(201, await bench.post("/v1/partitions", body, key))
        #expect(try await bench.post("/v1/partitions", body, key).status == 201)
        _ = try await remove("/v1/partitions/mistake")
        let reply = try await bench.post("/v1/partitions", body, key)
        #expect(reply.status == 410 && reply.text.contains(made.id), "\(reply.text)")
    }

    @Test func aComparisonDependsOnItsEvaluations() async throws {
        let (pool, set) = try await bench.makePool()
        let evaluations = try await stored(2, of: pool, on: set)
        let record = ComparisonRecord(
            id: bench.service.identifiers.next(.comparison), key: SHA256.hash("question".utf8),
            question: Data("{}".utf8), evaluations: evaluations,
            answer: SHA256.hash("answer".utf8),
            createdAt: Storage.Timestamp(milliseconds: 0))
        try await bench.store.write { try $0.insert(record) }
        let reply = try await bench.send(.delete, "/v1/evaluations/\(evaluations[0])")
        #expect(reply.status == 409 && reply.details == "comparison (\(record.id))", "\(reply.text)")
        let removed = try await remove("/v1/evaluations/\(evaluations[0])", withDependents: true)
        #expect(removed.removed.map(\.kind) == [.evaluation, .comparison])
        #expect(try await bench.get("/v1/evaluations/\(evaluations[1])").status == 200)
    }

    /// More evaluations than one transaction removes go in pieces, and all of them are counted.
    @Test func manyEvaluationsGoInPieces() async throws {
        let (pool, set) = try await bench.makePool()
        let count = 2 * RemovalDesk.piece + 3
        _ = try await stored(count, of: pool, on: set)
        let removed = try await remove("/v1/pools/pool", withDependents: true)
        #expect(removed.removed == [RecordCount(kind: .pool, count: 1), RecordCount(kind: .evaluation, count: count)])
        let left: API.Page<EvaluationResource> = try bench.expect(200, await bench.get("/v1/evaluations"))
        #expect(left.items.isEmpty)
        #expect(try await bench.store.integrityProblems() == [])
    }

    /// A crash after the commit leaves documents noted, which counts as absent, and the next start removes them.
    @Test func documentsThatACrashLeftDoNotCountAndAreRemovedAtTheNextStart() async throws {
        let partition = try await bench.makePartition("mistake", ["one text"])
        let id = try Identifier(partition.id, of: .partition)
        let remains = try await bench.store.write { transaction in
            try transaction.remove(
                transaction.removalClosure(of: [id]), at: Storage.Timestamp(milliseconds: 0))
        }
        #expect(remains.documents.map(\.owner) == [id])
        #expect(try await bench.store.read { try $0.registrations() }.map(\.owner) == [id])
        _ = try await bench.makeEvaluationSet("held out", [("one text", "web")])
        try await bench.service.recover()
        #expect(try await bench.store.read { try $0.registrations() }.isEmpty)
        // Those of the set are still there.
        let blob = try await bench.upload(ServiceBench.lines([("one text", nil)]))
        #expect(try await bench.post("/v1/partitions", PartitionCreation(name: "again", blob: blob)).status == 422)
    }

    @Test func referenceRunsForecastsAndReportsGoWithTheirPool() async throws {
        let (pool, set) = try await bench.makePool()
        let model = try await bench.makeCheckpoint("trained", seed: 20)
        let body = ReferenceRunCreation(pool: pool.id, mixture: ["web": 1], checkpoint: model.id)
        let run: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
        let report: ContaminationResource = try bench.expect(
            202, await bench.send(.post, "/v1/pools/pool/contamination?evaluation_set=\(set.id)"))
        #expect(try await bench.send(.post, "/v1/jobs/\(report.job):cancel").status == 200)
        let removed = try await remove("/v1/pools/pool", withDependents: true)
        #expect(removed.removed.map(\.kind) == [.pool, .referenceRun, .contamination])
        #expect(try await bench.get("/v1/reference-runs/\(run.id)").status == 404)
        #expect(try await remove("/v1/checkpoints/trained").removed.map(\.kind) == [.checkpoint])
        #expect(try await bench.store.integrityProblems() == [])
    }

    /// Evaluations of a pool whose jobs have ended, as an earlier run of the service left them.
    private func stored(
        _ count: Int, of pool: PoolResource, on set: EvaluationSetResource
    ) async throws -> [Identifier] {
        let pool = try Identifier(pool.id, of: .pool)
        let set = try Identifier(set.id, of: .evaluationSet)
        let candidate = try #require(
            try await bench.store.read { transaction in
                try PoolView(pool, in: transaction)?.candidate(.init(["web": 1])).data
            })
        let identifiers = bench.service.identifiers
        let moment = Storage.Timestamp(milliseconds: 1_000)
        return try await bench.store.write { transaction in
            try (0..<count).map { index in
                let (id, job) = (identifiers.next(.evaluation), identifiers.next(.job))
                try transaction.insert(
                    JobRecord(
                        id: job, kind: .evaluation, subject: id, owner: "", state: .succeeded, notBefore: moment,
                        createdAt: moment))
                try transaction.insert(
                    EvaluationRecord(
                        id: id, key: SHA256.hash("\(index)".utf8), pool: pool,
                        evaluationSet: set, candidate: candidate, job: job, state: .succeeded,
                        createdAt: moment))
                return id
            }
        }
    }
}
