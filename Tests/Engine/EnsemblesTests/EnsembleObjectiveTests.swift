import Foundation
import Mixtures
import Studies
import Testing

@testable import Ensembles

@Suite struct EnsembleObjectiveTests {
    @Test func onlyDocumentsWithAWeightAreLookedAt() throws {
        let sample = EnsembleTableTests.Sample(models: 3, documents: [40, 30, 20])
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        let objective = try EnsembleObjective(table, documentWeights: [0.5, 0, 2])
        let weights = [0.2, 0.3, 0.5]
        let found = try objective.evaluate(weights)
        let sums = try table.documentSums(weights)
        #expect(objective.dimension == 3)
        #expect(abs(found.value - (0.5 * sums[0] + 2 * sums[2])) <= 1e-10 * found.value)
    }

    @Test func itIsConvex() throws {
        let sample = EnsembleTableTests.Sample(models: 4, documents: [100, 50])
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        let objective = try EnsembleObjective(table, documentWeights: [1, 1])
        for seed in 1...10 {
            let (one, other) = (sample.mixture(UInt64(seed)), sample.mixture(UInt64(seed + 100)))
            let (first, second) = (try objective.evaluate(one), try objective.evaluate(other))
            let middle = try objective.evaluate(zip(one, other).map { ($0 + $1) / 2 })
            #expect(middle.value <= (first.value + second.value) / 2 + 1e-9)
            // A tangent lies below.
            let slope = zip(first.gradient, zip(one, other)).reduce(0) { $0 + $1.0 * ($1.1.1 - $1.1.0) }
            #expect(second.value >= first.value + slope - 1e-9 * first.value)
        }
    }

    /// Each token is known to one model alone: the best weights are the models' shares of the tokens, and there the gap
    /// is 0.
    @Test func theGapIsZeroAtTheBestWeightsOfDisjointModels() throws {
        let tokens = 40
        let values = (0..<2).map { model in (0..<tokens).map { ($0 % 4 == 0) == (model == 0) ? Float(-0.5) : -400 } }
        let models = values.enumerated().map { LogProbabilities($0.element, name: "\($0.offset)") }
        let table = try EnsembleTable(models, documentTokens: [tokens], threads: 1)
        let objective = try EnsembleObjective(table, documentWeights: [1 / Double(tokens)])
        let best = try objective.evaluate([0.25, 0.75])
        let gap = (best.gradient.map { -$0 }.max() ?? .infinity) - 1
        #expect(abs(gap) <= 1e-6)
        #expect(try objective.evaluate([0.3, 0.7]).value > best.value)
        #expect(try objective.evaluate([0, 1]).value > 90)
    }

    @Test(arguments: [[1, 1], [-1], [.nan], [0]] as [[Double]])
    func documentWeightsThatAreNoneAreRefused(weights: [Double]) throws {
        let sample = EnsembleTableTests.Sample(models: 2, documents: [10])
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        #expect(throws: EnsembleError.self) { try EnsembleObjective(table, documentWeights: weights) }
    }
}
