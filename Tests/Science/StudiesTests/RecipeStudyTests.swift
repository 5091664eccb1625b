import Mixtures
import Testing

@testable import Studies

/// Studies that search recipes beside the weights.
@Suite struct RecipeStudyTests {
    private static let lambda = StudyRecipe(.taskArithmetic, ranges: [.lambda: ValueRange(low: 0.2, high: 1.8)])

    /// Least at p0 0.5 + p1 0.3 + p2 0.2 merged with λ = 0.8; linear merges are those of λ = 1.
    @Sendable static func losses(_ candidate: StudyCandidate?) -> [String: Double]? {
        guard let candidate, var losses = StudySimulation.quadratic(candidate.mixture, candidate.estimator) else {
            return StudySimulation.quadratic(nil, .merge)
        }
        let away = (candidate.recipe.parameters.lambda ?? 1) - 0.8
        for domain in losses.keys { losses[domain, default: 0] += away * away }
        return losses
    }

    private func run(_ definition: StudyDefinition, order: UInt64 = 0) throws -> StudySimulation {
        var study = StudySimulation(definition)
        study.recipeLosses = Self.losses
        try study.run(order: order)
        return study
    }

    private func faults(_ definition: StudyDefinition, size: Int? = nil) throws -> [String] {
        let space = try StudySpace(partitions: StudySpaceTests.partitions(4), constraints: .init(size: size))
        let domains = [EvaluationDomain(name: "a", bytes: 1)]
        return definition.faults(space: space, domains: domains, tokens: 1).map { $0.path.joined(separator: "/") }
    }

    @Test func surrogatesFindTheRecipeBesideTheWeights() throws {
        let study = try run(
            StudyDefinition(
                strategy: .surrogate(
                    .init(
                        regressor: .one(.gaussianProcess), initial: 30, perRound: 6, rounds: 4,
                        proposal: .kl(strength: 0))), recipe: Self.lambda))
        let answer = try #require(study.answer?.candidate)
        #expect(answer.recipe.method == .taskArithmetic)
        #expect(abs((answer.recipe.parameters.lambda ?? 0) - 0.8) < 0.1, "\(answer)")
        #expect(try study.machine().value(of: try #require(study.answer)) ?? 9 < 1.02)
    }

    @Test(arguments: [
        StudyStrategy.sobol(count: 12), .dirichlet(count: 12, concentration: 1), .enumerate(.init(pairs: true)),
        .surrogate(.init(regressor: .one(.ridge), initial: 12, perRound: 2, rounds: 2)),
    ])
    func aSearchOfRecipesIsTheSameWhateverTheOrderInWhichTrialsEnd(_ strategy: StudyStrategy) throws {
        let definition = StudyDefinition(strategy: strategy, recipe: Self.lambda, seed: 5)
        let first = try run(definition)
        #expect(first.end?.answer != nil)
        let own = first.trials.filter { $0.origin == .strategy }.compactMap { $0.candidate?.recipe.parameters.lambda }
        #expect(Set(own).count > 2 && own.allSatisfy { $0 >= 0.2 && $0 <= 1.8 })
        #expect(first.trials.allSatisfy { $0.origin == .strategy || $0.candidate?.recipe ?? .linear == .linear })
        let other = try run(definition, order: 3)
        #expect(other.trials == first.trials && other.end == first.end && other.steps == first.steps)
        #expect(Set(first.trials.map(TrialKey.init)).count == first.trials.count)
    }

    @Test func anEnumerationListsEveryMixtureWithEveryRecipe() throws {
        let study = try run(StudyDefinition(strategy: .enumerate(.init(pairs: true)), recipe: Self.lambda))
        #expect(study.trials.count { $0.origin == .strategy } == 6 * 3)
    }

    @Test func aRangeDoesNotChangeTheMixturesOfASequence() throws {
        let plain = try run(StudyDefinition(strategy: .sobol(count: 8), seed: 4))
        let searched = try run(StudyDefinition(strategy: .sobol(count: 8), recipe: Self.lambda, seed: 4))
        #expect(plain.trials.map(\.mixture) == searched.trials.map(\.mixture))
    }

