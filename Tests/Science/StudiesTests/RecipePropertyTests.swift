import Mixtures
@testable import Randomness
import Testing

@testable import Studies

/// Whole studies over random recipes: whatever is asked for is one of the recipes that are searched.
@Suite struct RecipePropertyTests {
    private func range(_ low: Double, _ span: Double, using generator: inout SeededGenerator) -> ValueRange {
        let low = low * (1 + generator.unit())
        let high = generator.below(8) == 0 ? low : low + span * generator.unit()
        return ValueRange(low: low, high: high, isLogarithmic: generator.below(2) == 0)
    }

    private func recipe(using generator: inout SeededGenerator) -> StudyRecipe {
        let all: [MergeMethod] = [
            .linear, .taskArithmetic, .ties, .dareLinear, .dareTies, .breadcrumbs, .della, .multislerp,
        ]
        let methods = generator.permutation(of: all.count).prefix(1 + generator.below(3)).map { all[$0] }
        var ranges: [MergeParameter: ValueRange] = [:]
        if generator.below(3) > 0 { ranges[.lambda] = range(0.1, 3, using: &generator) }
        if generator.below(2) > 0 { ranges[.density] = range(0.2, 0.5, using: &generator) }
        let parameters = MergeParameters(
            density: ranges[.density] == nil && generator.below(2) == 0 ? 0.4 : nil,
            normalize: generator.below(3) == 0 ? false : nil)
        let precisions: [Precision] = [[.f32], [.bf16], [.f32, .bf16]][generator.below(3)]
        return StudyRecipe(
            methods: methods, parameters: parameters.only(methods.flatMap(\.parameters)), precisions: precisions,
            ranges: ranges, levels: 2 + generator.below(3))
    }

    private func definition(using generator: inout SeededGenerator) -> StudyDefinition {
        let strategies: [StudyStrategy] = [
            .sobol(count: 1 + generator.below(12)), .dirichlet(count: 1 + generator.below(12), concentration: 1),
            .enumerate(.init(singles: true, pairs: generator.below(2) == 0)),
            .surrogate(
                .init(
                    regressor: .one(.linear), initial: 12 + generator.below(8), perRound: 1 + generator.below(3),
                    rounds: 1 + generator.below(2))),
        ]
        let constraints = StudyConstraints(
            limits: generator.below(2) == 0 ? ["p0": WeightLimit(least: 0.1, most: 0.7)] : [:],
            size: generator.below(3) == 0 ? 3 : nil)
        return StudyDefinition(
            constraints: constraints, strategy: strategies[generator.below(strategies.count)],
            estimator: generator.below(4) == 0 ? .both : .merge, recipe: recipe(using: &generator),
            seed: generator.next())
    }

    /// Whether a recipe is one of a study's, told by itself and not by the points of its space.
    private func holds(_ recipe: StudyRecipe, _ candidate: StudyCandidate) -> Bool {
        let found = candidate.recipe
        guard recipe.methods.contains(found.method), recipe.precisions.contains(candidate.precision) else {
            return false
        }
        return found.method.parameters.allSatisfy { parameter in
            if let range = recipe.ranges[parameter], let value = found.parameters[parameter] {
                return value >= range.low && value <= range.high
            }
            guard recipe.parameters.given.contains(parameter) else { return true }
            return found.parameters.text(of: parameter) == recipe.parameters.text(of: parameter)
        }
    }

    @Test func whatIsProposedIsWithinTheSpace() throws {
        var generator = SeededGenerator(seed: 21)
        var (studies, merges, recipes) = (0, 0, Set<MergeRecipe>())
        for _ in 0..<120 {
            var study = StudySimulation(definition(using: &generator))
            let space = try StudySpace(partitions: study.partitions, constraints: study.definition.constraints)
            guard study.definition.faults(space: space, domains: study.domains, tokens: 1_000).isEmpty else { continue }
            studies += 1
            study.recipeLosses = RecipeStudyTests.losses
            var other = study
            try study.run(order: 1)
            try other.run(order: 2)
            #expect(other.trials == study.trials && other.end == study.end, "\(study.definition)")
            #expect(study.end?.reason == .complete && study.answer != nil, "\(study.definition)")
            let machine = try study.machine()
            for trial in study.trials where trial.origin == .strategy {
                let candidate = try #require(trial.candidate)
                #expect(space.contains(candidate.mixture))
                guard candidate.estimator == .merge else { continue }
                merges += 1
                recipes.insert(candidate.recipe)
                #expect(holds(study.definition.recipe, candidate), "\(study.definition.recipe) \(candidate)")
                #expect(machine.violations(of: candidate) == [])
                let point = try #require(machine.candidates.point(of: candidate))
                #expect(point.count == machine.candidates.dimension && point.allSatisfy { $0 >= 0 && $0 <= 1 })
            }
        }
        #expect(studies > 60 && merges > 500 && recipes.count > 300, "\(studies) \(merges) \(recipes.count)")
    }

    @Test func whatIsSuggestedIsWithinTheSpace() throws {
        var generator = SeededGenerator(seed: 22)
        var suggested = 0
        for _ in 0..<60 {
            var definition = definition(using: &generator)
            definition.strategy = .outside
            let study = StudySimulation(definition)
            let machine = try study.machine()
            guard definition.faults(space: machine.space, domains: study.domains, tokens: 1_000).isEmpty else {
                continue
            }
            for candidate in machine.suggestions(8, trials: []).compactMap(\.candidate) {
                suggested += 1
                #expect(holds(definition.recipe, candidate) && machine.violations(of: candidate) == [])
            }
        }
        #expect(suggested > 200, "\(suggested)")
    }
}
