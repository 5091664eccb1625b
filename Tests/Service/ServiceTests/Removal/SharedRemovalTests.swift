import API
import Foundation
import HTTPTypes
import Storage
import Testing
import Words

@testable import Service

@Suite("Removing one of two pools of the same models")
struct SharedRemovalTests {
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

    /// A pool of the same models and partitions as another, from other records.
    private func makeTwin(of pool: PoolResource, _ name: String) async throws -> PoolResource {
        let base = try await bench.makeCheckpoint("\(name) base", seed: 1)
        var members: [PoolMemberCreation] = []
        for (index, partition) in ["web", "books"].enumerated() {
            let model = try await bench.makeCheckpoint("\(name) \(partition)", seed: UInt64(index + 2))
            members.append(PoolMemberCreation(partition: partition, checkpoint: model.id))
        }
        let twin: PoolResource = try bench.expect(
            201, await bench.post("/v1/pools", PoolCreation(name: name, base: base.id, partitions: members)))
        let validity: ValidityResource = try bench.expect(200, await bench.get("/v1/pools/\(twin.id)/validity"))
        let _: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(validity.job):cancel"))
        return twin
    }

    /// Scores are kept by content: the pool that stays keeps its own, in its names.
    @Test func scoresThatAnotherPoolAskedForStay() async throws {
        let (pool, set) = try await bench.makePool()
        let twin = try await makeTwin(of: pool, "twin")
        let worker = try await bench.registerWorker()
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", evaluation(of: pool, on: set, label: "of the pool")))
        try await bench.scoreNext(worker, on: set)
        let shared: EvaluationResource = try bench.expect(
            200, await bench.post("/v1/evaluations", evaluation(of: twin, on: set, label: "of the twin")))
        #expect(shared.id == asked.id)

        let removed = try await remove("/v1/pools/pool", withDependents: true)
        #expect(!removed.removed.contains { $0.kind == .evaluation }, "\(removed)")
        let left: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(asked.id)"))
        #expect(left.pool == twin.id && left.label == "of the twin" && left.mixture == ["web": 1])
        #expect(left.score != nil)
        let twins = try await remove("/v1/pools/twin", withDependents: true)
        #expect(twins.removed.contains(RecordCount(kind: .evaluation, count: 1)))
        #expect(try await bench.store.integrityProblems() == [])
    }

    @Test func aSharedEvaluationRunsOnTheModelsThatStay() async throws {
        let (pool, set) = try await bench.makePool()
        let twin = try await makeTwin(of: pool, "twin")
        let asked: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", evaluation(of: pool, on: set)))
        #expect(try await bench.post("/v1/evaluations", evaluation(of: twin, on: set)).status == 202)
        #expect(try await bench.send(.post, "/v1/jobs/\(asked.job ?? ""):cancel").status == 200)
        for partition in pool.partitions {
            _ = try await remove("/v1/checkpoints/\(partition.checkpoint)", withDependents: true)
        }
        _ = try await remove("/v1/checkpoints/\(pool.base)", withDependents: true)
        #expect(try await bench.send(.post, "/v1/jobs/\(asked.job ?? ""):retry").status == 200)
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        guard case .evaluation(let task) = lease.task else { throw ServiceBench.NothingLeased() }
        #expect(task.members.map(\.checkpoint.id) == twin.partitions.filter { $0.name == "web" }.map(\.checkpoint))
    }

    /// What another pool's ensemble was promised is not taken from under it.
    @Test func whatWorkOfOthersWaitsForStaysUntilThatHasEnded() async throws {
        let (pool, set) = try await bench.makePool()
        let twin = try await makeTwin(of: pool, "twin")
        func ask(_ pool: PoolResource, _ weight: Double) async throws -> EvaluationResource {
            let creation = EvaluationCreation(
                pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]),
                estimator: .ensemble)
            return try bench.expect(202, await bench.post("/v1/evaluations", creation))
        }
        let first = try await ask(pool, 0.5)
        let other = try await ask(twin, 0.25)
        #expect(try await bench.send(.post, "/v1/jobs/\(first.job ?? ""):cancel").status == 200)
        let needs: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(other.job ?? "")"))
        let web = try #require(pool.partitions.first { $0.name == "web" }?.checkpoint)
        let reply = try await bench.send(.delete, "/v1/checkpoints/\(web)?dependents=delete")
        #expect(reply.status == 409 && reply.details.contains(other.job ?? "?"), "\(reply.text)")
        for job in [other.job ?? ""] + (needs.needs ?? []) {
            #expect(try await bench.send(.post, "/v1/jobs/\(job):cancel").status == 200)
        }
        _ = try await remove("/v1/checkpoints/\(web)", withDependents: true)
        #expect(try await bench.store.integrityProblems() == [])
    }
}
