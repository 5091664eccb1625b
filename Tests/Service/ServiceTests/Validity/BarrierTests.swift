import API
import Foundation
import HTTPTypes
import Mixtures
import Testing
import Words

@testable import Service

@Suite("Loss barriers and warnings")
struct BarrierTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    /// Scores whatever waits: the first and last at their own level, everything between higher by `rise`.
    private func score(_ worker: WorkerResource, on set: EvaluationSetResource, rise: Double) async throws {
        while let lease = try await bench.lease(worker).first {
            guard case .evaluation(let task) = lease.task else {
                Issue.record("expected an evaluation")
                return
            }
            let result = try await bench.result(for: set, nll: task.members.count == 1 ? 10 : 10 + rise)
            #expect(try await bench.complete(worker, lease, .evaluation(result)).status == 204)
        }
    }

    private func measure(_ set: EvaluationSetResource) async throws -> ServiceBench.Reply {
        try await bench.post("/v1/pools/pool/validity", ValidityCreation(evaluationSet: set.name, barrier: true))
    }

    @Test func barriersAreQueuedAsEvaluationsAndReadWhenTheyHaveCome() async throws {
        let (pool, set) = try await bench.makePool()
        let queued: ValidityResource = try bench.expect(202, try await measure(set))
        #expect(queued.barriers.map(\.evaluations) == [11] && queued.barriers.map(\.lacking) == [11])
        #expect(queued.barriers[0].pairs.isEmpty && queued.barriers[0].evaluationSet == set.id)
        // Asked again, nothing more is queued.
        let again: ValidityResource = try bench.expect(202, try await measure(set))
        #expect(again.barriers == queued.barriers)
        let listed: API.Page<EvaluationResource> = try bench.expect(200, await bench.get("/v1/evaluations?pool=pool"))
        #expect(listed.items.count == 11)
        let worker = try await bench.registerWorker()
        try await cancelMeasurement(pool)
        try await score(worker, on: set, rise: 1)
        let known: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/pool/validity"))
        let pair = try #require(known.barriers.first?.pairs.first)
        #expect(known.barriers[0].lacking == 0 && pair.first == "books" && pair.second == "web")
        let line = set.domains.map { 10 / (Double($0.bytes) * log(2)) }.reduce(0, +) / 2
        #expect(abs(pair.level - line) < 1e-9 && abs(pair.height - line / 10) < 1e-9)
        #expect(set.domains.map(\.domain).contains(pair.worstDomain) && pair.worstHeight >= pair.height)
        let warning = try #require(known.warnings.first)
        #expect(warning.kind == .barrier && warning.partition == "books" && warning.other == "web")

        // Answers about merges of both carry it, and those of one of them do not.
        let half = try #require(listed.items.first { $0.mixture == ["books": 0.5, "web": 0.5] })
        let shown: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(half.id)"))
        #expect(shown.warnings == [warning])
        let alone = try #require(listed.items.first { $0.mixture == ["web": 1] })
        let single: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(alone.id)"))
        #expect(single.warnings.isEmpty)
        let fidelity: FidelityResource = try bench.expect(
            200, await bench.get("/v1/pools/pool/fidelity?evaluation_set=\(set.id)"))
        #expect(fidelity.warnings == [warning])
    }

    /// Newcomer, bug 6: looking at the validity again queued everything anew that had been cancelled.
    @Test func barriersThatWereCancelledAreQueuedAgainOnlyByName() async throws {
        let (pool, set) = try await bench.makePool()
        let _: ValidityResource = try bench.expect(202, try await measure(set))
        let found: JobCancellationResource = try bench.expect(
            200, await bench.post("/v1/jobs:cancel", JobCancellation(label: "barrier", pool: pool.id)))
        #expect(found.cancelled == 11)
        let asked: ValidityResource = try bench.expect(202, try await measure(set))
        #expect(asked.barriers.map(\.cancelled) == [11] && asked.barriers.map(\.lacking) == [11])
        #expect(asked.state == .cancelled)
        let queued: API.Page<JobResource> = try bench.expect(200, await bench.get("/v1/jobs?state=queued"))
        #expect(queued.items.isEmpty)
        let again: ValidityResource = try bench.expect(
            202,
            await bench.post(
                "/v1/pools/pool/validity", ValidityCreation(evaluationSet: set.name, barrier: true, again: true)))
        #expect(again.barriers.map(\.cancelled) == [nil] && again.state == .queued)
        let anew: API.Page<JobResource> = try bench.expect(200, await bench.get("/v1/jobs?state=queued"))
        #expect(anew.items.count == 12)
    }

    /// The bench cancels the job of a new pool.
    private func cancelMeasurement(_ pool: PoolResource) async throws {
        let validity: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/\(pool.id)/validity"))
        let _: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(validity.job):cancel"))
    }

    @Test func aFlatWayBetweenTwoModelsIsNoWarning() async throws {
        let (pool, set) = try await bench.makePool()
        let _: ValidityResource = try bench.expect(202, try await measure(set))
        try await cancelMeasurement(pool)
        try await score(try await bench.registerWorker(), on: set, rise: -0.5)
        let known: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/pool/validity"))
        #expect(try #require(known.barriers.first?.pairs.first).height < 0 && known.warnings.isEmpty)
    }

    @Test func barriersNeedDocuments() async throws {
        _ = try await bench.makePool()
        let missing = try await bench.post("/v1/pools/pool/validity", json: #"{"barrier":true}"#)
        #expect(missing.status == 422 && missing.pointers == ["/evaluation_set"])
        let unknown = try await bench.post(
            "/v1/pools/pool/validity", json: #"{"evaluation_set":"none"}"#)
        #expect(unknown.status == 422 && unknown.pointers == ["/evaluation_set"])
        let idle = try await bench.post(
            "/v1/pools/pool/validity", json: #"{"evaluation_set":"pool set","barrier":false}"#)
        #expect(idle.pointers == ["/barrier"])
        #expect(try await bench.post("/v1/pools/pool/validity", json: "{}").status == 200)
    }

    @Test func theShareOfGeneralDataIsHeeded() async throws {
        let base = try await bench.makeCheckpoint("base", seed: 1)
        let web = try await bench.makePartition("web", ["one"])
        let set = try await bench.makeEvaluationSet("set", [("to be scored", "web")])
        for (name, share) in [("none", 0.1), ("half", 0.5)] {
            let creation = PoolCreation(
                name: name, base: base.id, generalShare: share,
                partitions: [PoolMemberCreation(partition: web.id, checkpoint: base.id)])
            let pool: PoolResource = try bench.expect(201, await bench.post("/v1/pools", creation))
            #expect(pool.generalShare == share)
            let validity: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/\(name)/validity"))
            #expect(validity.generalShare == share)
            #expect(validity.warnings.map(\.kind) == (share < 0.5 ? [.generalShare] : []))
        }
        // The pool that asked first tells: equal questions share their answer.
        let evaluation: EvaluationResource = try bench.expect(
            202,
            await bench.post(
                "/v1/evaluations",
                EvaluationCreation(pool: "none", evaluationSet: set.id, subject: .mixture(["web": 1]))))
        #expect(evaluation.warnings.map(\.kind) == [.generalShare])
        let wrong = PoolCreation(
            name: "wrong", base: base.id, generalShare: 1.5,
            partitions: [PoolMemberCreation(partition: web.id, checkpoint: base.id)])
        #expect(try await bench.post("/v1/pools", wrong).pointers == ["/general_share"])
    }
}
