import Mixtures
import Testing
import Words

@testable import Randomness
@testable import Studies

@Suite struct StudyMachineTests {
    static let definitions: [StudyDefinition] = [
        StudyDefinition(strategy: .enumerate(.init(leaveOneOut: true, pairs: true))),
        StudyDefinition(strategy: .sobol(count: 9), estimator: .ensemble, verified: 2),
        StudyDefinition(strategy: .dirichlet(count: 9, concentration: 1), estimator: .both, seed: 3),
        StudyDefinition(
            strategy: .surrogate(.init(regressor: .one(.quadraticRidge), initial: 24, perRound: 3, rounds: 2))),
        StudyDefinition(
            strategy: .surrogate(
                .init(
                    regressor: .one(.gaussianProcess), initial: 16, perRound: 2, rounds: 2,
                    proposal: .expectedImprovement)), estimator: .ensemble),
        StudyDefinition(strategy: .convex(.init()), estimator: .ensemble),
        StudyDefinition(strategy: .sobol(count: 8), racing: .init(looks: 3)),
        StudyDefinition(strategy: .sobol(count: 40), budget: .init(evaluations: 20)),
        StudyDefinition(strategy: .sobol(count: 40), estimator: .ensemble, budget: .init(tokens: 25_000)),
    ]

    private func simulation(_ definition: StudyDefinition) -> StudySimulation {
        var simulation = StudySimulation(definition)
        var generator = SeededGenerator(seed: 8)
        simulation.ensemble = MixtureLikelihood.random(4, tokens: 40, using: &generator)
        return simulation
    }

    @Test(arguments: definitions.indices)
    func aStudyIsTheSameWhateverTheOrderInWhichTrialsEnd(_ index: Int) throws {
        var first = simulation(Self.definitions[index])
        try first.run(order: 0)
        let end = try #require(first.end)
        #expect(end.answer != nil, "\(end)")
        for order in 1..<4 {
            var other = simulation(Self.definitions[index])
            try other.run(order: UInt64(order))
            #expect(other.end == first.end)
            #expect(other.trials == first.trials)
            #expect(other.steps == first.steps)
        }
        // Nothing is evaluated twice, and the answer is a merge within the budget.
        #expect(Set(first.trials.map(TrialKey.init)).count == first.trials.count)
        #expect(first.answer?.estimator == .merge && first.answer?.state == .scored)
        if let most = Self.definitions[index].budget.evaluations { #expect(first.trials.count <= most) }
    }

    @Test func baselinesStandBesideEveryStudy() throws {
        for definition in Self.definitions {
            var study = simulation(definition)
            try study.run()
            let found = Set(study.trials.filter { $0.estimator == .merge }.map(\.origin.rawValue))
            for name in ["base", "uniform", "proportional", "single/p0", "single/p3"] {
                #expect(found.contains("baseline/" + name), "\(definition.strategy)")
            }
        }
    }

    @Test func aDuplicateOfABaselineIsNotEvaluatedAgain() throws {
        var study = simulation(StudyDefinition(strategy: .enumerate(.init(sizes: [4], singles: true))))
        try study.run()
        #expect(study.trials.allSatisfy { $0.origin != .strategy })
        // UniMax without a limited supply is uniform.
        #expect(study.trials.count == 1 + 2 + 4)
        #expect(study.end?.reason == .complete)
    }

    @Test func surrogatesComeNearTheBest() throws {
        var study = simulation(
            StudyDefinition(
                strategy: .surrogate(
                    .init(
                        regressor: .one(.quadraticRidge), initial: 30, perRound: 4, rounds: 3,
                        proposal: .kl(strength: 0)))))
        try study.run()
        let answer = try #require(study.answer)
        #expect(try study.machine().value(of: answer) ?? 9 < 1.002, "\(answer)")
        #expect(answer.origin == .strategy && answer.round > 1)
        #expect(study.steps.count == 3 && study.steps.allSatisfy { $0.fits?.map(\.domain) == ["a", "b"] })
    }

    @Test func aStrongPriorKeepsProposalsNearTheTokens() throws {
        var study = simulation(
            StudyDefinition(
                strategy: .surrogate(
                    .init(
                        regressor: .one(.quadraticRidge), initial: 30, perRound: 1, rounds: 1,
                        proposal: .kl(strength: 1_000)))))
        try study.run()
        let proposal = try #require(study.steps.first?.proposals.first?.mixture)
        for (name, share) in [("p0", 0.1), ("p1", 0.2), ("p2", 0.3), ("p3", 0.4)] {
            #expect(abs(proposal[name] - share) < 0.03, "\(proposal)")
        }
    }

    @Test func whatAnEnsembleFindsIsMergedBeforeItIsTheAnswer() throws {
        var study = simulation(StudyDefinition(strategy: .sobol(count: 12), estimator: .ensemble, verified: 2))
        try study.run()
        let merged = study.trials.filter { $0.origin == .verification }
        #expect(merged.count <= 2 && merged.allSatisfy { $0.estimator == .merge && $0.state == .scored })
        let machine = try study.machine()
        let best = try #require(
            study.trials.filter { $0.estimator == .ensemble }.min {
                (machine.value(of: $0) ?? 9) < (machine.value(of: $1) ?? 9)
            })
        #expect(study.trials.contains { $0.estimator == .merge && $0.mixture == best.mixture })
    }

    @Test func convexProposalsAreMergedWithTheirCertificate() throws {
        var study = simulation(StudyDefinition(strategy: .convex(.init(tolerance: 1e-7))))
        try study.run()
        let certificate = try #require(study.steps.first?.certificate)
        #expect(certificate.closed && certificate.gap <= 1e-7)
        let proposal = try #require(study.steps.first?.proposals.first)
        #expect(
            study.trials.contains { $0.mixture == proposal.mixture && $0.estimator == .merge && $0.state == .scored })
    }

    @Test func groupsOfPartitionsAreMinimisedTogether() throws {
        var definition = StudyDefinition(strategy: .convex(.init(tolerance: 1e-7)))
        definition.constraints.over = ["group0", "group1"]
        var study = simulation(definition)
        try study.run()
        #expect(study.steps.first?.certificate?.closed == true)
        let mixture = try #require(study.steps.first?.proposals.first?.mixture)
        // Tokens 1000 and 3000, 2000 and 4000.
        #expect(abs(3 * mixture["p0"] - mixture["p2"]) < 1e-9 && abs(2 * mixture["p1"] - mixture["p3"]) < 1e-9)
    }

    @Test func aRaceDropsTrialsAndScoresTheRest() throws {
        var study = simulation(StudyDefinition(strategy: .sobol(count: 8), racing: .init(looks: 3)))
        try study.run()
        let strategy = study.trials.filter { $0.origin == .strategy }
        #expect(strategy.count { $0.state == .eliminated } == 6)
        #expect(strategy.count { $0.state == .scored } == 2)
    }
}
