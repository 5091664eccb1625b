import ArgumentParser
import Mixtures
import Studies
import Testing

@testable import assay

@Suite struct StudyOptionsTests {
    private func definition(_ arguments: String...) throws -> StudyDefinition {
        try StudyOptions.parse(["--strategy", "sobol", "--count", "8"] + arguments).definition()
    }

    @Test func withoutFlagsOfARecipeAStudyHasTheUsualOne() throws {
        #expect(try definition() == StudyDefinition(strategy: .sobol(count: 8)))
    }

    @Test func flagsMakeTheRecipeThatIsSearched() throws {
        let found = try definition(
            "--method", "ties", "--method", "della", "--parameter", "density=0.3", "--parameter", "normalize=false",
            "--range", "lambda=0.1..10,log", "--range", "epsilon=0..0.2", "--levels", "5", "--precision", "bf16",
            "--precision", "f32")
        #expect(
            found.recipe
                == StudyRecipe(
                    methods: [.ties, .della], parameters: .init(density: 0.3, normalize: false),
                    precisions: [.bf16, .f32],
                    ranges: [
                        .lambda: .init(low: 0.1, high: 10, isLogarithmic: true), .epsilon: .init(low: 0, high: 0.2),
                    ], levels: 5))
    }

    @Test(arguments: [
        "lambda", "lambda=1", "lambda=1..", "lambda=a..b", "mu=0..1", "lambda=0..1,exp", "lambda=0..1,log,log", "=0..1",
        "lambda=0..inf", "lambda=nan..1",
    ])
    func whatIsNoRangeIsRefused(text: String) {
        #expect(RangeArgument(argument: text) == nil)
    }

    /// It ended in an error of the encoder, for JSON has no word for it.
    @Test(arguments: ["nan", "inf"]) func aLossThatIsNoFiniteNumberIsRefusedByItsName(text: String) throws {
        let losses = [try #require(WeightArgument(argument: "web=\(text)"))]
        let failure = #expect(throws: Failure.self) { try losses.finiteWeights(of: "--loss") }
        #expect(failure?.message == "--loss web is \(text); expected a finite number")
        #expect(throws: (any Error).self) {
            _ = try definition("--method", "ties", "--parameter", "lambda=\(text)")
        }
    }

    @Test func aCandidateSaysHowItIsMergedUnlessThatIsUsual() throws {
        let weights = ["c": 0.25, "man": 0.75]
        #expect(Figures.candidate(weights, nil, nil) == "man 0.75 + c 0.25")
        let ties = try MergeRecipe(.ties, parameters: .init(lambda: 0.8, density: 0.5))
        #expect(
            Figures.candidate(weights, ties, .bf16)
                == "man 0.75 + c 0.25 (ties lambda=0.8 density=0.5 normalize=true; bf16)")
        #expect(Figures.candidate(["a": 1], try MergeRecipe(.slerp), nil) == "a (slerp)")
        let recipe = StudyRecipe(
            methods: [.ties, .della], parameters: .init(density: 0.3),
            ranges: [.lambda: .init(low: 0.1, high: 10, isLogarithmic: true), .epsilon: .init(low: 0, high: 0.2)])
        #expect(
            StudyText.text(recipe)
                == "ties or della, epsilon 0.0 to 0.2, lambda 0.1 to 10.0 (logarithmic), density=0.3, in f32")
    }
}
