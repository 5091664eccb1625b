import Foundation
import Mixtures
import Testing

@testable import Randomness
@testable import Surrogates

/// The least of many held-out errors is too good; what is reported is what other rows are predicted with.
@Suite struct NestedErrorTests {
    /// Many forms that predict nothing but noise: the chosen one is as wrong as any on rows that come later.
    @Test(arguments: [8, 12, 20])
    func anErrorIsNotMadeSmallByChoosing(rows: Int) throws {
        let forms =
            SurrogateForm.forms(of: .ridge) + SurrogateForm.forms(of: .quadraticRidge)
            + SurrogateForm.forms(of: .gaussianProcess)
        var generator = SeededGenerator(seed: 5)
        var (chosen, nested) = (0.0, 0.0)
        let rounds = 300
        for _ in 0..<rounds {
            let losses = (0..<rows).map { _ in generator.standardNormal() }
            let held = forms.map { _ in (0..<rows).map { _ in 0.7 * generator.standardNormal() } }
            let ballot = SurrogateBallot(forms: forms, held: held, losses: losses, choice: .one(.ridge))
            let parts = (0..<rows).map { [$0] }
            chosen += pow(try ballot.chosen(of: parts).error, 2)
            nested += pow(HeldOut.rootMeanSquare(zip(try ballot.nested(parts), losses).map { $0 - $1 }), 2)
        }
        // The variance of what is found and of what is predicted of it.
        let truth = 1 + 0.49
        #expect(chosen / Double(rounds) < 0.8 * truth)
        #expect(abs(nested / Double(rounds) / truth - 1) < 0.1)
    }

    /// Real fits: the mean squared error that is reported is that on mixtures which nothing was fitted on.
    @Test func whatIsReportedIsFoundOnOtherMixtures() throws {
        let test = SampleTable(count: 200, dimension: 5, seed: 90)
        var (reported, chosenBy, found) = (0.0, 0.0, 0.0)
        for round in 0..<40 {
            let table = SampleTable(count: 10, dimension: 5, seed: UInt64(100 + round))
            var generator = SeededGenerator(seed: UInt64(round))
            let losses = table.weights.map { [2 + 0.3 * $0[0] + 0.5 * generator.standardNormal()] }
            let set = try SurrogateChoice.fit(
                weights: table.weights, losses: losses, names: ["loss"], regressor: .one(.ridge), seed: 7, threads: 2)
            let fit = set.fits[0]
            reported += pow(try #require(fit.heldOut.rootMeanSquaredError), 2)
            chosenBy += pow(try #require(fit.candidates.compactMap(\.rootMeanSquaredError).min()), 2)
            let means = try fit.surrogate.means(test.weights)
            found += zip(means, test.weights).reduce(0) { $0 + pow($1.0 - 2 - 0.3 * $1.1[0], 2) + 0.25 } / 200
        }
        // The least held-out errors sum to 13.2, those on other mixtures to 15.4.
        #expect(reported > 1.05 * chosenBy)
        #expect(reported > 0.95 * found)
    }

    @Test func aRegressorWithOneFormReportsWhatItWasChosenBy() throws {
        let table = SampleTable(count: 20, dimension: 3)
        let set = try SurrogateChoice.fit(
            weights: table.weights, losses: table.curvedLosses().map { [$0] }, names: ["loss"],
            regressor: .one(.linear), seed: 7, threads: 1)
        #expect(set.fits[0].heldOut == set.fits[0].candidates[0])
    }
}
