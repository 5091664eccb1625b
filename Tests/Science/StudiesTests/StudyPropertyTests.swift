import Mixtures
import Testing
import Words

@testable import Randomness
@testable import Studies

/// Whole studies of random definitions, with evaluations that fail now and then.
@Suite struct StudyPropertyTests {
    private func definition(using generator: inout SeededGenerator) -> StudyDefinition {
        let strategies: [StudyStrategy] = [
            .sobol(count: 1 + generator.below(12)), .dirichlet(count: 1 + generator.below(12), concentration: 1),
            .enumerate(.init(sizes: [1 + generator.below(4)], pairs: true)), .convex(.init()),
            .surrogate(
                .init(
                    regressor: .one(.linear), initial: 1 + generator.below(12), perRound: 1 + generator.below(3),
                    rounds: 1 + generator.below(3),
                    proposal: generator.below(2) == 0 ? .kl(strength: 0.05) : .expectedImprovement)),
        ]
        let objectives: [Objective] = [.macro, .micro, .domain("a"), .weighted(["a": 1, "b": 3])]
        var constraints = StudySpacePropertyTests.constraints(4, using: &generator)
        constraints.supply = nil
        return StudyDefinition(
            objective: objectives[generator.below(objectives.count)], constraints: constraints,
            noHarm: generator.below(3) == 0 ? [.init(domain: "b", baseline: .uniform, atMost: 0.1)] : [],
            strategy: strategies[generator.below(strategies.count)],
            estimator: StudyEstimator.allCases[generator.below(3)], seed: generator.next(),
            budget: .init(evaluations: generator.below(2) == 0 ? 20 + generator.below(20) : nil),
            stop: generator.below(2) == 0 ? .init(patience: 1 + generator.below(2)) : nil,
            verified: 1 + generator.below(3))
    }

    @Test func everyStudyEndsWithinItsLimits() throws {
        var generator = SeededGenerator(seed: 11)
        var answers = 0
        var studies = 0
        for _ in 0..<150 {
            var study = StudySimulation(definition(using: &generator))
            guard
                let space = try? StudySpace(
                    partitions: study.partitions, constraints: study.definition.constraints),
                study.definition.faults(space: space, domains: study.domains, tokens: 1_000).isEmpty
            else { continue }
            studies += 1
            let failing = Int(generator.next() % 5)
            study.losses = { mixture, estimator in
                let first = Int(((mixture?["p0"] ?? 0) * 1_000).rounded())
                return first % 7 < failing - 2 ? nil : StudySimulation.quadratic(mixture, estimator)
            }
            study.ensemble = MixtureLikelihood.random(4, tokens: 20, using: &generator)
            var other = study
            try study.run(order: 1)
            try other.run(order: 2)
            let end = try #require(study.end, "\(study.definition)")
            #expect(other.end == end && other.trials == study.trials, "\(study.definition)")
            #expect(study.trials.count <= study.definition.budget.evaluations ?? .max)
            #expect(Set(study.trials.map(TrialKey.init)).count == study.trials.count)
            #expect(
                study.trials.filter { $0.origin == .strategy }.allSatisfy {
                    space.contains($0.mixture ?? .init(unchecked: [:]))
                })
            guard let answer = study.answer else {
                #expect([.noScores, .limits, .evidence].contains(end.reason), "\(end)")
                continue
            }
            answers += 1
            #expect(answer.estimator == .merge && answer.state == .scored)
            #expect(try study.machine().violations(of: answer, trials: study.trials).isEmpty)
        }
        #expect(studies > 40 && answers > 20, "\(studies) \(answers)")
    }
}
