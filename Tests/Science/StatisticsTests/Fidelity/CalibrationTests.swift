@testable import Randomness
import Testing

@testable import Statistics

@Suite struct CalibrationTests {
    @Test func aLineThroughPointsOnALineHasNoError() throws {
        let estimates = [1.0, 2, 3, 5]
        let calibration = Calibration(
            .merge, .affine, columns: [estimates], found: estimates.map { 2 * $0 - 1 }, runs: [1, 1, 1, 1], noise: nil)
        #expect(try #require(calibration.error) < 1e-12 && calibration.slopes?.count == 1)
        #expect(abs((calibration.predicted(merge: 4, ensemble: nil) ?? 0) - 7) < 1e-12)
        #expect(calibration.predicted(merge: nil, ensemble: 4) == nil)
    }

    @Test func theErrorOfNoCalibrationIsThatOfTheEstimate() throws {
        let calibration = Calibration(
            .ensemble, .none, columns: [[1.0, 2, 3]], found: [1.5, 2.5, 3.5], runs: [1, 1, 1], noise: nil)
        #expect(abs(try #require(calibration.error) - 0.5) < 1e-12)
        #expect(calibration.predicted(merge: nil, ensemble: 7) == 7)
    }

    @Test func tooFewPointsAreToldByTheirNumber() {
        for count in 0..<3 {
            let values = (0..<count).map(Double.init)
            let one = Calibration(
                .merge, .isotonic, columns: [values], found: values, runs: values.map { _ in 1 }, noise: nil)
            #expect(one.undefined == "\(count) points; expected at least 3" && one.error == nil && one.margin == nil)
        }
        let both = Calibration(
            .both, .affine, columns: [[1, 2, 3, 4], [1, 2, 3, 5]], found: [1, 2, 3, 4], runs: [1, 1, 1, 1], noise: nil)
        #expect(both.undefined == "4 points; expected at least 5")
        #expect(both.predicted(merge: 1, ensemble: 1) == nil)
    }

    @Test func aConstantEstimateIsCalibratedToTheMean() throws {
        let found = [1.0, 2, 6]
        for method in [Calibration.Method.affine, .isotonic] {
            let calibration = Calibration(
                .merge, method, columns: [[2, 2, 2]], found: found, runs: [1, 1, 1], noise: nil)
            #expect(abs((calibration.predicted(merge: 2, ensemble: nil) ?? 0) - 3) < 1e-12, "\(method)")
        }
        // Rounding is no variance: no slope is made of it.
        let line = Calibration(
            .merge, .affine, columns: [[0.3, 0.1 + 0.2, 0.3]], found: found, runs: [1, 1, 1], noise: nil)
        #expect(line.slopes == [0] && abs((line.intercept ?? 0) - 3) < 1e-12)
    }

    @Test func equalReferencesArePredictedWithoutError() {
        let calibration = Calibration(
            .merge, .affine, columns: [[1, 2, 4]], found: [5, 5, 5], runs: [1, 1, 1], noise: nil)
        #expect(calibration.error == 0 && calibration.margin == 0)
    }

    @Test func noiseWidensTheMarginWhereReferencesAreMeans() throws {
        let estimates = [1.0, 2, 3, 4, 5]
        let found = [1.1, 1.9, 3.1, 3.9, 5.1]
        let noise = try #require(RunNoise(of: [[1, 1.2, 1.1], [2, 2.2, 1.8]]))
        #expect(abs(noise.deviation - (0.05 / 2).squareRoot()) < 1e-12 && noise.mixtures == 2 && noise.runs == 6)
        func margin(_ runs: Int, _ noise: RunNoise?) throws -> Double {
            try #require(
                Calibration(
                    .merge, .affine, columns: [estimates], found: found, runs: found.map { _ in runs }, noise: noise
                ).margin)
        }
        #expect(try margin(1, noise) == margin(1, nil))
        #expect(try margin(3, noise) > margin(3, nil))
    }

    /// The interval is for one run of a new mixture: it must hold it as often as it says.
    @Test func intervalsHoldWhatARunComesTo() throws {
        var generator = SeededGenerator(seed: 20)
        func normal() -> Double {
            (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
        for (points, runs) in [(8, 1), (20, 1), (8, 3)] {
            var held = 0
            let trials = 2_000
            for _ in 0..<trials {
                let truth = (0...points).map { _ in Double.random(in: 2..<3, using: &generator) }
                let estimates = truth.map { 1.2 * $0 + 0.1 + 0.05 * normal() }
                let found = truth.map { value in (0..<runs).map { _ in value + 0.03 * normal() } }
                let noise = runs < 3 ? nil : RunNoise(of: Array(found.dropLast()))
                let means = found.map { $0.reduce(0, +) / Double(runs) }
                let calibration = Calibration(
                    .merge, .affine, columns: [Array(estimates.dropLast())], found: Array(means.dropLast()),
                    runs: Array(repeating: runs, count: points), noise: noise)
                let predicted = try #require(calibration.predicted(merge: estimates[points], ensemble: nil))
                let run = found[points][0]
                if abs(run - predicted) <= (calibration.margin ?? 0) { held += 1 }
            }
            let share = Double(held) / Double(trials)
            print("calibrated 95 % interval, \(points) mixtures of \(runs) runs: held \(share)")
            #expect((0.93...0.985).contains(share), "\(points) mixtures of \(runs) runs: \(share)")
        }
    }

    @Test func noiseNeedsTwoMixturesOfThreeRuns() {
        #expect(RunNoise(of: [[1, 2, 3], [1, 2]]) == nil)
        #expect(RunNoise(of: []) == nil)
        #expect(RunNoise(of: [[1, 1, 1], [2, 2, 2]])?.deviation == 0)
    }

    @Test func noiseLowersTheCeiling() throws {
        let noise = try #require(RunNoise(of: [[0, 1, 2], [5, 6, 7]]))
        #expect(noise.deviation == 1)
        let found = [1.0, 3, 5]
        #expect(abs((noise.ceiling(found: found, runs: [1, 1, 1]) ?? 0) - (1 - 1 / 4.0).squareRoot()) < 1e-12)
        #expect(abs((noise.ceiling(found: found, runs: [4, 4, 4]) ?? 0) - (1 - 1 / 16.0).squareRoot()) < 1e-12)
        #expect(noise.ceiling(found: [1, 1.1, 1.2], runs: [1, 1, 1]) == 0)
        #expect(
            noise.ceiling(found: [1, 1, 1], runs: [1, 1, 1]) == nil
                && noise.ceiling(found: [1, 2], runs: [1, 1]) == nil)
    }
}
