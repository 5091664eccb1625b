import API
import HTTPTypes
import Mixtures
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Convex studies")
struct ConvexStudyTests {
    private static let search = StudyDefinition(strategy: .convex(.init(tolerance: 1e-8)), estimator: .both)

    private func jobs(_ kind: JobKind, _ bench: StudyBench) async throws -> [JobRecord] {
        try await bench.bench.store.read { try $0.jobs(JobFilter(kind: kind)).items }
    }

    /// Its certificate, and the values of the ensembles that it scored, with their origins.
    private func found(
        _ name: String, _ bench: StudyBench
    ) async throws -> (certificate: StudyStepResult.Certificate, ensembles: [(origin: TrialOrigin, value: Double)]) {
        let ended = try await bench.study(name)
        try #require(ended.course.state == .succeeded, "\(String(describing: ended.course.error))")
        #expect(ended.course.answer != nil && ended.course.steps.map(\.kind) == [.convex])
        let trials = try await bench.trials(name).filter { $0.estimator == .ensemble }
        return (
            try #require(ended.course.steps.first?.certificate),
            trials.compactMap { trial in trial.value.map { (origin: trial.origin, value: $0) } }
        )
    }

    @Test(arguments: [
        Objective.macro, .micro, .domain("law"), .weighted(["law": 3, "web": 1]),
    ])
    func whatIsMinimisedIsTheObjectiveOfTheSelectingDocuments(_ objective: Objective) async throws {
        let bench = try await StudyBench()
        var definition = Self.search
        definition.objective = objective
        definition.estimator = .ensemble
        _ = try await bench.create("least", definition)
        try await bench.work()
        let (certificate, ensembles) = try await found("least", bench)
        #expect(certificate.closed && certificate.gap <= 1e-8 && certificate.evaluations > 1)
        let proposal = try #require(ensembles.first { $0.origin == .strategy })
        #expect(abs(proposal.value - certificate.value) < 1e-9)
        for (origin, value) in ensembles {
            #expect(certificate.value <= value + certificate.gap + 1e-12, "\(origin.rawValue)")
        }
        #expect(ensembles.contains { $0.origin == .baseline(.single("web")) })
        let trials = try await bench.trials("least")
        let best = try #require(trials.first { $0.origin == .strategy })
        #expect(trials.contains { $0.estimator == .merge && $0.mixture == best.mixture && $0.state == .scored })
    }

    @Test func theStepWaitsForTheModelsThatAreWeighedAndIsFoundBesideBothScores() async throws {
        let bench = try await StudyBench()
        var definition = Self.search
        definition.estimator = .merge
        _ = try await bench.create("least", definition)
        #expect(await bench.bench.service.desks.studies.advance())
        // Nothing is asked of the models before the documents' tokens are known from a baseline.
        #expect(try await jobs(.study, bench).isEmpty)
        #expect(try await jobs(.logProbabilities, bench).isEmpty)
        #expect(try await bench.work(most: 1) == 1)
        #expect(await bench.bench.service.desks.studies.advance())
        let step = try #require(try await jobs(.study, bench).first)
        let shown: JobResource = try bench.bench.expect(200, await bench.bench.get("/v1/jobs/\(step.id)"))
        #expect(Set(shown.needs ?? []) == Set(try await jobs(.logProbabilities, bench).map(\.id.text)))
        #expect(shown.needs?.count == 2)
        try await bench.work()
        let merged = try await found("least", bench)
        #expect(merged.certificate.closed && merged.ensembles.isEmpty)

        definition.estimator = .both
        definition.constraints.limits = ["web": WeightLimit(most: 0.1)]
        _ = try await bench.create("limited", definition)
        try await bench.work()
        let limited = try await found("limited", bench)
        #expect(limited.certificate.closed && limited.certificate.value > merged.certificate.value)
        let trials = try await bench.trials("limited").filter { $0.origin == .strategy }
        #expect(trials.map(\.estimator) == [.merge, .ensemble])
        #expect(trials.allSatisfy { ($0.mixture?["web"] ?? 0) <= 0.1 + 1e-9 && $0.mixture == trials[0].mixture })
        // The models are asked once, whoever wants to know.
        #expect(try await jobs(.logProbabilities, bench).count == 2)

        definition.objective = .worst
        let worst = try await bench.bench.post("/v1/studies", bench.creation("worst", definition))
        #expect(worst.status == 422 && worst.pointers == ["/objective"], "\(worst.text)")
    }

    /// The trials and steps of a study, without ids and times.
    private func course(_ name: String, _ bench: StudyBench) async throws -> [String] {
        let study = try await bench.study(name)
        let trials = try await bench.trials(name).map { trial in
            let weights = (trial.mixture ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(trial.number) \(trial.origin.rawValue) \(trial.estimator) \(weights) \(trial.value ?? -1)"
        }
        return trials + study.course.steps.map { "\($0.kind) \(String(describing: $0.certificate))" }
            + ["\(study.course.state) \(String(describing: study.course.answer?.reporting))"]
    }

    /// A study that is left after some of its jobs, by a service that is gone.
    private func stopped(after jobs: Int) async throws -> StudyBench.Remains {
        let bench = try await StudyBench()
        _ = try await bench.create("least", Self.search)
        #expect(try await bench.work(most: jobs) == jobs)
        try bench.bench.store.close()
        return bench.remains
    }

    @Test func itGoesTheSameWayAfterARestartAndWithManyWorkers() async throws {
        let whole = try await StudyBench()
        _ = try await whole.create("least", Self.search)
        let count = try await whole.work()
        let expected = try await course("least", whole)
        #expect(try await found("least", whole).certificate.closed)
        for done in [1, count / 2, count - 1] {
            let next = try await StudyBench(after: try await stopped(after: done))
            #expect(try await next.work() == count - done)
            #expect(try await course("least", next) == expected)
        }
        let crowded = try await StudyBench()
        _ = try await crowded.create("least", Self.search)
        try await crowded.work(workers: 5)
        #expect(try await course("least", crowded) == expected)
    }

    @Test func aPartitionThatIsRetiredEndsItAndLeavesNothingQueued() async throws {
        let bench = try await StudyBench()
        var definition = Self.search
        definition.estimator = .merge
        _ = try await bench.create("least", definition)
        #expect(try await bench.work(most: 1) == 1)
        #expect(await bench.bench.service.desks.studies.advance())
        #expect(try await jobs(.logProbabilities, bench).count == 2)
        let retired = try await bench.bench.post("/v1/pools/pool:retire", PartitionRetirement(partition: "books"))
        #expect(retired.status == 200)
        try await bench.work()
        let ended = try await bench.study("least")
        #expect(ended.course.state == .failed && ended.course.error?.code == "partition-retired")
        #expect(try await bench.bench.store.read { try $0.jobCounts()[.queued] } == nil)
        #expect(try await jobs(.logProbabilities, bench).allSatisfy { $0.state == .cancelled })

        // What is left is searched again, without the partition, and its model is asked after all.
        definition.constraints.over = ["web"]
        _ = try await bench.create("left", definition)
        try await bench.work()
        let left = try await bench.study("left")
        #expect(left.course.answer?.mixture == ["web": 1], "\(String(describing: left.course.error))")
        #expect(try await jobs(.logProbabilities, bench).count { $0.state == .succeeded } == 1)
    }
}
