import Foundation
import Mixtures
import Testing

@testable import Surrogates

/// Predictions far from the evidence never come with the deviations of predictions within it.
@Suite struct ExtrapolationTests {
    let table = SampleTable(count: 60, dimension: 4)
    let center = [0.25, 0.25, 0.25, 0.25]

    static let regressors = Regressor.allCases.filter { $0 != .blend }.map(RegressorChoice.one) + [.auto]

    func fit(_ weights: [[Double]], _ regressor: RegressorChoice) throws -> SurrogateSet {
        let losses = weights.map { 3 - 0.8 * $0[0].squareRoot() - 0.1 * log($0[1] + 0.05) + 0.2 * $0[2] }
        return try SurrogateChoice.fit(
            weights: weights, losses: losses.map { [$0] }, names: ["loss"], regressor: regressor, seed: 3, threads: 2)
    }

    @Test(arguments: regressors)
    func aPartitionThatNoMixtureHeldHasNoDeviation(regressor: RegressorChoice) throws {
        let set = try fit(table.weights.map { $0 + [0] }, regressor)
        let asked = [[0.5, 0, 0, 0, 0.5], [0, 0, 0, 0, 1], center + [0]]
        let predictions = try set.predict(asked).map { $0[0] }
        #expect(predictions[0].standardDeviation == nil)
        #expect(predictions[1].standardDeviation == nil)
        #expect(predictions[2].standardDeviation == predictions[2].regressorDeviation)
        #expect(set.range.extrapolation(of: center + [0]) == nil)
        let reasons = try #require(set.range.extrapolation(of: [0, 0.1, 0.2, 0.2, 0.5])).reasons
        #expect(reasons.first == .unvaried(column: 4, always: 0, asked: 0.5))
    }

    @Test(arguments: [RegressorChoice.one(.logLinear), .one(.gaussianProcess), .auto])
    func aWeightThatWasAlwaysTheSameHasNone(regressor: RegressorChoice) throws {
        let three = SampleTable(count: 60, dimension: 3).weights
        let set = try fit(three.map { [0.3] + $0.map { $0 * 0.7 } }, regressor)
        #expect(try set.predict([[0.5, 0.2, 0.2, 0.1]])[0][0].standardDeviation == nil)
        #expect(try set.predict([[0.3, 0.3, 0.2, 0.2]])[0][0].standardDeviation != nil)
        #expect(
            set.range.extrapolation(of: [0.5, 0.2, 0.2, 0.1])?.sentences(names: ["a", "b", "c", "d"])
                == ["a is 0.5, and 0.3 in every fitted mixture"])
    }

    @Test(arguments: [RegressorChoice.one(.ridge), .one(.quadraticRidge), .auto])
    func weightsThatAlwaysWentTogetherAreNotToldApart(regressor: RegressorChoice) throws {
        let three = SampleTable(count: 60, dimension: 3).weights
        // As published: rounded to three decimals.
        let set = try fit(
            three.map { row in [row[0] / 3, row[0] * 2 / 3, row[1], row[2]].map { ($0 * 1000).rounded() / 1000 } },
            regressor)
        let apart = [0.2, 0.1, 0.4, 0.3]
        #expect(try set.predict([apart])[0][0].standardDeviation == nil)
        #expect(set.range.extrapolation(of: apart)?.reasons == [.together(columns: [0, 1])])
        #expect(set.range.extrapolation(of: [0.1, 0.2, 0.4, 0.3]) == nil)
    }

    @Test(arguments: regressors)
    func fiveTimesTheLargestWeightWidensTheDeviation(regressor: RegressorChoice) throws {
        let weights = table.weights.map { row in
            let first = row[0] * 0.2
            let rest = row[1] + row[2] + row[3]
            return [first] + row.dropFirst().map { $0 / rest * (1 - first) }
        }
        let set = try fit(weights, regressor)
        let prediction = try set.predict([[1, 0, 0, 0]])[0][0]
        let spread = set.fits[0].largest - set.fits[0].smallest
        #expect(try #require(prediction.standardDeviation) > 3 * spread)
        let within = try set.predict([[0.1, 0.3, 0.3, 0.3]])[0][0]
        #expect(within.standardDeviation == within.regressorDeviation)
        guard
            case .beyond(column: 0, least: _, let most, asked: 1)? =
                set.range.extrapolation(of: [1, 0, 0, 0])?.reasons.first
        else {
            Issue.record("the weight is not named")
            return
        }
        #expect(most < 0.2)
    }

    /// Each weight is within its range, and no fitted mixture is anywhere near.
    @Test func weightsWithinTheirRangesMayBeFarTogether() throws {
        var weights = [[Double]]()
        for step in 0..<30 {
            let share = Double(step) / 29
            weights.append([share * 0.5, 0.5 - share * 0.5, 0.5 - 0.01 * share, 0.01 * share])
        }
        let range = try EvidenceRange(weights)
        #expect(weights.allSatisfy { range.extrapolation(of: $0) == nil })
        #expect(range.extrapolation(of: [0.5, 0.5, 0, 0]) != nil)
        #expect(range.extrapolation(of: [0.25, 0.25, 0.49, 0.01]) != nil)
    }

    /// With fewer mixtures than weights every one is alone in some direction, and held-out errors speak of just that.
    @Test func fewMixturesOfManyWeightsAreStillPredicted() throws {
        let many = SampleTable(count: 9, dimension: 12).weights
        let range = try EvidenceRange(many)
        #expect(many.allSatisfy { range.extrapolation(of: $0) == nil })
        let mean = (0..<12).map { column in many.reduce(0) { $0 + $1[column] / 9 } }
        #expect(range.extrapolation(of: mean) == nil)
    }

    @Test func aLossThatNeverVariedSaysNothingOfOtherMixtures() throws {
        let set = try SurrogateChoice.fit(
            weights: table.weights.map { $0.map { 0.1 + 0.6 * $0 } }, losses: table.weights.map { _ in [2] },
            names: ["loss"], seed: 1, threads: 1)
        #expect(try set.predict([center])[0][0] == Prediction(mean: 2, standardDeviation: 0))
        #expect(try set.predict([[1, 0, 0, 0]])[0][0].standardDeviation == nil)
    }

    @Test func deviationsGrowWithTheDistance() {
        func deviation(_ excess: Double?) -> Double? {
            Extrapolation(reasons: [.combination], excess: excess).deviation(0.3, spread: 0.4)
        }
        #expect(deviation(0) == 0.3)
        #expect(deviation(1) == 0.5)
        #expect(deviation(nil) == nil)
    }
}
