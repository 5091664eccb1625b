import Foundation
@testable import Randomness
import Testing

@testable import Statistics

/// How often intervals of correlations hold the truth, by simulation of normal pairs.
@Suite struct CorrelationCoverageTests {
    /// The shares of runs whose interval holds what it is of, in percent.
    private struct Coverage {
        var pearson = 0.0
        var spearman = 0.0
        var decisions = 0.0
    }

    private func coverage(points: Int, correlation: Double, runs: Int = 1_500) throws -> Coverage {
        var generator = SeededGenerator(seed: UInt64(points * 1_000) + UInt64(correlation * 100))
        // Of a normal pair, by its correlation (Kendall, Gibbons, "Rank Correlation Methods", 1990).
        let rho = 6 / .pi * asin(correlation / 2)
        let decisions = 0.5 + asin(correlation) / .pi
        var held = Coverage()
        for _ in 0..<runs {
            let found = (0..<points).map { _ in generator.normal() }
            let predicted = found.map {
                correlation * $0 + (1 - correlation * correlation).squareRoot() * generator.normal()
            }
            let agreement = Agreement(of: PairSample(predicted: predicted, found: found), resamples: [])
            if try #require(agreement.pearson).holds(correlation) { held.pearson += 1 }
            if try #require(agreement.spearman).holds(rho) { held.spearman += 1 }
            if try #require(agreement.decisions.interval).holds(decisions) { held.decisions += 1 }
        }
        let share = 100 / Double(runs)
        return Coverage(
            pearson: held.pearson * share, spearman: held.spearman * share, decisions: held.decisions * share)
    }

    @Test(arguments: [6, 8, 12, 35], [0.5, 0.9, 0.98])
    func intervalsOfCorrelationsHoldTheTruthIn95Percent(points: Int, correlation: Double) throws {
        let found = try coverage(points: points, correlation: correlation)
        print("coverage, \(points) mixtures, correlation \(correlation): \(found)")
        #expect((93...97).contains(found.pearson), "Pearson \(found.pearson) %")
        // So few points have few orders: what may not be missed too often is then held more often.
        #expect(found.spearman >= 93, "Spearman \(found.spearman) %")
        #expect(found.decisions >= 93, "pairs right \(found.decisions) %")
        if points == 35 {
            #expect(found.spearman <= 98.5 && found.decisions <= 98.5, "\(found)")
        }
    }

    /// Sibling: none, and a correlation below 0, which are held from the other side.
    @Test(arguments: [-0.9, -0.5, 0])
    func correlationsBelowZeroAreHeldAsWell(correlation: Double) throws {
        for points in [6, 12, 35] {
            let seed = UInt64(points)
            var generator = SeededGenerator(seed: seed)
            var (pearson, spearman) = (0, 0)
            for _ in 0..<1_000 {
                let found = (0..<points).map { _ in generator.normal() }
                let predicted = found.map {
                    correlation * $0 + (1 - correlation * correlation).squareRoot() * generator.normal()
                }
                let agreement = Agreement(of: PairSample(predicted: predicted, found: found), resamples: [])
                if try #require(agreement.pearson).holds(correlation) { pearson += 1 }
                if try #require(agreement.spearman).holds(6 / .pi * asin(correlation / 2)) { spearman += 1 }
            }
            #expect((930...970).contains(pearson) && spearman >= 930, "\(points): \(pearson), \(spearman)")
        }
    }
}
