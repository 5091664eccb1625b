import Foundation
import LinearAlgebra
import Testing

import Mixtures
@testable import Surrogates

@Suite struct RegressionTests {
    let table = SampleTable(count: 40, dimension: 3)

    @Test func ridgeAgreesWithScikitLearn() throws {
        try RegressionFixture.committed().checkRidge()
    }

    @Test func gaussianProcessesAgreeWithScikitLearn() throws {
        try RegressionFixture.committed().checkProcesses()
    }

    /// Every row left out by hand gives the errors that the closed form chooses by.
    @Test func thePenaltyHasTheLeastLeaveOneOutError() throws {
        let losses = table.curvedLosses()
        let design = try RidgeDesign(table.weights, features: .roots, degree: .linear)
        let best = try design.bestPenalty(for: losses)
        func error(_ penalty: Double) throws -> Double {
            var sum = 0.0
            for row in losses.indices {
                let others = losses.indices.filter { $0 != row }
                // Standardised as the whole table is, as the closed form has it.
                let rows = try design.rows(table.weights).selecting(rows: others)
                var gram = try rows.times(rows, transposingSelf: true)
                let mean = others.reduce(0) { $0 + losses[$1] } / Double(others.count)
                let centers = (0..<3).map { rows.column($0).reduce(0, +) / Double(others.count) }
                for first in 0..<3 {
                    for second in 0..<3 {
                        gram[first, second] -= Double(others.count) * centers[first] * centers[second]
                    }
                    gram[first, first] += penalty
                }
                let right = try rows.times(others.map { losses[$0] - mean }, transposingSelf: true)
                let slopes = try Cholesky(gram).solve(right)
                let held = try design.rows([table.weights[row]])
                let predicted = (0..<3).reduce(mean) { $0 + slopes[$1] * (held[0, $1] - centers[$1]) }
                sum += (predicted - losses[row]) * (predicted - losses[row])
            }
            return sum
        }
        let least = try error(best)
        for exponent in [-8.0, -6, -4, -3, -2, -1, 0, 1] {
            #expect(try least <= error(pow(10, exponent) * Double(losses.count)) * (1 + 1e-9), "\(exponent)")
        }
        #expect(try error(10 * Double(losses.count)) > 2 * least)
    }

    @Test func theLikelihoodsGradientIsThatOfItsValue() throws {
        let plain = try Matrix(rows: table.weights.map(FeatureMap.roots.features))
        let features = Standardization(of: plain).apply(to: plain)
        let losses = table.curvedLosses()
        let (mean, deviation) = Standardization.moments(of: losses)
        var likelihood = try GaussianProcessLikelihood(
            features: features, targets: losses.map { ($0 - mean) / deviation })
        let place = [0.3, 0.8, 0.1, -0.2, -1.5, 0.2, -0.4]
        var gradient: [Double]? = []
        _ = try likelihood.evaluate(place, gradient: &gradient)
        let slopes = try #require(gradient)
        for index in place.indices {
            var none: [Double]?
            var (up, down) = (place, place)
            up[index] += 1e-5
            down[index] -= 1e-5
            let difference =
                try (likelihood.evaluate(up, gradient: &none) - likelihood.evaluate(down, gradient: &none)) / 2e-5
            #expect(abs(slopes[index] - difference) < 1e-5 * max(1, abs(difference)), "\(index)")
        }
    }

    @Test func aGaussianProcessIsSurerNearWhatItHasSeen() throws {
        let losses = table.curvedLosses()
        let surrogate = try GaussianProcessSurrogate(
            weights: table.weights, losses: losses, features: .roots, seed: 1)
        let seen = try surrogate.predict(table.weights).map(\.regressorDeviation)
        let corner = try surrogate.predict([[0, 0, 1]])[0].regressorDeviation
        #expect(seen.reduce(0, +) / Double(seen.count) < 0.5 * corner)
        #expect(try surrogate.predict([]) == [])
    }

    @Test func equalMixturesAreHeldOutTogether() {
        let weights = [[1.0, 0], [0, 1], [1, 0], [0.5, 0.5], [1, 0]]
        let folds = Folds(weights: weights, seed: 4)
        #expect(folds.distinct == 3)
        #expect(folds.parts.filter { $0.contains(0) } == [[0, 2, 4]])
        #expect(folds.parts.flatMap { $0 }.sorted() == [0, 1, 2, 3, 4])
        #expect(Folds(weights: table.weights, seed: 4).parts.map(\.count) == [8, 8, 8, 8, 8])
        #expect(Folds.least(training: 6) == 7)
        #expect(Folds.least(training: 20) == 25)
    }

    @Test func aBlendSharesByWhatErrsLeast() throws {
        let losses = [1.0, 2, 3, 4]
        // One errs up, one down by a third of it, one wildly.
        let held = [losses.map { $0 + 0.3 }, losses.map { $0 - 0.1 }, [9.0, -9, 9, -9]]
        let shares = try BlendSurrogate.shares(held: held, losses: losses, rows: [0, 1, 2, 3])
        #expect(abs(shares[0] - 0.25) < 1e-6 && abs(shares[1] - 0.75) < 1e-6 && shares[2] == 0)
        let exact = try BlendSurrogate.shares(held: [held[0], losses], losses: losses, rows: [0, 1])
        #expect(exact == [0, 1])
        let worse = try BlendSurrogate.shares(
            held: [losses.map { $0 + 0.1 }, losses.map { $0 + 0.2 }], losses: losses, rows: [0, 1, 2, 3])
        #expect(worse == [1, 0])
    }

    @Test func regressorsAreSpelledOnTheWireAsTheyAreRead() throws {
        for spelling in RegressorChoice.spellings {
            let choice = try #require(RegressorChoice(spelling))
            let data = try JSONEncoder().encode([choice])
            #expect(String(decoding: data, as: UTF8.self) == "[\"\(spelling)\"]")
            #expect(try JSONDecoder().decode([RegressorChoice].self, from: data) == [choice])
        }
        #expect(RegressorChoice("forest") == nil)
        #expect(throws: DecodingError.self) {
            _ = try JSONDecoder().decode([RegressorChoice].self, from: Data(#"["forest"]"#.utf8))
        }
    }
}
