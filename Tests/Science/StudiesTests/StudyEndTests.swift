import Mixtures
import Testing
import Words

@testable import Studies

/// How studies end when something is lacking, and what they refuse.
@Suite struct StudyEndTests {
    private func run(_ definition: StudyDefinition, _ change: (inout StudySimulation) -> Void = { _ in }) throws
        -> StudySimulation
    {
        var study = StudySimulation(definition)
        change(&study)
        try study.run()
        return study
    }

    @Test func tooLittleEvidenceSaysHowMuchIsLacking() throws {
        let study = try run(
            StudyDefinition(strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 1, rounds: 2)))
        ) { study in
            study.losses = { mixture, estimator in
                (mixture?["p0"] ?? 0) == 1 || (mixture?["p1"] ?? 0) == 1
                    ? StudySimulation.quadratic(mixture, estimator) : nil
            }
        }
        let evidence = try #require(study.steps.first?.evidence)
        #expect(evidence.have == 2 && evidence.need > 2)
        #expect(study.end?.reason == .evidence)
        #expect(study.end?.detail.contains("\(evidence.need - evidence.have) are lacking") == true)
    }

    @Test func aSearchStopsWhenNothingIsGained() throws {
        let study = try run(
            StudyDefinition(
                strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 30, perRound: 2, rounds: 20)),
                stop: .init(patience: 2, minimumGain: 0.5)))
        #expect(study.end?.reason == .noGain)
        #expect(study.steps.count == 2)
    }

    @Test func aBudgetThatEndsASearchIsSaid() throws {
        let study = try run(
            StudyDefinition(
                strategy: .surrogate(.init(regressor: .one(.linear), initial: 20, perRound: 4, rounds: 20)),
                budget: .init(evaluations: 33)))
        #expect(study.end?.reason == .budget)
        #expect(study.trials.count == 33)
        let random = try run(StudyDefinition(strategy: .sobol(count: 50), budget: .init(evaluations: 33)))
        #expect(random.end?.reason == .budget && random.trials.count == 33)
    }

    @Test func evaluationsThatAllFailLeaveNoAnswer() throws {
        let study = try run(StudyDefinition(strategy: .sobol(count: 4))) { $0.losses = { _, _ in nil } }
        #expect(study.end?.reason == .noScores && study.end?.answer == nil)
        let surrogate = try run(
            StudyDefinition(strategy: .surrogate(.init(regressor: .one(.linear), initial: 9)))
        ) { $0.losses = { _, _ in nil } }
        #expect(surrogate.end?.reason == .noScores)
    }

    @Test func equalScoresEverywhereHaveAnAnswer() throws {
        let flat: @Sendable (Mixture?, Estimator) -> [String: Double]? = { _, _ in ["a": 2, "b": 2] }
        for strategy: StudyStrategy in [
            .sobol(count: 4), .surrogate(.init(regressor: .one(.gaussianProcess), initial: 16, perRound: 2, rounds: 1)),
        ] {
            let study = try run(StudyDefinition(strategy: strategy)) { $0.losses = flat }
            // The earliest of equals: uniform.
            #expect(study.answer?.origin == .baseline(.uniform), "\(String(describing: study.end))")
        }
    }

    @Test func aNoHarmLimitIsKept() throws {
        let limit = NoHarmLimit(domain: "b", baseline: .uniform, atMost: -0.15)
        let study = try run(
            StudyDefinition(
                noHarm: [limit],
                strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 30, perRound: 4, rounds: 2))))
        let uniform = try #require(study.trials.first { $0.origin == .baseline(.uniform) }?.losses?["b"])
        let answer = try #require(study.answer?.losses?["b"])
        #expect(answer <= uniform - 0.15)
    }

    @Test func limitsThatNoCandidateKeepsAreNamed() throws {
        let limit = NoHarmLimit(domain: "b", baseline: .uniform, atMost: -5)
        let study = try run(StudyDefinition(noHarm: [limit], strategy: .sobol(count: 5)))
        #expect(study.end?.reason == .limits && study.end?.answer == nil)
        #expect(study.end?.detail.contains("b beside uniform is worse by more than -5.0") == true)
    }

    @Test func aBaselineOutsideOfTheSpaceIsNotTheAnswer() throws {
        let constraints = StudyConstraints(limits: ["p3": .init(least: 0.5)])
        let study = try run(StudyDefinition(constraints: constraints, strategy: .sobol(count: 5)))
        #expect(study.trials.contains { $0.origin == .baseline(.uniform) })
        #expect(try #require(study.answer?.mixture)["p3"] >= 0.5 - 1e-6)
    }

    @Test func anOutsideOptimiserIsWaitedForUntilItGainsNothing() throws {
        var study = StudySimulation(
            StudyDefinition(strategy: .outside, budget: .init(evaluations: 100), stop: .init(patience: 3)))
        try study.run()
        #expect(study.end == nil)
        let machine = try study.machine()
        let suggested = machine.suggestions(3, trials: study.trials)
        #expect(suggested.count == 3 && suggested == machine.suggestions(3, trials: study.trials))
        study.begin(suggested)
        let more = machine.suggestions(2, trials: study.trials)
        #expect(Set((suggested + more).map(TrialKey.init)).count == 5)
        // Each told trial is worse than the best baseline.
        study.losses = { mixture, estimator in
            StudySimulation.quadratic(mixture, estimator)?.mapValues { $0 + 10 }
        }
        try study.run()
        #expect(study.end?.reason == .noGain)
        #expect(study.answer?.origin != .strategy)
    }

    @Test func aSuggestionDoesNotHoldAStudyUp() throws {
        var study = StudySimulation(StudyDefinition(strategy: .outside, budget: .init(evaluations: 9)))
        try study.run()
        let machine = try study.machine()
        study.begin(machine.suggestions(1, trials: study.trials))
        study.trials[study.trials.count - 1].state = .suggested
        #expect(machine.next(trials: study.trials, steps: []) == .wait)
    }

    @Test func whatADefinitionAsksForIsChecked() throws {
        let study = StudySimulation(StudyDefinition(strategy: .outside))
        let space = try study.machine().space
        func paths(_ definition: StudyDefinition) -> [String] {
            definition.faults(space: space, domains: study.domains, tokens: 1_000).map {
                $0.path.joined(separator: "/")
            }
        }
        #expect(paths(study.definition) == [])
        #expect(paths(.init(objective: .domain("c"), strategy: .outside)) == ["objective"])
        #expect(paths(.init(objective: .weighted(["a": -1]), strategy: .outside)) == ["objective/weighted/a"])
        #expect(paths(.init(objective: .worst, strategy: .convex(.init()))) == ["objective"])
        #expect(
            paths(.init(noHarm: [.init(domain: "c", baseline: .single("x"), atMost: .nan)], strategy: .outside))
                == ["no_harm/0/domain", "no_harm/0/baseline", "no_harm/0/at_most"])
        #expect(paths(.init(strategy: .enumerate(.init()))) == ["strategy/sizes"])
        #expect(paths(.init(strategy: .enumerate(.init(sizes: [9])))) == ["strategy/sizes"])
        #expect(paths(.init(strategy: .sobol(count: 0))) == ["strategy/count"])
        #expect(paths(.init(strategy: .dirichlet(count: 1, concentration: 0))) == ["strategy/concentration"])
        #expect(paths(.init(strategy: .outside, split: .init(reportingShare: 1))) == ["split/reporting_share"])
        #expect(
            paths(.init(strategy: .outside, stop: .init(patience: 0), racing: .init(looks: 1))) == [
                "stop/patience", "racing/looks", "racing",
            ])
        let small = StudyDefinition(strategy: .sobol(count: 4), budget: .init(evaluations: 5, tokens: 100))
        let faults = small.faults(space: space, domains: study.domains, tokens: 1_000)
        #expect(faults.map { $0.path.joined(separator: "/") } == ["budget/evaluations", "budget/tokens"])
        #expect(
            faults.first?.detail
                == "is 5; expected at least 8, for baselines and one candidate: 3 more")
    }
}
