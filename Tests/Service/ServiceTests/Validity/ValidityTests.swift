import API
import Foundation
import HTTPTypes
import Jobs
import LanguageModels
import Storage
import Testing
import Words

@testable import Service

@Suite("Pool validity")
struct ValidityTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func validity(_ pool: PoolResource) async throws -> ValidityResource {
        try bench.expect(200, await bench.get("/v1/pools/\(pool.id)/validity"))
    }

    /// A result for the pool of the bench, whose partitions are "books" and "web".
    private func result(_ books: Double = 0.02, _ web: Double = 0.05, cosine: Double? = 0.25) -> ValidityResult {
        ValidityResult(
            members: [
                MemberDisplacement(partition: "books", delta: books), MemberDisplacement(partition: "web", delta: web),
            ], cosines: [DisplacementCosine(first: "books", second: "web", cosine: cosine)])
    }

    @Test func aNewPoolIsMeasuredByItself() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let queued = try await validity(pool)
        #expect(queued.state == .queued && queued.members.isEmpty && queued.cosines.isEmpty && queued.warnings.isEmpty)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        guard case .validity(let task) = lease.task else {
            Issue.record("expected a measurement")
            return
        }
        #expect(lease.job == queued.job && task.base.id == pool.base)
        #expect(task.models.map(\.partition) == ["books", "web"])
        #expect(task.models.map(\.checkpoint.id) == pool.partitions.map(\.checkpoint))
        _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 1, total: 2))
        #expect(try await validity(pool).state == .running)
        #expect(try await bench.complete(worker, lease, .validity(result())).status == 204)
        let measured = try await validity(pool)
        #expect(measured.state == .succeeded && measured.finishedAt != nil)
        #expect(measured.members == result().members)
        #expect(measured.cosines == [[1, 0.25], [0.25, 1]])
        #expect(measured.warnings.map(\.partition) == ["web"])
        #expect(measured.warnings.first?.detail.contains("5 %") == true)
        let job: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(queued.job)"))
        #expect(job.kind == .validity && job.subject == pool.id && job.state == .succeeded)
        // What is known is not measured again.
        let again: ValidityResource = try bench.expect(200, await bench.send(.post, "/v1/pools/pool/validity"))
        #expect(again == measured)
    }

    @Test func whatHasNotMovedHasNoCosine() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        #expect(try await bench.complete(worker, lease, .validity(result(0, 0.2, cosine: nil))).status == 204)
        let measured = try await validity(pool)
        #expect(measured.cosines == [[nil, nil], [nil, 1]])
        #expect(measured.warnings.map(\.partition) == ["books", "web"])
        let text = try await bench.get("/v1/pools/\(pool.id)/validity").text
        #expect(text.contains("\"cosines\":[[null,null],[null,1]]"))
    }

    @Test func refusesAMeasurementOfOtherModelsAndKeepsNothing() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        var wrong = result()
        wrong.members.swapAt(0, 1)
        wrong.cosines = []
        let reply = try await bench.complete(worker, lease, .validity(wrong))
        #expect(reply.status == 422 && reply.pointers == ["/result/members", "/result/cosines"])
        let far = try await bench.complete(worker, lease, .validity(result(-1, 2, cosine: 1.5)))
        #expect(far.pointers == ["/result/members/0/delta", "/result/members/1/delta", "/result/cosines/0/cosine"])
        let training = TrainingResult(files: [:], tokens: 1, losses: [], kernelPath: "k")
        #expect(try await bench.complete(worker, lease, .training(training)).status == 422)
        let left = try await validity(pool)
        #expect(left.members.isEmpty && !left.state.isFinal)
    }

    @Test func aPoolOfAnEarlierVersionIsMeasuredWhenItIsAskedFor() async throws {
        let (pool, _) = try await bench.makePool()
        let old = try await bench.store.write { [bench] transaction in
            var record = try #require(try transaction.pool(Identifier(pool.id)))
            record.id = bench.service.identifiers.next(.pool)
            record.name = "old"
            try transaction.insert(record)
            return record.id.text
        }
        let unknown = try await bench.get("/v1/pools/old/validity")
        #expect(unknown.status == 404 && unknown.problem?.detail?.contains("POST /v1/pools/\(old)/validity") == true)
        let reply = try await bench.send(.post, "/v1/pools/old/validity")
        let queued: ValidityResource = try bench.expect(202, reply)
        #expect(reply.fields[.location] == "/v1/pools/\(old)/validity" && queued.state == .queued)
        let again: ValidityResource = try bench.expect(202, await bench.send(.post, "/v1/pools/old/validity"))
        #expect(again.job == queued.job)
        #expect(try await bench.send(.post, "/v1/pools/none/validity").status == 404)
    }

    @Test func aMeasurementIsCancelledAndQueuedAgainAsAnyJobIs() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let job = try await validity(pool).job
        let _: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(job):cancel"))
        #expect(try await validity(pool).state == .cancelled)
        let asked: ValidityResource = try bench.expect(200, await bench.send(.post, "/v1/pools/pool/validity"))
        #expect(asked.job == job && asked.state == .cancelled)
        let again: ValidityResource = try bench.expect(
            202, await bench.post("/v1/pools/pool/validity", ValidityCreation(again: true)))
        #expect(again.job == job && again.state == .queued)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let failure = FailureRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken,
            error: WorkError(code: "checkpoint-malformed", detail: "mend it", retryable: false))
        #expect(try await bench.work("/v1/workers/\(worker.id):fail", failure).status == 204)
        let failed = try await validity(pool)
        #expect(failed.state == .failed && failed.error?.detail == "mend it")
        let retried: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(job):retry"))
        #expect(retried.state == .queued)
    }

    @Test func aWorkerThatDiesAtItIsFollowedByAnother() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let first = try await bench.registerWorker("first")
        let lost = try #require(try await bench.lease(first, max: 10).first)
        try await bench.jobs.workerEnded(Identifier(first.id), .died)
        let second = try await bench.registerWorker("second")
        let lease = try #require(try await bench.lease(second, max: 10).first)
        #expect(lease.job == lost.job && lease.attempt == 2)
        #expect(try await bench.complete(first, lost, .validity(result())).problemType == "lease-lost")
        #expect(try await bench.complete(second, lease, .validity(result())).status == 204)
        #expect(try await validity(pool).state == .succeeded)
    }

    @Test func readsAndEventsWaitForTheEnd() async throws {
        let (pool, _) = try await bench.makePool(isMeasured: true)
        let job = try await validity(pool).job
        async let waited = bench.get("/v1/pools/pool/validity?wait=60s")
        async let events = bench.get("/v1/jobs/\(job)/events")
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        #expect(try await bench.complete(worker, lease, .validity(result())).status == 204)
        let measured: ValidityResource = try bench.expect(200, try await waited)
        #expect(measured.state == .succeeded)
        #expect(try await events.text.contains("\"succeeded\""))
    }

    @Test func aPoolRefusesWhateverChangesTheFunctionButNotTheIdsOfSpecialTokens() async throws {
        var configuration = ServiceBench.configuration()
        configuration.bosToken = 1
        let base = try await bench.makeCheckpoint("base", seed: 1, configuration)
        configuration.bosToken = 2
        let same = try await bench.makeCheckpoint("same", seed: 2, configuration)
        configuration.positions = .rotary(Rotary(theta: 5_000))
        configuration.norm.epsilon = 1e-3
        let other = try await bench.makeCheckpoint("other", seed: 3, configuration)
        let (web, books) = (
            try await bench.makePartition("web", ["one"]), try await bench.makePartition("books", ["two"])
        )
        var creation = PoolCreation(
            name: "pool", base: base.id,
            partitions: [
                PoolMemberCreation(partition: web.id, checkpoint: same.id),
                PoolMemberCreation(partition: books.id, checkpoint: other.id),
            ])
        let reply = try await bench.post("/v1/pools", creation)
        #expect(reply.pointers == ["/partitions/1/checkpoint", "/partitions/1/checkpoint"])
        for key in ["rms_norm_eps is 0.001; the base has", "rope_theta is 5000"] {
            #expect(reply.details.contains(key), "\(reply.details)")
        }
        #expect(reply.details.contains("the model of \"books\"") && !reply.details.contains("\"web\""))
        creation.partitions.removeLast()
        #expect(try await bench.post("/v1/pools", creation).status == 201)
    }
}