    @Test func anEnsemblesBestIsMergedByTheRecipe() throws {
        let recipe = StudyRecipe(.ties, parameters: .init(density: 0.5), precision: .bf16)
        let study = try run(
            StudyDefinition(strategy: .sobol(count: 6), estimator: .ensemble, recipe: recipe, verified: 2))
        let own = study.trials.filter { $0.origin == .strategy }
        #expect(own.allSatisfy { $0.estimator == .ensemble && $0.candidate?.recipe == .linear })
        let merges = study.trials.filter { $0.origin == .verification }.compactMap(\.candidate)
        #expect(merges.count == 2)
        #expect(merges.allSatisfy { $0.recipe.parameters.density == 0.5 && $0.precision == .bf16 })
    }

    @Test func convexRefusesRangesByName() throws {
        let definition = StudyDefinition(
            strategy: .convex(.init()), estimator: .ensemble,
            recipe: StudyRecipe(
                methods: [.ties, .della], precisions: [.f32, .bf16],
                ranges: [.lambda: .init(low: 0.5, high: 1), .epsilon: .init(low: 0, high: 0.1)]))
        #expect(
            try faults(definition)
                == ["recipe/ranges/epsilon", "recipe/ranges/lambda", "recipe/methods", "recipe/precisions"])
        #expect(try faults(StudyDefinition(strategy: .convex(.init()), recipe: StudyRecipe(.ties))) == [])
    }

    @Test func whatIsNoRecipeIsNamed() throws {
        func recipe(_ recipe: StudyRecipe, _ strategy: StudyStrategy = .sobol(count: 4), size: Int? = nil) throws
            -> [String]
        {
            try faults(StudyDefinition(strategy: strategy, recipe: recipe), size: size)
        }
        #expect(try recipe(StudyRecipe(.ties, ranges: [.gamma: .init(low: 0, high: 0.1)])) == ["recipe/ranges/gamma"])
        #expect(try recipe(StudyRecipe(.ties, ranges: [.seed: .init(low: 0, high: 1)])) == ["recipe/ranges/seed"])
        #expect(
            try recipe(StudyRecipe(.ties, parameters: .init(lambda: 1), ranges: [.lambda: .init(low: 0.5, high: 1)]))
                == ["recipe/ranges/lambda"])
        #expect(try recipe(StudyRecipe(.ties, ranges: [.lambda: .init(low: 2, high: 1)])) == ["recipe/ranges/lambda"])
        #expect(try recipe(StudyRecipe(.ties, parameters: .init(gamma: 0.1))) == ["recipe/parameters/gamma"])
        #expect(try recipe(StudyRecipe(.ties, ranges: [.lambda: .init(low: 0, high: 1)])) == ["recipe/ranges/lambda"])
        #expect(
            try recipe(
                StudyRecipe(
                    .breadcrumbs, ranges: [.density: .init(low: 0.5, high: 0.9), .gamma: .init(low: 0, high: 0.2)]))
                == ["recipe/ranges/gamma"])
        #expect(try recipe(StudyRecipe(methods: [.ties, .ties])) == ["recipe/methods"])
        #expect(try recipe(StudyRecipe(methods: [])).contains("recipe/methods"))
        #expect(try recipe(StudyRecipe(.modelStock)) == ["recipe/methods"])
        #expect(try recipe(StudyRecipe(.modelStock), .enumerate(.init(pairs: true))) == [])
        #expect(try recipe(StudyRecipe(.slerp)) == ["recipe/methods"])
        #expect(try recipe(StudyRecipe(.slerp), size: 2) == [])
        #expect(try recipe(StudyRecipe(.slerp), .enumerate(.init(singles: true))) == ["strategy/sizes"])
        #expect(try recipe(StudyRecipe(.slerp), .convex(.init()), size: 2) == ["recipe/methods"])
        #expect(
            try recipe(StudyRecipe(.breadcrumbs, ranges: [.gamma: .init(low: 0, high: 0.05, isLogarithmic: true)]))
                == ["recipe/ranges/gamma"])
        #expect(
            try faults(
                StudyDefinition(strategy: .sobol(count: 4), estimator: .ensemble, recipe: Self.lambda))
                == ["recipe/ranges/lambda"])
    }

    @Test(arguments: [
        ValueRange(low: 0.2, high: 1.8), ValueRange(low: 0.05, high: 10, isLogarithmic: true),
    ])
    func pointsThatFillTheSpaceFindTheRecipeBesideTheWeights(_ range: ValueRange) throws {
        func found(seed: UInt64) throws -> StudySimulation {
            var study = StudySimulation(
                StudyDefinition(
                    strategy: .sobol(count: 64), recipe: StudyRecipe(.taskArithmetic, ranges: [.lambda: range]),
                    seed: seed))
            study.partitions = StudySpaceTests.partitions(2)
            study.recipeLosses = Self.losses
            try study.run()
            return study
        }
        let study = try found(seed: 3)
        let answer = try #require(study.answer?.candidate)
        #expect(answer.recipe.method == .taskArithmetic)
        #expect(abs((answer.recipe.parameters.lambda ?? 0) - 0.8) < 0.2, "\(answer)")
        #expect(abs(answer.mixture["p0"] - 0.6) < 0.1, "\(answer)")
        // A seed has one course, and another seed another.
        #expect(try found(seed: 3).trials == study.trials)
        #expect(try found(seed: 4).trials.map(\.candidate) != study.trials.map(\.candidate))
    }

    @Test func aToldCandidateKeepsToTheRecipe() throws {
        let machine = try StudySimulation(StudyDefinition(strategy: .outside, recipe: Self.lambda)).machine()
        let mixture = try Mixture(["p0": 0.5, "p1": 0.5])
        let own = try machine.candidate(mixture)
        #expect(own.recipe.parameters.lambda == 1 && machine.violations(of: own).isEmpty)
        let named = try machine.candidate(mixture, parameters: .init(lambda: 0.3))
        #expect(named.recipe.parameters.lambda == 0.3 && machine.violations(of: named).isEmpty)
        let far = machine.violations(of: try machine.candidate(mixture, parameters: .init(lambda: 3)))
        #expect(far == [.init(path: ["recipe", "parameters", "lambda"], detail: "is 3.0; the study tries 0.2 to 1.8")])
        let other = machine.violations(
            of: try machine.candidate(try Mixture(["p9": 1]), method: .ties, precision: .bf16))
        #expect(other.map(\.path) == [["mixture"], ["precision"], ["recipe", "method"]])
        #expect(other.last?.detail == "is ties; the study has task_arithmetic")
        #expect(throws: MergeRecipeError.self) { try machine.candidate(mixture, parameters: .init(density: 0.5)) }
        let suggested = machine.suggestions(5, trials: []).compactMap { $0.candidate?.recipe.parameters.lambda }
        #expect(suggested.count == 5 && Set(suggested).count == 5)
    }

    @Test func whatIsNotToldOfARecipeIsTheStudys() throws {
        let recipe = StudyRecipe(
            methods: [.ties, .slerp], parameters: .init(density: 0.5), precisions: [.bf16, .f32],
            ranges: [.lambda: .init(low: 0.1, high: 10, isLogarithmic: true)])
        let machine = try StudySimulation(StudyDefinition(strategy: .outside, recipe: recipe)).machine()
        let three = try Mixture(["p0": 0.5, "p1": 0.25, "p2": 0.25])
        let own = try machine.candidate(three)
        #expect(own.recipe.method == .ties && own.precision == .bf16 && own.recipe.parameters.density == 0.5)
        #expect(abs((own.recipe.parameters.lambda ?? 0) - 1) < 1e-12 && machine.violations(of: own) == [])
        let denser = machine.violations(of: try machine.candidate(three, parameters: .init(density: 0.2)))
        #expect(denser == [.init(path: ["recipe", "parameters", "density"], detail: "is 0.2; the study has 0.5")])
        let between = machine.violations(of: try machine.candidate(three, method: .slerp))
        #expect(between.map(\.path) == [["mixture"]])
    }
}
