import API
import Foundation
import HTTPTypes
import Hashing
import Jobs
import LanguageModels
import Mixtures
import Statistics
import Storage
import StrictJSON
import Testing
import Words

@testable import Service

@Suite("Training runs, reference runs, fidelity")
struct TrainingTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private let plan = PlanResource(steps: 4, sequencesPerStep: 2, context: 32, learningRate: 1e-3, seed: 9)

    private func configuration(_ bytes: Data) throws -> [String: JSONValue] {
        try JSONCoder.decode([String: JSONValue].self, from: bytes)
    }

    private func creation(_ name: String = "run", data: [String: Double] = ["web": 1]) throws -> TrainingRunCreation {
        TrainingRunCreation(
            name: name, kind: .base, start: .configuration(try configuration(ServiceBench.configuration().file())),
            data: data, plan: plan)
    }

    /// Leases the next training run and hands in a checkpoint.
    private func train(_ worker: WorkerResource, seed: UInt64) async throws -> LeaseResource {
        let lease = try #require(try await bench.lease(worker).first)
        let files = try await bench.uploadCheckpoint(seed: seed)
        let result = TrainingResult(
            files: files, tokens: 256, losses: [LossPoint(step: 4, loss: 4.5)], kernelPath: "k")
        let reply = try await bench.complete(worker, lease, .training(result))
        #expect(reply.status == 204, "\(reply.text)")
        return lease
    }

    @Test func aTrainingRunEndsInACheckpoint() async throws {
        let web = try await bench.makePartition("web", ["some text"])
        let queued: TrainingRunResource = try bench.expect(
            202, await bench.post("/v1/training-runs", creation(data: [web.id: 1])))
        #expect(queued.state == .queued && queued.checkpoint == nil && queued.plan == plan)
        #expect(queued.data == [TrainingShare(partition: web.id, name: "web", weight: 1)])
        let worker = try await bench.registerWorker()
        let lease = try await train(worker, seed: 1)
        guard case .training(let task) = lease.task else {
            Issue.record("expected a training run")
            return
        }
        #expect(task.configuration?["hidden_size"] == .number(8) && task.plan == plan && task.resumeBlob == nil)
        #expect(task.data.map(\.documents.blob) == [web.blob])
        let done: TrainingRunResource = try bench.expect(200, await bench.get("/v1/training-runs/\(queued.id)"))
        #expect(done.state == .succeeded && done.tokens == 256 && done.losses == [LossPoint(step: 4, loss: 4.5)])
        let id = try #require(done.checkpoint)
        let checkpoint: CheckpointResource = try bench.expect(200, await bench.get("/v1/checkpoints/\(id)"))
        #expect(checkpoint.name == "run" && checkpoint.context == 64)
    }

    @Test func lossesAndStateOfAnAttemptOutliveIt() async throws {
        _ = try await bench.makePartition("web", ["some text"])
        let queued: TrainingRunResource = try bench.expect(202, await bench.post("/v1/training-runs", creation()))
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let state = try await bench.upload("state after step 2")
        let progress = JobProgress(completed: 2, total: 4, losses: [LossPoint(step: 2, loss: 5)], tokens: 128)
        _ = try await bench.heartbeat(worker, lease, progress, stateBlob: state)
        let running: TrainingRunResource = try bench.expect(200, await bench.get("/v1/training-runs/\(queued.id)"))
        #expect(running.state == .running && running.losses == [LossPoint(step: 2, loss: 5)] && running.tokens == 128)
        try await bench.jobs.workerEnded(named: "tester", .died)
        let next = try await bench.registerWorker("next")
        let again = try #require(try await bench.lease(next).first)
        guard case .training(let task) = again.task else {
            Issue.record("expected a training run")
            return
        }
        #expect(again.attempt == 2 && task.resumeBlob == state)
        let held = HeldLease(
            job: again.job, attempt: again.attempt, leaseToken: again.leaseToken,
            stateBlob: String(repeating: "4", count: 64))
        let reply = try await bench.work("/v1/workers/\(next.id):heartbeat", HeartbeatRequest(leases: [held]))
        #expect(reply.status == 422 && reply.pointers == ["/leases/0/state_blob"])
    }

    /// Review of the service, D2: every state of a run was kept for ever.
    @Test func statesThatNewerOnesReplacedAreRemoved() async throws {
        let web = try await bench.makePartition("web", ["some text"])
        let _: TrainingRunResource = try bench.expect(202, await bench.post("/v1/training-runs", creation()))
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        func tell(_ state: String) async throws {
            _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 1, total: 4), stateBlob: state)
        }
        var states: [String] = []
        for step in 1...4 {
            states.append(try await bench.upload("state after step \(step)"))
            try await tell(states[step - 1])
        }
        // The latest that was replaced stays until the next is: a heartbeat may have been overtaken.
        while try await isThere(states[1]) { await Task.yield() }
        #expect(try await !isThere(states[0]))
        for state in states[2...3] { #expect(try await isThere(state)) }
        try await tell(states[2])
        try await tell(states[3])
        for state in states[2...3] { #expect(try await isThere(state)) }

        // A blob that something else refers to is no state to be removed, whatever a worker says.
        try await tell(web.blob)
        for step in 5...7 { try await tell(try await bench.upload("state after step \(step)")) }
        while try await isThere(states[3]) { await Task.yield() }
        #expect(try await isThere(web.blob))
    }

    private func isThere(_ blob: String) async throws -> Bool {
        let digest = try #require(SHA256Digest(hex: blob))
        return try await bench.store.blobs.size(of: digest) != nil
    }

    @Test func refusesEverythingWrongWithATrainingRunAtOnce() async throws {
        _ = try await bench.makePartition("web", ["some text"])
        var bad = try creation(data: ["web": 0.5, "law": 0.4])
        var keys = try configuration(ServiceBench.configuration(vocabulary: 100, positions: 16).file())
        bad.start = .configuration(keys)
        let reply = try await bench.post("/v1/training-runs", bad)
        #expect(reply.status == 422)
        #expect(
            Set(reply.pointers) == ["/data", "/data/law", "/start/configuration/vocab_size", "/plan/context"],
            "\(reply.text)")
        keys = try configuration(ServiceBench.configuration().file())
        keys["hidden_size"] = "eight"
        bad.start = .configuration(keys)
        #expect(try await bench.post("/v1/training-runs", bad).pointers.contains("/start/configuration/hidden_size"))
        bad.start = .checkpoint("ckpt_1")
        #expect(try await bench.post("/v1/training-runs", bad).pointers.contains("/start/checkpoint"))
        #expect(try await bench.store.read { try $0.jobCounts().isEmpty })
    }

    @Test func refusesPlansThatCannotBeFollowed() async throws {
        let json = #"""
            {"name":"r","kind":"base","start":{},"data":{},
             "plan":{"steps":0,"sequences_per_step":-1,"context":1.5,"learning_rate":"fast","seed":-2}}
            """#
        let reply = try await bench.post("/v1/training-runs", json: json)
        let plan = ["context", "learning_rate", "seed", "sequences_per_step", "steps"].map { "/plan/\($0)" }
        #expect(Set(reply.pointers) == Set(plan + ["/start"]))
    }

    @Test func aPartitionModelIsTrainedOnOnePartition() async throws {
        for name in ["web", "books"] { _ = try await bench.makePartition(name, ["text of \(name)"]) }
        var two = try creation(data: ["web": 0.5, "books": 0.5])
        two.kind = .partition
        #expect(try await bench.post("/v1/training-runs", two).pointers == ["/data"])
    }

    @Test func aBrokenCheckpointOfAWorkerIsRefusedAndTheRunGoesOn() async throws {
        _ = try await bench.makePartition("web", ["some text"])
        let queued: TrainingRunResource = try bench.expect(202, await bench.post("/v1/training-runs", creation()))
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        var files = try await bench.uploadCheckpoint(seed: 1)
        files["model.safetensors"] = try await bench.upload("torn")
        let result = TrainingResult(files: files, tokens: 1, losses: [], kernelPath: "k")
        let reply = try await bench.complete(worker, lease, .training(result))
        #expect(reply.status == 422 && reply.pointers == ["/result/files/model.safetensors"])
        let read: TrainingRunResource = try bench.expect(200, await bench.get("/v1/training-runs/\(queued.id)"))
        #expect(!read.state.isFinal && read.checkpoint == nil)
    }

    @Test func fidelityHoldsEstimatesAgainstReferenceRunsAndNamesTheGaps() async throws {
        let (pool, set) = try await bench.makePool()
        let worker = try await bench.registerWorker()
        var references: [ReferenceRunResource] = []
        for (index, weight) in [0.0, 0.25, 0.75, 1.0].enumerated() {
            let model = try await bench.makeCheckpoint("reference \(index)", seed: UInt64(50 + index))
            let body = ReferenceRunCreation(
                pool: pool.id, mixture: ["web": weight * 4, "books": (1 - weight) * 4], normalize: true,
                checkpoint: model.id)
            references.append(try bench.expect(201, await bench.post("/v1/reference-runs", body)))
        }
        #expect(references[1].mixture == ["web": 0.25, "books": 0.75])
        let target = "/v1/pools/\(pool.id)/fidelity?evaluation_set=\(set.id)"
        let before: FidelityResource = try bench.expect(200, await bench.get(target))
        #expect(before.gaps.count == 4 && before.gaps.allSatisfy { $0.needsEstimate && $0.needsReference })
        for (index, run) in references.enumerated() where index != 2 {
            for subject in [EvaluationSubject.mixture(run.mixture), .referenceRun(run.id)] {
                let creation = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: subject)
                #expect(try await bench.post("/v1/evaluations", creation).status == 202)
                try await bench.scoreNext(worker, on: set, nll: 10 + Double(index))
            }
        }
        let after: FidelityResource = try bench.expect(200, await bench.get(target))
        #expect(after.table.points == 3)
        #expect(after.gaps.map(\.referenceRun) == [references[2].id])
        #expect(after.table.rows.map(\.name) == ["law", "web", "macro"])
        let merge = try #require(after.table.rows.last?[.all]?[.merge])
        #expect(abs((merge.pearson ?? 0) - 1) < 1e-9)
        #expect(try await bench.get("/v1/pools/\(pool.id)/fidelity").status == 400)
        #expect(try await bench.get("/v1/pools/pool_1/fidelity?evaluation_set=\(set.id)").status == 404)
    }

    @Test func aReferenceRunWaitsForItsTrainingRun() async throws {
        let (pool, set) = try await bench.makePool()
        let run: TrainingRunResource = try bench.expect(202, await bench.post("/v1/training-runs", creation()))
        let body = ReferenceRunCreation(pool: pool.id, mixture: ["web": 1], trainingRun: run.id)
        let reference: ReferenceRunResource = try bench.expect(201, await bench.post("/v1/reference-runs", body))
        #expect(reference.checkpoint == nil)
        let evaluation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .referenceRun(reference.id))
        let early = try await bench.post("/v1/evaluations", evaluation)
        #expect(early.status == 422 && early.pointers == ["/reference_run"])
        _ = try await train(try await bench.registerWorker(), seed: 77)
        #expect(try await bench.post("/v1/evaluations", evaluation).status == 202)
        let read: ReferenceRunResource = try bench.expect(
            200, await bench.get("/v1/reference-runs/\(reference.id)"))
        #expect(read.checkpoint != nil)
    }

    @Test func refusesReferenceRunsOfNothing() async throws {
        let reply = try await bench.post(
            "/v1/reference-runs",
            json: #"{"pool":"pool_1","mixture":{"web":2},"training_run":"run_1"}"#)
        #expect(Set(reply.pointers) == ["/pool", "/mixture", "/training_run"])
        let both = try await bench.post(
            "/v1/reference-runs", json: #"{"pool":"p","mixture":{},"training_run":"r","checkpoint":"c"}"#)
        #expect(both.pointers == [""])
    }
}
