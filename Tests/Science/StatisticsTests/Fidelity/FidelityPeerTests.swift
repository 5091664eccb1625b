import Foundation
import Testing

@testable import Statistics

@Suite struct FidelityPeerTests {
    @Test func agreesWithSciPyAndScikitLearn() throws {
        try check(FidelityFixture())
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
            "set ASSAY_PEERS_PYTHON to a Python that has scipy and scikit-learn"))
    func agreesWithTheInstalledSciPyAndScikitLearn() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fidelity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = folder.appending(path: "fidelity.json")
        let script = try #require(
            Bundle.module.url(forResource: "fidelity", withExtension: "py", subdirectory: "Fixtures"))
        let process = Process()
        process.executableURL = URL(filePath: try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"]))
        process.arguments = ["-W", "ignore", script.path, made.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try check(FidelityFixture(contentsOf: made))
    }

    private func check(_ fixture: FidelityFixture) throws {
        #expect(fixture.orders.count == 5 && fixture.levels.count == 5 && fixture.bounds.count == 27)
        for order in fixture.orders { try check(order) }
        for level in fixture.levels { check(level) }
        for known in fixture.bounds {
            let bound = StudentDistribution(degreesOfFreedom: Double(known.degrees)).quantile((1 + known.share) / 2)
            #expect(abs(bound - known.bound) < 1e-9 * known.bound, "\(known)")
        }
    }

    private func check(_ order: FidelityFixture.Order) throws {
        let sample = PairSample(predicted: order.predicted, found: order.found)
        let resamples = Agreement.resamples(4_000, of: order.found.count, seed: 3)
        let agreement = Agreement(of: sample, resamples: resamples)
        #expect(abs(try #require(agreement.decisions.value) - order.decisions) < 1e-12, "\(order.name)")
        #expect(abs(try #require(agreement.regret.value) - order.regret) < 1e-12, "\(order.name)")
        if let top = order.top {
            #expect(abs(try #require(agreement.top.value) - top) < 1e-12, "\(order.name)")
        } else {
            #expect(agreement.top.value == nil && agreement.top.undefined != nil, "\(order.name)")
        }
        for (ours, theirs) in [(agreement.pearson, order.pearson), (agreement.spearman, order.spearman)] {
            let interval = try #require(ours, "\(order.name)")
            #expect(abs(interval.lower - theirs[0]) < 1e-9, "\(order.name): \(interval) and \(theirs)")
            #expect(abs(interval.upper - theirs[1]) < 1e-9, "\(order.name): \(interval) and \(theirs)")
        }
    }

    private func check(_ level: FidelityFixture.Level) {
        let fit = LeastSquares(columns: level.columns, target: level.found)
        #expect(abs(fit.intercept - level.intercept) < 1e-9, "\(level.name)")
        // Of two predictors that tell the same, least squares has many solutions that predict alike.
        if level.name != "two that tell the same" {
            #expect(zip(fit.slopes, level.slopes).allSatisfy { abs($0 - $1) < 1e-9 }, "\(level.name)")
        }
        let affine = Calibration.leftOut(.affine, columns: level.columns, found: level.found)
        #expect(zip(affine, level.affine).allSatisfy { abs($0 - $1) < 1e-9 }, "\(level.name)")
        let points = zip(level.columns[0], level.found).map { (x: $0, y: $1) }
        let monotone = IsotonicRegression(points: points)
        for (x, known) in zip(level.at, level.monotone) {
            #expect(abs(monotone.predicted(x) - known) < 1e-9, "\(level.name) at \(x)")
        }
        let leftOut = Calibration.leftOut(.isotonic, columns: [level.columns[0]], found: level.found)
        #expect(zip(leftOut, level.monotoneLeftOut).allSatisfy { abs($0 - $1) < 1e-9 }, "\(level.name)")
    }
}
