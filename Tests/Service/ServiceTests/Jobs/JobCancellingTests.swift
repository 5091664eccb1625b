import API
import Foundation
import HTTPTypes
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Cancelling many jobs")
struct JobCancellingTests {
    private func ask(
        _ bench: ServiceBench, _ pool: PoolResource, _ set: EvaluationSetResource, _ weight: Double, _ label: String?,
        estimator: EstimatorChoice = .merge
    ) async throws -> EvaluationResource {
        let mixture = ["web": weight, "books": 1 - weight]
        return try bench.expect(
            202,
            await bench.post(
                "/v1/evaluations",
                EvaluationCreation(
                    pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture), estimator: estimator,
                    label: label)))
    }

    private func cancel(_ bench: ServiceBench, _ asked: JobCancellation) async throws -> JobCancellationResource {
        try bench.expect(200, await bench.post("/v1/jobs:cancel", asked))
    }

    private func queued(_ bench: ServiceBench) async throws -> Set<String> {
        let page: API.Page<JobResource> = try bench.expect(200, await bench.get("/v1/jobs?state=queued"))
        return Set(page.items.map(\.id))
    }

    @Test func aLabelNamesItsJobsAndLeavesWhatOthersAskedFor() async throws {
        let bench = try ServiceBench()
        let (pool, set) = try await bench.makePool()
        let mine = try await ask(bench, pool, set, 0.25, "mine")
        let both = try await ask(bench, pool, set, 0.5, "mine")
        _ = try await ask(bench, pool, set, 0.5, "yours")
        let yours = try await ask(bench, pool, set, 0.75, "yours")

        let counted = try await cancel(bench, JobCancellation(label: "mine", dryRun: true))
        #expect(counted == JobCancellationResource(cancelled: 1, shared: 1, jobs: [try #require(mine.job)]))
        #expect(try await queued(bench).count == 3)
        #expect(try await cancel(bench, JobCancellation(label: "mine")) == counted)
        #expect(try await queued(bench) == Set([both.job, yours.job].compactMap(\.self)))
        #expect(try await cancel(bench, JobCancellation(label: "mine")).cancelled == 0)
        #expect(try await cancel(bench, JobCancellation(label: "nobody")).cancelled == 0)
        #expect(try await cancel(bench, JobCancellation(label: "mine", kind: .training)).cancelled == 0)
    }

    @Test func aPoolNamesWhatItAskedForAndWhatIsMeasuredOfIt() async throws {
        let bench = try ServiceBench()
        let (pool, set) = try await bench.makePool(isMeasured: true)
        _ = try await ask(bench, pool, set, 0.25, nil)
        _ = try await ask(bench, pool, set, 0.5, "a label")
        #expect(try await cancel(bench, JobCancellation(pool: "pool", kind: .evaluation, dryRun: true)).cancelled == 2)
        #expect(try await cancel(bench, JobCancellation(pool: "pool")).cancelled == 3)
        #expect(try await queued(bench).isEmpty)
    }

    /// What an ensemble waits for goes with it, once nothing else waits for it.
    @Test func whatOnlyTheyWaitForGoesWithThem() async throws {
        let bench = try ServiceBench()
        let (pool, set) = try await bench.makePool()
        _ = try await ask(bench, pool, set, 0.25, "one", estimator: .ensemble)
        _ = try await ask(bench, pool, set, 0.5, "two", estimator: .ensemble)
        #expect(try await queued(bench).count == 4)
        _ = try await cancel(bench, JobCancellation(label: "one"))
        #expect(try await queued(bench).count == 3)
        _ = try await cancel(bench, JobCancellation(label: "two"))
        #expect(try await queued(bench).isEmpty)
    }

    @Test func moreJobsThanOnePieceAreAllCancelled() async throws {
        let bench = try ServiceBench()
        let (pool, set) = try await bench.makePool()
        let count = JobCancelling.piece + 50
        let batch = EvaluationBatchCreation(
            evaluations: (1...count).map { index in
                let weight = Double(index) / Double(count + 1)
                return EvaluationCreation(
                    pool: pool.id, evaluationSet: set.id, subject: .mixture(["web": weight, "books": 1 - weight]))
            })
        #expect(try await bench.post("/v1/evaluations", batch).status == 202)
        let found = try await cancel(bench, JobCancellation(state: .queued))
        #expect(found.cancelled == count && found.jobs.count == JobCancelling.mostNamed)
        #expect(try await queued(bench).isEmpty)
    }

    @Test func aStudyIsCancelledWithItsJobs() async throws {
        let studies = try await StudyBench()
        let bench = studies.bench
        let study = try await studies.create("search", StudyDefinition(strategy: .outside))
        let suggested: StudySuggestions = try bench.expect(
            200, await bench.post("/v1/studies/search:suggest", StudySuggestionRequest(count: 1)))
        let _: StudyTrialResource = try bench.expect(
            200, await bench.post("/v1/studies/search:tell", StudyTelling(trial: suggested.trials[0].number)))
        let counted = try await cancel(bench, JobCancellation(study: "search", dryRun: true))
        #expect(counted.cancelled == 1)
        #expect(try await studies.study(study.course.id).course.state == .running)
        #expect(try await cancel(bench, JobCancellation(study: "search")) == counted)
        #expect(try await studies.study(study.course.id).course.state == .cancelled)
        #expect(try await queued(bench).isEmpty)
    }

    /// Service, D24: a label that is a study's id was cancelled with the study.
    @Test func noLabelIsTheIDOfAStudy() async throws {
        let studies = try await StudyBench()
        let bench = studies.bench
        let study = try await studies.create("search", StudyDefinition(strategy: .outside))
        let reply = try await bench.post(
            "/v1/evaluations",
            EvaluationCreation(
                pool: studies.pool.id, evaluationSet: studies.set.id, subject: .mixture(["web": 1]),
                label: study.course.id))
        #expect(reply.status == 422 && reply.pointers == ["/label"] && reply.details.contains("form of an id"))
    }

    /// Service, D24: with a fresh label a request, one client was many.
    @Test func aFreshLabelARequestIsNoOwnerOfItsOwn() async throws {
        let studies = try await StudyBench()
        let bench = studies.bench
        for index in 1...3 {
            _ = try await ask(bench, studies.pool, studies.set, Double(index) / 10, "label \(index)")
        }
        let study = try await studies.create("search", StudyDefinition(strategy: .outside))
        let suggested: StudySuggestions = try bench.expect(
            200, await bench.post("/v1/studies/search:suggest", StudySuggestionRequest(count: 1)))
        let _: StudyTrialResource = try bench.expect(
            200, await bench.post("/v1/studies/search:tell", StudyTelling(trial: suggested.trials[0].number)))
        let owners = try await bench.store.read { transaction in
            try transaction.jobs(JobFilter(state: .queued)).items.map(\.owner)
        }
        #expect(owners.filter { $0 == studies.pool.id }.count == 3)
        #expect(owners.filter { $0 == study.course.id }.count == 1)
    }

    @Test func whatIsMeantMustBeNamed() async throws {
        let bench = try ServiceBench()
        for (body, pointer) in [
            ("{}", "/label"), (#"{"dry_run": true}"#, "/label"), (#"{"study": "s", "label": "l"}"#, "/study"),
            (#"{"state": "succeeded"}"#, "/state"), (#"{"pool": "none"}"#, "/pool"), (#"{"study": "none"}"#, "/study"),
            (#"{"labels": "x", "label": "x"}"#, "/labels"),
        ] {
            let reply = try await bench.post("/v1/jobs:cancel", json: body)
            #expect(reply.status == 422 && reply.pointers == [pointer], "\(body): \(reply.text)")
        }
    }
}
