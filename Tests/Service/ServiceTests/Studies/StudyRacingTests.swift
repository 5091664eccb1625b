import API
import HTTPTypes
import Mixtures
import Storage
import Studies
import Testing
import Words

@testable import Service

@Suite("Studies that race")
struct StudyRacingTests {
    private static func search(racing: StudyDefinition.Racing?) -> StudyDefinition {
        StudyDefinition(strategy: .sobol(count: 16), seed: 3, racing: racing)
    }

    private static let raced = search(racing: .init(looks: 3))

    /// Documents that differ in what suits them, so that few of them cannot tell near candidates apart.
    private static func bench() async throws -> StudyBench { try await StudyBench(documents: 64, taste: 0.2) }

    /// What a study tried and found, without ids and times.
    private func course(_ bench: StudyBench) async throws -> [String] {
        let trials = try await bench.trials("raced").map { trial in
            let losses = (trial.losses ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return "\(trial.number) \(trial.state.rawValue) \(trial.look ?? 0) \(losses)"
        }
        let ended = try await bench.study("raced")
        return trials + [
            "\(String(describing: ended.course.answer?.reporting))", "\(String(describing: ended.course.race))",
            "\(ended.course.state) \(String(describing: ended.course.error))",
        ]
    }

    @Test func thoseBehindAreDroppedAndTheAnswerIsThatOfAStudyWithoutARace() async throws {
        let bench = try await Self.bench()
        _ = try await bench.create("raced", Self.raced)
        try await bench.work()
        let ended = try await bench.study("raced")
        let answer = try #require(ended.course.answer, "\(String(describing: ended.course.error))")
        let race = try #require(ended.course.race)
        #expect(ended.definition.racing == .init(looks: 3))
        #expect(race.looks == [16, 32, 64])
        let racers = try await bench.trials("raced").filter { $0.origin == .strategy }
        let dropped = racers.filter { $0.state == .eliminated }
        #expect(race.candidates == racers.count && race.eliminated == dropped.count)
        #expect(Set(dropped.map(\.look)) == [1, 2], "\(dropped.map(\.look))")
        #expect(dropped.allSatisfy { $0.losses == nil && $0.value == nil && $0.finishedAt != nil })
        // Who was dropped at a look was not scored on the documents of the next one.
        let evaluations: API.Page<EvaluationResource> = try bench.bench.expect(
            200, await bench.bench.get("/v1/evaluations?limit=1000"))
        for (index, from) in [0, 16, 32].enumerated() {
            let scored = evaluations.items.count { $0.part?.from == from }
            #expect(scored == racers.count { ($0.look ?? 0) > index } && scored > 0)
        }
        let tokens = evaluations.items.filter { $0.part != nil }.flatMap { $0.score?.domains ?? [] }.reduce(0) {
            $0 + $1.tokens
        }
        #expect(race.tokens > tokens && race.tokens < race.tokensWithout)
        print(
            "racing: \(race.tokens) of \(race.tokensWithout) tokens, \(race.eliminated) of \(race.candidates) dropped")

        let plain = try await Self.bench()
        _ = try await plain.create("raced", Self.search(racing: nil))
        try await plain.work()
        let whole = try await plain.study("raced")
        #expect(whole.course.race == nil)
        #expect(whole.course.answer?.mixture == answer.mixture && whole.course.answer?.trial == answer.trial)
        #expect(whole.course.answer?.selecting == answer.selecting)
        #expect(whole.course.answer?.reporting == answer.reporting && whole.course.answer?.domains == answer.domains)
        // Those that came through every look have the bits of a score of all selecting documents.
        let scored = try await plain.trials("raced")
        for trial in racers where trial.state == .scored {
            #expect(scored.first { $0.number == trial.number }?.losses == trial.losses)
        }
        #expect(racers.count { $0.state == .scored } > 1)
    }

    @Test func theAnswerIsScoredOnAllDocumentsAndRanked() async throws {
        let bench = try await Self.bench()
        _ = try await bench.create("raced", Self.raced)
        try await bench.work()
        let answer = try #require(try await bench.study("raced").course.answer)
        let evaluation: EvaluationResource = try bench.bench.expect(
            200, await bench.bench.get("/v1/evaluations/\(answer.evaluation)"))
        #expect(evaluation.part == nil)
        let ranking: StudyRankingResource = try bench.bench.expect(
            200, await bench.bench.get("/v1/studies/raced/ranking"))
        #expect(ranking.documents == 64)
        #expect(ranking.places.contains { $0.trial == answer.trial && $0.evaluation == answer.evaluation })
        // Others of the race have no score of the reporting documents.
        #expect(ranking.places.filter { !$0.origin.isBaseline }.count == 1)
    }

    @Test func itsCourseDoesNotDependOnWhoIsFirstNorOnARestart() async throws {
        var courses: [[String]] = []
        for workers in [1, 7] {
            let bench = try await Self.bench()
            _ = try await bench.create("raced", Self.raced)
            try await bench.work(workers: workers)
            courses.append(try await course(bench))
        }
        // Left within the first look, then within the second.
        courses.append(try await restarted(after: [9, 16]))
        #expect(courses[0] == courses[1])
        #expect(courses[0] == courses[2])
        #expect(courses[0].last?.hasPrefix("succeeded") == true)
    }

    /// The course of a study whose service is left and begun again after so many jobs, each time.
    private func restarted(after jobs: [Int]) async throws -> [String] {
        var bench = try await Self.bench()
        _ = try await bench.create("raced", Self.raced)
        for count in jobs {
            #expect(try await bench.work(workers: 3, most: count) == count)
            #expect(try await bench.study("raced").course.state == .running)
            let remains = bench.remains
            try bench.bench.store.close()
            bench = try await StudyBench(after: remains)
        }
        try await bench.work(workers: 2)
        return try await course(bench)
    }

    @Test func fewDocumentsAreLookedAtOnce() async throws {
        let bench = try await StudyBench()
        _ = try await bench.create("raced", Self.raced)
        try await bench.work()
        let ended = try await bench.study("raced")
        #expect(ended.course.race?.looks == [6] && ended.course.race?.eliminated == 0)
        #expect(ended.course.state == .succeeded && ended.course.answer != nil)
    }

    @Test func aCandidateThatCannotBeScoredLeavesTheRace() async throws {
        let bench = try await Self.bench()
        _ = try await bench.create("raced", Self.raced)
        #expect(await bench.bench.service.desks.studies.advance())
        let trial = try #require(try await bench.trials("raced").first { $0.origin == .strategy })
        let evaluation: EvaluationResource = try bench.bench.expect(
            200, await bench.bench.get("/v1/evaluations/\(try #require(trial.evaluation))"))
        let job = try #require(evaluation.job)
        let _: JobResource = try bench.bench.expect(200, await bench.bench.send(.post, "/v1/jobs/\(job):cancel"))
        try await bench.work()
        let ended = try await bench.study("raced")
        #expect(ended.course.state == .succeeded && ended.course.trials["failed"] == 1)
        #expect(ended.course.race?.candidates == 16)
    }

    @Test func racesThatMakeNoSenseAreRefusedByName() async throws {
        let bench = try await StudyBench()
        func pointers(_ definition: StudyDefinition) async throws -> [String] {
            try await bench.bench.post("/v1/studies", bench.creation("none", definition)).pointers
        }
        var rounds = Self.raced
        rounds.strategy = .surrogate(.init(initial: 4))
        #expect(try await pointers(rounds) == ["/racing"])
        #expect(try await pointers(Self.search(racing: .init(looks: 1))) == ["/racing/looks"])
        #expect(try await pointers(Self.search(racing: .init(alpha: 1))) == ["/racing/alpha"])
        var harm = Self.raced
        harm.noHarm = [NoHarmLimit(domain: "web", baseline: .base, atMost: 0)]
        harm.objective = .worst
        #expect(try await pointers(harm) == ["/racing", "/racing"])
    }
}
