import API
import Foundation
import HTTPTypes
import Mixtures
import Storage
import TestSupport
import Testing
import Words

@testable import Service

@Suite("Workers")
struct WorkerTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func evaluate(_ weight: Double = 0.25) async throws -> (EvaluationSetResource, EvaluationResource) {
        let (pool, set) = try await bench.makePool()
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]))
        return (set, try bench.expect(202, await bench.post("/v1/evaluations", creation)))
    }

    @Test(arguments: ["", "Bearer", "Bearer wrong", "Basic worker-token-of-the-tests", "worker-token-of-the-tests"])
    func refusesWhoeverDoesNotShowTheToken(authorization: String) async throws {
        let registration = WorkerRegistration(name: "w", pid: 1, host: "h", threads: 1, kernelPath: "k")
        for target in ["/v1/workers", "/v1/workers/work_1:lease", "/v1/workers/work_1:heartbeat"] {
            let reply = try await bench.post(target, registration, ["Authorization": authorization])
            #expect(reply.status == 401 && reply.problemType == "unauthorized")
            #expect(reply.fields[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
        }
        let page: API.Page<WorkerResource> = try bench.expect(200, await bench.get("/v1/workers"))
        #expect(page.items.isEmpty)
    }

    @Test func aTaskNamesEveryFileInCanonicalOrder() async throws {
        let (set, _) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        guard case .evaluation(let task) = lease.task else {
            Issue.record("expected an evaluation")
            return
        }
        #expect(task.members.map(\.checkpoint.hash) == task.members.map(\.checkpoint.hash).sorted())
        #expect(task.members.map(\.weight).sorted() == [0.25, 0.75])
        #expect(task.members.allSatisfy { Set($0.checkpoint.files.keys) == ["config.json", "model.safetensors"] })
        #expect(task.documents.blob == set.blob && task.context == 64 && task.protocol == .rolling1)
        for member in task.members {
            for hash in member.checkpoint.files.values {
                #expect(try await bench.get("/v1/blobs/\(hash)").status == 200)
            }
        }
        let listed: API.Page<WorkerResource> = try bench.expect(200, await bench.get("/v1/workers"))
        #expect(listed.items.map(\.jobs) == [[lease.job]])
    }

    @Test func everyKindOfJobHasItsDesk() {
        #expect(bench.service.desks.workers.sources.kinds == Set(JobKind.allCases))
    }

    @Test func aJobWhoseTaskCannotBeReadForNowWaitsAgainUnharmed() async throws {
        let (_, evaluation) = try await evaluate()
        let worker = try await bench.registerWorker()
        let folder = try TemporaryFolder()
        let unreadable = try folder.store()
        try unreadable.close()
        let desk = bench.service.desks.workers
        let failing = WorkerDesk(
            store: unreadable, jobs: desk.jobs, logger: desk.logger, token: desk.token, sources: desk.sources,
            states: desk.states)
        let id = try Identifier(worker.id, of: .worker)
        #expect(try await failing.lease(LeaseRequest(max: 1), worker: id, waiting: 0).leases.isEmpty)
        let job = try #require(evaluation.job)
        let resource: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(job)"))
        #expect(resource.state == .queued && resource.error == nil)
        #expect(try await bench.lease(worker).map(\.job) == [job])
    }

    @Test func refusesAScoreOfOtherDocumentsAndKeepsNothing() async throws {
        let (set, evaluation) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        var result = try await bench.result(for: set)
        result.domains[0].bytes += 1
        result.domains[1].documents += 1
        let reply = try await bench.complete(worker, lease, .evaluation(result))
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/result/domains/0/bytes", "/result/domains/1/documents"])
        result = try await bench.result(for: set, nll: 1e300)
        let huge = try await bench.complete(worker, lease, .evaluation(result))
        #expect(huge.pointers == ["/result/domains/0/nll", "/result/domains/1/nll"])
        result = try await bench.result(for: set)
        result.domains.removeLast()
        result.documents = .blob(String(repeating: "3", count: 64))
        let lacking = try await bench.complete(worker, lease, .evaluation(result))
        #expect(lacking.pointers == ["/result/documents_blob"])
        let read: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(evaluation.id)"))
        #expect(read.score == nil && !read.state.isFinal)
    }

    @Test func scoresOfFewDocumentsComeWithinTheResult() async throws {
        let (set, evaluation) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        var result = try await bench.result(for: set)
        result.documents = .lines(String(repeating: "x", count: ScoredDocuments.longestLines + 1))
        #expect(try await bench.complete(worker, lease, .evaluation(result)).pointers == ["/result/documents"])
        result.documents = .lines("{\"nll\":1}\n")
        #expect(try await bench.complete(worker, lease, .evaluation(result)).status == 204)
        let documents = try await bench.get("/v1/evaluations/\(evaluation.id)/documents")
        #expect(documents.status == 200 && documents.text == "{\"nll\":1}\n")
    }

    @Test func aLeaseThatIsLostCannotComplete() async throws {
        let (set, _) = try await evaluate()
        let worker = try await bench.registerWorker()
        var lease = try #require(try await bench.lease(worker).first)
        let result = TaskResult.evaluation(try await bench.result(for: set))
        let token = lease.leaseToken
        lease.leaseToken = String(repeating: "0", count: 64)
        let wrong = try await bench.complete(worker, lease, result)
        #expect(wrong.status == 409 && wrong.problemType == "lease-lost")
        lease.leaseToken = token
        lease.job = "not a job"
        #expect(try await bench.complete(worker, lease, result).problemType == "lease-lost")
        #expect(try await bench.heartbeat(worker, lease).lost == ["job_00000000000000000000000000"])
    }

    @Test func aResultIsTakenOnce() async throws {
        let (set, evaluation) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        let first = TaskResult.evaluation(try await bench.result(for: set, nll: 5))
        let second = TaskResult.evaluation(try await bench.result(for: set, nll: 6))
        #expect(try await bench.complete(worker, lease, first).status == 204)
        #expect(try await bench.complete(worker, lease, second).problemType == "lease-lost")
        let read: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(evaluation.id)"))
        #expect(read.score?.domains.map(\.nll) == [5, 5])
    }

    @Test func progressAndFailureAreShown() async throws {
        let (_, evaluation) = try await evaluate()
        let worker = try await bench.registerWorker()
        let lease = try #require(try await bench.lease(worker).first)
        _ = try await bench.heartbeat(worker, lease, JobProgress(completed: 1, total: 4))
        let running: JobResource = try bench.expect(200, await bench.get("/v1/jobs/\(lease.job)"))
        #expect(running.state == .running && running.progress == 0.25 && running.attempts.count == 1)
        let failure = FailureRequest(
            job: lease.job, attempt: lease.attempt, leaseToken: lease.leaseToken,
            error: WorkError(code: "checkpoint-malformed", detail: "mend it", retryable: false))
        #expect(try await bench.work("/v1/workers/\(worker.id):fail", failure).status == 204)
        let failed: EvaluationResource = try bench.expect(200, await bench.get("/v1/evaluations/\(evaluation.id)"))
        #expect(failed.state == .failed && failed.error?.code == "checkpoint-malformed")
        let retried: JobResource = try bench.expect(200, await bench.send(.post, "/v1/jobs/\(lease.job):retry"))
        #expect(retried.state == .queued)
    }

    @Test func aWorkerThatLeavesGivesItsJobsBack() async throws {
        _ = try await evaluate()
        let worker = try await bench.registerWorker("first")
        let lease = try #require(try await bench.lease(worker).first)
        let left = try await bench.send(
            .post, "/v1/workers/\(worker.id):leave", ["Authorization": "Bearer \(ServiceBench.token)"])
        #expect(left.status == 204)
        let next = try await bench.registerWorker("second")
        let again = try #require(try await bench.lease(next).first)
        #expect(again.job == lease.job && again.attempt == 2)
        #expect(try await bench.work("/v1/workers/\(worker.id):lease", LeaseRequest(max: 1)).status == 409)
    }

    @Test func refusesWrongFieldsOfWorkersAllAtOnce() async throws {
        let reply = try await bench.post(
            "/v1/workers", json: #"{"name":"","pid":0,"threads":1.5,"kernel_path":7,"colour":1}"#,
            ["Authorization": "Bearer \(ServiceBench.token)"])
        #expect(Set(reply.pointers) == ["/name", "/pid", "/threads", "/kernel_path", "/host", "/colour"])
    }
}
