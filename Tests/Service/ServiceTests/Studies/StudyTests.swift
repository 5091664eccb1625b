import API
import HTTPTypes
import Mixtures
import Statistics
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Studies")
struct StudyTests {
    private static let search = StudyDefinition(
        strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 12, perRound: 3, rounds: 2)), seed: 3)

    /// What a study tried and found, without ids and times.
    private func course(_ bench: StudyBench, _ study: StudyResource) async throws -> [String] {
        let trials = try await bench.trials(study.course.id).map { trial in
            let weights = (trial.mixture ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let losses = (trial.losses ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(trial.number) \(trial.origin.rawValue) \(trial.round) \(weights) \(losses)"
        }
        let ended = try await bench.study(study.course.id)
        return trials + ["\(String(describing: ended.course.answer?.reporting))", "\(ended.course.state)"]
    }

    @Test func aStudyFindsVerifiesAndReportsItsAnswer() async throws {
        let bench = try await StudyBench()
        let study = try await bench.create("search", Self.search)
        #expect(study.course.state == .running && study.course.trials.isEmpty)
        try await bench.work()
        let ended = try await bench.study("search")
        let answer = try #require(ended.course.answer, "\(String(describing: ended.course.error))")
        #expect(ended.course.state == .succeeded && ended.course.end?.answer == answer.trial)
        #expect(abs((answer.mixture["web"] ?? 0) - 0.6) < 0.12)
        #expect(ended.course.steps.map(\.state) == [.succeeded, .succeeded])
        #expect(ended.course.steps.first?.fits?.map(\.domain) == ["law", "web"])
        // The reporting documents are not those that selected.
        #expect(answer.reporting.value != answer.selecting)
        #expect(answer.beside.map(\.origin.rawValue).contains("baseline/base"))
        let trials = try await bench.trials("search")
        #expect(trials.map(\.number) == Array(1...trials.count) && trials.allSatisfy { $0.state == .scored })
        let chosen = try #require(trials.first { $0.number == answer.trial })
        #expect(chosen.value == answer.selecting && chosen.evaluation == answer.evaluation)
        #expect(chosen.estimator == .merge)

        let ranking: StudyRankingResource = try bench.bench.expect(
            200, await bench.bench.get("/v1/studies/search/ranking?top=3"))
        #expect(ranking.documents == 6 && ranking.places.contains { $0.trial == answer.trial })
        #expect(ranking.places.map(\.value.value) == ranking.places.map(\.value.value).sorted())
        let page: API.Page<StudyResource> = try bench.bench.expect(
            200, await bench.bench.get("/v1/studies?state=succeeded&pool=pool"))
        #expect(page.items == [ended])
    }

    @Test func itsCourseDoesNotDependOnHowManyWorkersThereAreOrWhoIsFirst() async throws {
        var courses: [[String]] = []
        for workers in [1, 2, 7] {
            let bench = try await StudyBench()
            let study = try await bench.create("search", Self.search)
            try await bench.work(workers: workers)
            courses.append(try await course(bench, study))
        }
        #expect(courses[0] == courses[1] && courses[0] == courses[2])
    }

    @Test func whatIsKnownIsNotEvaluatedTwice() async throws {
        let bench = try await StudyBench()
        let first = try await bench.create("first", Self.search)
        try await bench.work()
        let second = try await bench.create("second", Self.search)
        // Only what surrogates compute is done again.
        #expect(try await bench.work() == 2)
        let courses = [try await course(bench, first), try await course(bench, second)]
        #expect(courses[0] == courses[1])
    }

    @Test func limitsThatCannotHoldTogetherAreRefusedByName() async throws {
        let bench = try await StudyBench()
        var definition = Self.search
        definition.constraints.limits = ["web": WeightLimit(least: 0.6), "books": WeightLimit(least: 0.6)]
        let clash = try await bench.bench.post("/v1/studies", bench.creation("clash", definition))
        #expect(clash.status == 422 && clash.pointers.allSatisfy { $0.hasPrefix("/constraints") })
        #expect(clash.details.contains("web") && clash.details.contains("books"), "\(clash.text)")
        definition.constraints.limits = ["news": WeightLimit(most: 0.5)]
        definition.objective = .domain("news")
        definition.noHarm = [NoHarmLimit(domain: "sport", baseline: .base, atMost: 0)]
        definition.budget.evaluations = 1
        let unknown = try await bench.bench.post("/v1/studies", bench.creation("unknown", definition))
        #expect(unknown.pointers == ["/constraints/limits/news"], "\(unknown.text)")
        definition.constraints.limits = [:]
        let names = try await bench.bench.post("/v1/studies", bench.creation("names", definition))
        #expect(names.pointers == ["/objective", "/no_harm/0/domain", "/budget/evaluations"], "\(names.text)")
        #expect(try await bench.bench.store.read { try $0.studies().items }.isEmpty)
    }

    @Test func anEvaluationSetWithOneDocumentOfADomainIsRefused() async throws {
        let bench = try await StudyBench()
        let short = try await bench.bench.makeEvaluationSet(
            "short", [("one", "web"), ("two", "law"), ("three", "law")])
        var creation = bench.creation("short", Self.search)
        creation.evaluationSet = short.id
        let reply = try await bench.bench.post("/v1/studies", creation)
        #expect(reply.status == 422 && reply.pointers == ["/evaluation_set"])
        #expect(reply.details.contains("1 document of the domain \"web\""))
    }

    @Test func tooLittleEvidenceEndsAStudyAndSaysHowMuchIsLacking() async throws {
        let bench = try await StudyBench()
        _ = try await bench.create(
            "poor", StudyDefinition(strategy: .surrogate(.init(regressor: .one(.gaussianProcess), initial: 1))))
        try await bench.work()
        let ended = try await bench.study("poor")
        #expect(ended.course.end?.reason == .evidence)
        #expect(ended.course.end?.detail.contains("lacking") == true)
        let evidence = try #require(ended.course.steps.last?.evidence)
        #expect(evidence.have < evidence.need)
    }

    @Test func aPartitionThatIsRetiredInTheMiddleEndsAStudyAndKeepsItsScores() async throws {
        let bench = try await StudyBench()
        _ = try await bench.create("search", Self.search)
        #expect(try await bench.work(most: 3) == 3)
        let retired = try await bench.bench.post("/v1/pools/pool:retire", PartitionRetirement(partition: "books"))
        #expect(retired.status == 200)
        try await bench.work()
        let ended = try await bench.study("search")
        #expect(ended.course.state == .failed && ended.course.error?.code == "partition-retired")
        #expect(ended.course.error?.detail.contains("\"books\"") == true && ended.course.answer == nil)
        #expect(try await bench.trials("search").contains { $0.losses != nil })
        #expect(try await bench.bench.store.read { try $0.jobCounts()[.queued] } == nil)
    }

    @Test func aCancelledStudyLeavesNothingQueuedThatNobodyElseWants() async throws {
        let bench = try await StudyBench()
        _ = try await bench.create("search", Self.search)
        #expect(await bench.bench.service.desks.studies.advance())
        let wanted = EvaluationCreation(
            pool: bench.pool.id, evaluationSet: bench.set.id, subject: .mixture(["web": 0.5, "books": 0.5]))
        let shared: EvaluationResource = try bench.bench.expect(202, await bench.bench.post("/v1/evaluations", wanted))
        let cancelled: StudyResource = try bench.bench.expect(
            200, await bench.bench.send(.post, "/v1/studies/search:cancel"))
        #expect(cancelled.course.state == .cancelled)
        #expect(try await bench.bench.store.read { try $0.jobCounts()[.queued] } == 1)
        #expect(try await bench.work() == 1)
        let scored: EvaluationResource = try bench.bench.expect(
            200, await bench.bench.get("/v1/evaluations/\(shared.id)"))
        #expect(scored.state == .succeeded)
        #expect(try await bench.bench.send(.post, "/v1/studies/search:cancel").status == 200)
    }

    @Test func anOutsideOptimiserSuggestsTellsAndFinishes() async throws {
        let bench = try await StudyBench()
        let http = bench.bench
        _ = try await bench.create("outer", StudyDefinition(strategy: .outside))
        try await bench.work()
        let suggested: StudySuggestions = try http.expect(
            200, await http.post("/v1/studies/outer:suggest", StudySuggestionRequest(count: 2)))
        #expect(suggested.trials.map(\.state) == [.suggested, .suggested])
        let told: StudyTrialResource = try http.expect(
            200, await http.post("/v1/studies/outer:tell", StudyTelling(trial: suggested.trials[0].number)))
        #expect(told.state == .waiting && told.evaluation != nil)
        let losses = ["web": 0.5, "law": 0.5]
        let own: StudyTrialResource = try http.expect(
            200,
            await http.post(
                "/v1/studies/outer:tell", StudyTelling(mixture: ["web": 0.62, "books": 0.38], losses: losses)))
        #expect(own.state == .scored && own.value == 0.5 && own.origin == .told)
        let again = try await http.post("/v1/studies/outer:tell", StudyTelling(trial: told.number))
        #expect(again.status == 409)
        let wrong = try await http.post(
            "/v1/studies/outer:tell", StudyTelling(mixture: ["web": 0.5, "news": 0.5], losses: ["web": 1]))
        #expect(wrong.pointers == ["/losses/law", "/mixture/news"])
        try await bench.work()
        let finishing: StudyResource = try http.expect(200, await http.send(.post, "/v1/studies/outer:finish"))
        #expect(finishing.course.state == .running)
        try await bench.work()
        let ended = try await bench.study("outer")
        // What was told to be the best is merged and scored here before it is the answer.
        #expect(ended.course.state == .succeeded, "\(String(describing: ended.course.error))")
        #expect(ended.course.answer?.mixture == ["web": 0.62, "books": 0.38])
        #expect(ended.course.answer.map { $0.reporting.value > 1 } == true)
        #expect(try await bench.trials("outer").contains { $0.origin == .verification })
        #expect(try await http.post("/v1/studies/outer:suggest", StudySuggestionRequest()).status == 409)
    }
}
