import API
import Foundation
import HTTPTypes
import Mixtures
import Storage
import Testing
import Words

@testable import Service

@Suite("Ensembles")
struct EnsembleTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func creation(
        _ pool: PoolResource, _ set: EvaluationSetResource, _ subject: EvaluationSubject,
        _ estimator: EstimatorChoice = .ensemble
    ) -> EvaluationCreation {
        EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: subject, estimator: estimator)
    }

    private func jobs(_ kind: JobKind) async throws -> [JobRecord] {
        try await bench.store.read { try $0.jobs(JobFilter(kind: kind)).items }
    }

    /// Leases one job, which must find log-probabilities, and hands some in.
    private func findNext(_ worker: WorkerResource, tokens: Int = 5) async throws -> LogProbabilitiesTask {
        let lease = try #require(try await bench.lease(worker).first)
        guard case .logProbabilities(let task) = lease.task else { throw ServiceBench.NothingLeased() }
        let blob = try await bench.upload(task.checkpoint.hash.utf8.prefix(4 * tokens).map { $0 })
        let result = LogProbabilitiesResult(blob: blob, tokens: tokens, kernelPath: "test kernels")
        #expect(try await bench.complete(worker, lease, .logProbabilities(result)).status == 204)
        return task
    }

    @Test func anEnsembleWaitsForItsModelsLogProbabilitiesWhichAreFoundOnce() async throws {
        let (pool, set) = try await bench.makePool()
        let mixture = EvaluationSubject.mixture(["web": 0.25, "books": 0.75])
        let queued: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, mixture)))
        #expect(queued.estimator == .ensemble)
        let shown: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(queued.job ?? "")"))
        #expect(Set(shown.needs ?? []) == Set(try await jobs(.logProbabilities).map(\.id.text)))
        let worker = try await bench.registerWorker()
        let found = [try await findNext(worker), try await findNext(worker)]
        #expect(Set(found.map(\.checkpoint.id)) == Set(pool.partitions.map(\.checkpoint)))

        let lease = try #require(try await bench.lease(worker).first)
        guard case .evaluation(let task) = lease.task else { throw ServiceBench.NothingLeased() }
        #expect(task.estimator == .ensemble && task.members.map(\.weight).sorted() == [0.25, 0.75])
        for member in task.members {
            let model = try #require(member.logProbabilities)
            let own = try #require(found.first { $0.checkpoint.id == member.checkpoint.id })
            #expect(model.name == own.checkpoint.id && model.tokens == 5)
        }
        let result = TaskResult.evaluation(try await bench.result(for: set, nll: 3))
        #expect(try await bench.complete(worker, lease, result).status == 204)

        // Another mixture of the same models, and a model on its own, need nothing more.
        for subject in [
            .mixture(["web": 0.5, "books": 0.5]), EvaluationSubject.checkpoint(pool.partitions[0].checkpoint),
        ] {
            let _: EvaluationResource = try bench.expect(
                202, await bench.post("/v1/evaluations", creation(pool, set, subject)))
            try await bench.scoreNext(worker, on: set)
        }
        #expect(try await jobs(.logProbabilities).count == 2)
        let known: EvaluationResource = try bench.expect(
            200, await bench.post("/v1/evaluations", creation(pool, set, mixture)))
        #expect(known.id == queued.id && known.score?.nll == 6)
    }

    @Test func aPartitionAddedHasOnlyItsOwnFound() async throws {
        let (pool, set) = try await bench.makePool()
        let pair = EvaluationSubject.mixture(["web": 0.5, "books": 0.5])
        let _: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, pair)))
        let partition = try await bench.makePartition("law", ["law one", "law two"])
        let model = try await bench.makeCheckpoint("law", seed: 9)
        let members = pool.partitions.map {
            PoolMemberCreation(partition: $0.partition, checkpoint: $0.checkpoint, tokens: $0.tokens)
        }
        let larger: PoolResource = try bench.expect(
            201,
            await bench.post(
                "/v1/pools",
                PoolCreation(
                    name: "larger", base: pool.base,
                    partitions: members + [PoolMemberCreation(partition: partition.id, checkpoint: model.id)])))
        let three = EvaluationSubject.mixture(["web": 0.5, "books": 0.25, "law": 0.25])
        let _: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(larger, set, three)))
        #expect(try await jobs(.logProbabilities).count == 3)
    }

    @Test func bothEstimatorsAreTwoEvaluationsInOneAnswer() async throws {
        let (pool, set) = try await bench.makePool()
        let both = creation(pool, set, .mixture(["web": 1]), .both)
        let pair: EvaluationBatchResource = try bench.expect(202, await bench.post("/v1/evaluations", both))
        #expect(pair.evaluations.map(\.estimator) == [.merge, .ensemble])
        #expect(Set(pair.evaluations.map(\.key)).count == 2)
        let single = creation(pool, set, .mixture(["books": 1]), .merge)
        let batch: EvaluationBatchResource = try bench.expect(
            202, await bench.post("/v1/evaluations", EvaluationBatchCreation(evaluations: [both, single])))
        #expect(batch.evaluations.map(\.estimator) == [.merge, .ensemble, .merge])
        #expect(batch.evaluations.prefix(2).map(\.id) == pair.evaluations.map(\.id))
    }

    /// The level of an ensemble is another than that of a merge: both in one order would rank estimators, not mixtures.
    @Test func anEnsembleAndAMergeAreNotComparedInOneOrder() async throws {
        let (pool, set) = try await bench.makePool()
        let mixture = EvaluationSubject.mixture(["web": 0.25, "books": 0.75])
        let worker = try await bench.registerWorker()
        let ensemble: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, mixture)))
        _ = (try await findNext(worker), try await findNext(worker))
        try await bench.scoreNext(worker, on: set)
        let merge: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, mixture, .merge)))
        try await bench.scoreNext(worker, on: set)
        let named = try await bench.post(
            "/v1/comparisons", ComparisonCreation(evaluations: [merge.id, ensemble.id]))
        #expect(named.status == 422 && named.pointers == ["/evaluations/1"])
        #expect(named.details.contains("was scored by ensemble, another by merge, whose levels differ"))
        let all = try await bench.post(
            "/v1/comparisons", ComparisonCreation(pool: pool.id, evaluationSet: set.id))
        #expect(all.status == 422 && all.pointers == ["/pool"])
        #expect(all.details.contains("1 × ensemble by linear in f32") && all.details.contains("choose by estimator"))
    }

    @Test func anEnsembleOfAnotherMethodIsRefused() async throws {
        let (pool, set) = try await bench.makePool()
        for choice in [EstimatorChoice.ensemble, .both] {
            var creation = creation(pool, set, .mixture(["web": 0.5, "books": 0.5]), choice)
            creation.method = .ties
            let reply = try await bench.post("/v1/evaluations", creation)
            #expect(reply.status == 422 && reply.pointers == ["/estimator"])
        }
        let queued: EvaluationResource = try bench.expect(
            202, await bench.post("/v1/evaluations", creation(pool, set, .mixture(["web": 1]))))
        #expect(try await bench.get("/v1/evaluations/\(queued.id)/mergekit").status == 409)
    }

    @Test func anEnsembleFailsWithItsModelAndIsTriedAgainWithIt() async throws {
        let (pool, set) = try await bench.makePool()
        let creation = creation(pool, set, .mixture(["web": 1]))
        let queued: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let short = try await bench.upload([1, 2, 3])
        let wrong = LogProbabilitiesResult(blob: short, tokens: 1, kernelPath: "test kernels")
        #expect(try await bench.complete(worker, lease, .logProbabilities(wrong)).pointers == ["/result/blob"])
        let failure = FailureRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken,
            error: WorkError(code: "model-refused", detail: "no head", retryable: false))
        #expect(try await bench.work("/v1/workers/\(worker.id):fail", failure).status == 204)
        let failed: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(queued.id)"))
        #expect(failed.state == .failed && failed.error?.code == "need-failed")
        #expect(failed.error?.detail.contains("model-refused: no head") == true)

        let again: EvaluationResource = try bench.expect(202, await bench.post("/v1/evaluations", creation))
        #expect(again.id == queued.id && again.state == .queued)
        _ = try await findNext(worker)
        try await bench.scoreNext(worker, on: set)
    }
}
