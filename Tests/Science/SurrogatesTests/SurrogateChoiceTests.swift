import Foundation
import Testing

import Mixtures
@testable import Surrogates

@Suite struct SurrogateChoiceTests {
    let table = SampleTable(count: 48, dimension: 4)

    func fit(
        _ losses: [[Double]], _ regressor: RegressorChoice = .auto, weights: [[Double]]? = nil, threads: Int = 1
    ) throws -> SurrogateSet {
        try SurrogateChoice.fit(
            weights: weights ?? table.weights, losses: losses, names: losses[0].indices.map { "loss\($0)" },
            regressor: regressor, seed: 3, threads: threads)
    }

    func error(of set: SurrogateSet, on test: SampleTable, losses: [Double]) throws -> Double {
        let means = try set.predict(test.weights).map { $0[0].mean }
        return HeldOut.rootMeanSquare(zip(means, losses).map { $0 - $1 })
    }

    @Test func aLinearLossIsPredictedByEveryRegressor() throws {
        let test = SampleTable(count: 30, dimension: 4, seed: 12)
        for regressor in Regressor.allCases {
            let set = try fit(side(table.linearLosses()), .one(regressor))
            #expect(set.fits[0].surrogate.regressor == regressor)
            let bound = regressor == .boostedTrees ? 0.2 : 0.03
            #expect(try error(of: set, on: test, losses: test.linearLosses()) < bound, "\(regressor)")
        }
    }

    @Test func theLawIsFoundAgain() throws {
        let set = try fit(side(table.lawfulLosses()), .one(.logLinear))
        let law = try #require(set.fits[0].surrogate as? LogLinearLaw)
        #expect(abs(law.floor - 2) < 0.05)
        for (found, expected) in zip(law.exponents, [-1.0, 1.3, 0.5, 0.5]) { #expect(abs(found - expected) < 0.1) }
    }

    @Test func heldOutErrorChoosesForEachLossOnItsOwn() throws {
        let set = try fit(side(table.lawfulLosses(), table.curvedLosses()))
        for fit in set.fits {
            let errors = fit.candidates.compactMap(\.rootMeanSquaredError)
            let chosen = try #require(fit.heldOut.rootMeanSquaredError)
            // The least error is what it was chosen by; what is reported of it has the choice made without each fold.
            #expect(try #require(errors.min()) <= chosen * 1.000001)
            #expect(chosen < 1.5 * (errors.min() ?? 0))
            #expect(fit.candidates.map(\.regressor) == Regressor.allCases)
            #expect(
                HeldOut.rootMeanSquare(
                    zip(fit.heldOutMeans, fit.name == "loss0" ? table.lawfulLosses() : table.curvedLosses()).map {
                        $0 - $1
                    }) == chosen)
        }
        let test = SampleTable(count: 30, dimension: 4, seed: 12)
        let linear = try fit(side(table.curvedLosses()), .one(.linear))
        let auto = try fit(side(table.curvedLosses()))
        let losses = test.curvedLosses()
        #expect(try error(of: auto, on: test, losses: losses) < 0.3 * error(of: linear, on: test, losses: losses))
    }

    @Test func threadsAndRepetitionsChangeNoBit() throws {
        let losses = side(table.lawfulLosses(), table.curvedLosses())
        let first = try fit(losses, threads: 1).predict(table.weights)
        #expect(try fit(losses, threads: 3).predict(table.weights) == first)
    }

    @Test func tooLittleEvidenceSaysHowMuchIsLacking() {
        let few = Array(table.weights[..<4])
        #expect(throws: SurrogateError.evidence(have: 4, need: 7, regressor: nil)) {
            _ = try fit(side(Array(table.curvedLosses()[..<4])), weights: few)
        }
        let error = #expect(throws: SurrogateError.self) {
            _ = try fit(side([1, 2, 3, 4]), .one(.boostedTrees), weights: few)
        }
        #expect(
            error?.description
                == "4 different mixtures have been evaluated; expected at least 25 for boosted_trees: 21 more")
        // Doubles are no evidence.
        #expect(throws: SurrogateError.evidence(have: 4, need: 7, regressor: nil)) {
            _ = try fit(side([1, 2, 3, 4, 1, 2, 3, 4]), weights: few + few)
        }
    }

    @Test func whatLacksEvidenceIsLeftOutOfTheChoiceWithItsReason() throws {
        let set = try fit(side(Array(table.curvedLosses()[..<9])), weights: Array(table.weights[..<9]))
        let trees = set.fits[0].candidates.first { $0.regressor == .boostedTrees }
        #expect(trees?.unavailable == "9 different mixtures; expected at least 25")
        #expect(trees?.rootMeanSquaredError == nil)
        #expect(set.evidence == 9)
    }

    @Test func aLossThatDoesNotVaryStaysAsItIs() throws {
        let set = try fit(side([Double](repeating: 1.5, count: 48), table.curvedLosses()), .one(.ridge))
        #expect(try set.predict([table.weights[0]])[0][0] == Prediction(mean: 1.5, standardDeviation: 0))
        #expect(set.fits[0].heldOut.correlation.spearman == nil)
        #expect(set.fits[0].heldOut.correlation.undefined?.contains("zero variance") == true)
        #expect(set.fits[1].heldOut.correlation.spearman != nil)
    }

    @Test func mixturesAtTheBoundaryAndDoublesAreServed() throws {
        var weights = table.weights
        for index in 0..<4 { weights[index] = (0..<4).map { $0 == index ? 1 : 0 } }
        weights[10] = weights[11]
        let losses = weights.map { 3 - $0[0].squareRoot() }
        for regressor in Regressor.allCases {
            let set = try fit(losses.map { [$0] }, .one(regressor), weights: weights)
            let predictions = try set.predict(weights).map { $0[0] }
            #expect(
                predictions.allSatisfy { $0.mean.isFinite && $0.standardDeviation?.isFinite == true }, "\(regressor)")
        }
    }

    @Test func moreEvidenceIsSeenToHelp() throws {
        let gain = try #require(try fit(side(table.curvedLosses()), .one(.gaussianProcess)).fits[0].gain)
        #expect(gain.wholeCount == 39)
        #expect(gain.halfCount == 19)
        #expect(gain.share > 0.1)
    }

    @Test func tablesThatAreNoneAreNamed() {
        #expect(throws: SurrogateError.table("no mixture; expected one or more, of one weight or more")) {
            _ = try SurrogateChoice.fit(weights: [], losses: [], names: ["a"], seed: 1, threads: 1)
        }
        #expect(throws: SurrogateError.table("row 1 holds nan; expected finite values")) {
            _ = try SurrogateChoice.fit(weights: [[1], [1]], losses: [[1], [.nan]], names: ["a"], seed: 1, threads: 1)
        }
        #expect(throws: SurrogateError.self) {
            _ = try SurrogateChoice.fit(weights: [[1], [1]], losses: [[1]], names: ["a"], seed: 1, threads: 1)
        }
    }
}
