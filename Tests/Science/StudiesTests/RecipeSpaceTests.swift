import Mixtures
import Testing

@testable import Studies

@Suite struct RecipeSpaceTests {
    private let searched = StudyRecipe(
        methods: [.linear, .ties, .breadcrumbs], parameters: MergeParameters(normalize: false),
        precisions: [.f32, .bf16],
        ranges: [.lambda: ValueRange(low: 0.5, high: 1.5), .density: ValueRange(low: 0.2, high: 0.6)])

    private func mixture(_ count: Int) throws -> Mixture {
        try Mixture(Dictionary(uniqueKeysWithValues: (0..<count).map { ("p\($0)", 1 / Double(count)) }))
    }

    @Test func theStudysOwnRecipeHasNoCoordinates() throws {
        let space = RecipeSpace(.linear)
        #expect(space.dimension == 0 && space.featureCount == 0 && space.grid == [[]] && space.gridCount == 1)
        #expect(space.candidate(try mixture(2), at: []) == StudyCandidate(mixture: try mixture(2)))
        #expect(space.point(of: StudyCandidate(mixture: try mixture(2))) == [])
        #expect(space.point(of: StudyCandidate(mixture: try mixture(2), precision: .bf16)) == nil)
    }

    @Test func coordinatesAreRangesThenTheMethodThenThePrecision() throws {
        let space = RecipeSpace(searched)
        #expect(space.dimension == 4)
        let ties = try #require(space.candidate(try mixture(3), at: [0.25, 0.5, 0.5, 0.9]))
        #expect(ties.recipe.method == .ties && ties.precision == .bf16 && ties.estimator == .merge)
        #expect(ties.recipe.parameters.lambda == 0.75 && ties.recipe.parameters.density == 0.4)
        #expect(ties.recipe.parameters.normalize == false)
        let linear = try #require(space.candidate(try mixture(3), at: [0.25, 0.5, 0, 0]))
        #expect(linear == StudyCandidate(mixture: try mixture(3)))
    }

    @Test func aCandidateIsFoundAgainAtItsPoint() throws {
        let space = RecipeSpace(searched)
        for point in space.grid + [[0.1, 0.9, 0.4, 0.2], [1, 1, 1, 1], [0, 0, 0, 0]] {
            let candidate = try #require(space.candidate(try mixture(3), at: point))
            let found = try #require(space.point(of: candidate))
            let again = try #require(space.candidate(try mixture(3), at: found))
            #expect(again.recipe.method == candidate.recipe.method && again.precision == candidate.precision)
            for parameter in [MergeParameter.lambda, .density, .gamma] {
                let values = [again, candidate].map { $0.recipe.parameters[parameter] ?? 0 }
                #expect(abs(values[0] - values[1]) < 1e-12)
            }
        }
    }

    @Test func whatIsNoneOfTheRecipesHasNoPoint() throws {
        let space = RecipeSpace(searched)
        func point(_ method: MergeMethod, _ parameters: MergeParameters) throws -> [Double]? {
            space.point(
                of: StudyCandidate(mixture: try mixture(2), recipe: try MergeRecipe(method, parameters: parameters)))
        }
        #expect(try point(.ties, .init(lambda: 1, density: 0.4, normalize: false)) != nil)
        #expect(try point(.ties, .init(lambda: 2, density: 0.4, normalize: false)) == nil)
        #expect(try point(.ties, .init(lambda: 1, density: 0.4, normalize: true)) == nil)
        #expect(try point(.breadcrumbs, .init(lambda: 1, density: 0.4, gamma: 0.1)) == nil)
        #expect(try point(.dareLinear, .init()) == nil)
    }

    @Test func surrogatesSeeNumbersFromZeroToOne() throws {
        let space = RecipeSpace(searched)
        #expect(space.featureCount == 2 + 3 + 2)
        #expect(space.features(of: [0.25, 0.5, 0.5, 0.9]) == [0.25, 0.5, 0, 1, 0, 0, 1])
        #expect(space.features(of: [1, 0, 1, 0]) == [1, 0, 0, 0, 1, 1, 0])
    }

    @Test func aGridHasItsLevelsOfEachRangeAndEveryChoice() throws {
        let space = RecipeSpace(searched)
        #expect(space.grid.count == 3 * 3 * 3 * 2 && space.gridCount == 54)
        #expect(Set(space.grid.map { $0[0] }) == [0, 0.5, 1])
        #expect(RecipeSpace(StudyRecipe(.ties, ranges: [.lambda: .init(low: 1, high: 1)])).grid == [[0.5]])
    }

    @Test func aMethodThatTakesTwoModelsHasNoCandidateOfThree() throws {
        let space = RecipeSpace(StudyRecipe(.slerp))
        #expect(space.candidate(try mixture(2), at: []) != nil)
        #expect(space.candidate(try mixture(3), at: []) == nil)
    }

    @Test func equalStepsOfALogarithmicRangeAreEqualFactors() throws {
        let space = RecipeSpace(
            StudyRecipe(.taskArithmetic, ranges: [.lambda: ValueRange(low: 0.1, high: 10, isLogarithmic: true)]))
        let values = try [0, 0.25, 0.5, 0.75, 1].map { coordinate in
            try #require(space.candidate(try mixture(2), at: [coordinate])?.recipe.parameters.lambda)
        }
        #expect(values.first == 0.1 && values.last == 10 && abs(values[2] - 1) < 1e-12)
        #expect(zip(values, values.dropFirst()).allSatisfy { abs($1 / $0 - 10.0.squareRoot()) < 1e-12 })
        let again = try values.map { value in
            let recipe = try MergeRecipe(.taskArithmetic, parameters: .init(lambda: value))
            return try #require(space.point(of: StudyCandidate(mixture: try mixture(2), recipe: recipe))?.first)
        }
        #expect(zip(again, [0, 0.25, 0.5, 0.75, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(space.grid == [[0], [0.5], [1]])
    }

    @Test func theEndsOfARangeAreNotLeftByRounding() throws {
        // 0.03 + (0.29 − 0.03) is above 0.29.
        let space = RecipeSpace(StudyRecipe(.ties, ranges: [.density: ValueRange(low: 0.03, high: 0.29)]))
        #expect(space.candidate(try mixture(2), at: [1])?.recipe.parameters.density == 0.29)
        #expect(space.candidate(try mixture(2), at: [0])?.recipe.parameters.density == 0.03)
    }
}
