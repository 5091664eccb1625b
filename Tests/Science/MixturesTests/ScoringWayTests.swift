import Mixtures
import Testing

@Suite("Scoring ways")
struct ScoringWayTests {
    private let part = DocumentPart(seed: 1, from: 0, to: 8)

    @Test func whatAQuestionLeavesOpenComesFromTheModels() {
        let own = ScoringWay(ScoringOptions(), ownContext: 64)
        #expect(own == ScoringWay(context: 64))
        let asked = ScoringWay(
            estimator: .ensemble, ScoringOptions(precision: .bf16, context: 32, part: part), ownContext: 64)
        #expect(asked == ScoringWay(estimator: .ensemble, precision: .bf16, context: 32, part: part))
    }

    @Test func onlyLinearOnesAreScoredTogether() throws {
        #expect(ScoringWay(recipe: try MergeRecipe(.ties), context: 64).batch == nil)
        let merge = ScoringWay(precision: .bf16, context: 64, part: part)
        #expect(merge.batch == merge, "merges read the models for the documents that they are of")
        var ensemble = merge
        ensemble.estimator = .ensemble
        #expect(ensemble.batch == ScoringWay(estimator: .ensemble, precision: .bf16, context: 64))
    }

    @Test func oneModelIsAskedAboutAllDocuments() throws {
        let way = ScoringWay(
            recipe: try MergeRecipe(.ties), estimator: .ensemble, precision: .bf16, context: 32, part: part)
        #expect(way.ofOneModel == ScoringWay(estimator: .ensemble, precision: .bf16, context: 32))
    }
}
