import Foundation
import Mixtures
@testable import Randomness
import Testing

@testable import Studies

/// Mean negative log-likelihood, in nats, of mixtures of models by their probabilities of tokens.
struct MixtureLikelihood: ConvexObjective {
    /// A row a model.
    let probabilities: [[Double]]

    var dimension: Int { probabilities.count }

    func evaluate(_ weights: [Double]) -> ConvexValue {
        let tokens = probabilities[0].count
        var value = 0.0
        var gradient = [Double](repeating: 0, count: dimension)
        for token in 0..<tokens {
            let mixed = zip(weights, probabilities).reduce(0) { $0 + $1.0 * $1.1[token] }
            value -= log(mixed)
            for model in gradient.indices { gradient[model] -= probabilities[model][token] / mixed }
        }
        return ConvexValue(value: value / Double(tokens), gradient: gradient.map { $0 / Double(tokens) })
    }

    static func random(_ models: Int, tokens: Int, using generator: inout SeededGenerator) -> MixtureLikelihood {
        let sharpness = 1 + 5 * generator.unit()
        return MixtureLikelihood(
            probabilities: (0..<models).map { _ in (0..<tokens).map { _ in exp(-sharpness * generator.unit()) } })
    }
}

struct ConvexFixture: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        struct Group: Decodable {
            let members: [Int]
            let least: Double
            let most: Double
        }
        struct Solution: Decodable {
            let weights: [Double]
            let value: Double
        }
        let name: String
        let probabilities: [[Double]]
        let lower: [Double]
        let upper: [Double]
        let groups: [Group]
        let scipy: Solution

        var testDescription: String { name }
    }
    let cases: [Case]

    init(contentsOf url: URL) throws {
        self = try JSONDecoder().decode(ConvexFixture.self, from: Data(contentsOf: url))
    }

    static func file(_ suffix: String) throws -> URL {
        try #require(Bundle.module.url(forResource: "convex", withExtension: suffix, subdirectory: "Fixtures"))
    }
}

@Suite struct ConvexTests {
    private func check(_ fixture: ConvexFixture) throws {
        #expect(fixture.cases.count == 7)
        for known in fixture.cases {
            let names = known.lower.indices.map { "p\($0)" }
            let limits = zip(known.lower, known.upper).map { WeightLimit(least: $0, most: $1) }
            let space = try StudySpace(
                partitions: StudySpaceTests.partitions(names.count),
                constraints: .init(
                    limits: Dictionary(uniqueKeysWithValues: zip(names, limits)),
                    groups: known.groups.map { group in
                        GroupLimit(.named(group.members.map { names[$0] }), least: group.least, most: group.most)
                    }))
            let solution = try ExponentiatedGradient(tolerance: 1e-9)
                .minimize(MixtureLikelihood(probabilities: known.probabilities), over: space)
            #expect(solution.closed && solution.gap <= 1e-9, "\(known.name): \(solution)")
            #expect(solution.evaluations <= 300, "\(known.name): \(solution)")
            #expect(abs(solution.value - known.scipy.value) < 1e-8, "\(known.name): \(solution.value)")
            #expect(solution.value <= known.scipy.value + 1e-9, "\(known.name): \(solution.value)")
            // Weights of twins may go to either.
            guard known.name != "twins" else { continue }
            for (ours, theirs) in zip(solution.weights, known.scipy.weights) {
                #expect(abs(ours - theirs) < 1e-4, "\(known.name): \(solution.weights)")
            }
        }
    }

    @Test func agreesWithSciPysSLSQP() throws {
        try check(ConvexFixture(contentsOf: ConvexFixture.file("json")))
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
            "set ASSAY_PEERS_PYTHON to a Python that has scipy"))
    func agreesWithTheInstalledSciPysSLSQP() throws {
        let made = FileManager.default.temporaryDirectory.appending(path: "convex-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: made) }
        let process = Process()
        process.executableURL = URL(filePath: try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"]))
        process.arguments = [try ConvexFixture.file("py").path, made.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        try check(ConvexFixture(contentsOf: made))
    }

    @Test func theGapClosesInRandomSpacesAndBoundsEveryPointOfThem() throws {
        var generator = SeededGenerator(seed: 4)
        var solved = 0
        for seed in 0..<120 {
            let count = 2 + generator.below(5)
            var constraints = StudySpacePropertyTests.constraints(count, using: &generator)
            constraints.size = nil
            let objective = MixtureLikelihood.random(count, tokens: 30, using: &generator)
            guard
                let space = try? StudySpace(
                    partitions: StudySpaceTests.partitions(count), constraints: constraints)
            else { continue }
            solved += 1
            let solution = try ExponentiatedGradient(tolerance: 1e-8).minimize(objective, over: space)
            #expect(solution.closed, "\(constraints): \(solution)")
            #expect(space.contains(space.mixture(solution.weights)))
            for other in space.sobol(20, seed: UInt64(seed)).compactMap(space.weights) {
                #expect(objective.evaluate(other).value >= solution.value - 1e-8)
            }
        }
        #expect(solved > 30)
    }

    @Test func theGapOfALikelihoodIsItsCertificate() throws {
        var generator = SeededGenerator(seed: 5)
        let objective = MixtureLikelihood.random(4, tokens: 50, using: &generator)
        let space = try StudySpace(partitions: StudySpaceTests.partitions(4))
        let solution = try ExponentiatedGradient(tolerance: 1e-3, evaluations: 5).minimize(objective, over: space)
        let largest = objective.evaluate(solution.weights).gradient.map { -$0 }.max()
        #expect(abs(solution.gap - (try #require(largest) - 1)) < 1e-12)
    }

    @Test func aBudgetThatIsTooSmallLeavesTheGapOpen() throws {
        var generator = SeededGenerator(seed: 6)
        let objective = MixtureLikelihood.random(6, tokens: 50, using: &generator)
        let space = try StudySpace(partitions: StudySpaceTests.partitions(6))
        let solution = try ExponentiatedGradient(tolerance: 1e-12, evaluations: 3).minimize(objective, over: space)
        #expect(!solution.closed && solution.gap > 1e-12 && solution.evaluations <= 3)
    }

    /// The ensemble's own arithmetic: probabilities and weights of single precision.
    private struct SinglePrecision: ConvexObjective {
        let exact: MixtureLikelihood

        var dimension: Int { exact.dimension }

        func evaluate(_ weights: [Double]) -> ConvexValue {
            let found = exact.evaluate(weights.map { Double(Float($0)) })
            return ConvexValue(value: found.value, gradient: found.gradient.map { Double(Float($0)) })
        }
    }

    @Test func theGapOfSixteenModelsClosesInSinglePrecision() throws {
        var generator = SeededGenerator(seed: 9)
        let space = try StudySpace(partitions: StudySpaceTests.partitions(16))
        for _ in 0..<5 {
            let exact = MixtureLikelihood.random(16, tokens: 200, using: &generator)
            let solution = try ExponentiatedGradient().minimize(SinglePrecision(exact: exact), over: space)
            #expect(solution.closed && solution.evaluations <= 400, "\(solution)")
            // What is claimed in single precision holds in double.
            let found = exact.evaluate(solution.weights)
            #expect((found.gradient.map { -$0 }.max() ?? 9) - 1 < 2e-6)
        }
    }

    @Test func modelsThatKnowDisjointTokensGetTheirShares() throws {
        let shares = [1, 2, 3, 4, 10, 20]
        let tokens = shares.reduce(0, +)
        var first = 0
        let probabilities = shares.map { share in
            defer { first += share }
            return (0..<tokens).map { (first..<first + share).contains($0) ? 0.25 : 1e-38 }
        }
        let space = try StudySpace(partitions: StudySpaceTests.partitions(shares.count))
        let solution = try ExponentiatedGradient(tolerance: 1e-8)
            .minimize(MixtureLikelihood(probabilities: probabilities), over: space)
        #expect(solution.closed)
        for (weight, share) in zip(solution.weights, shares) {
            #expect(abs(weight - Double(share) / Double(tokens)) < 1e-8)
        }
    }

    @Test func aLimitOfSizeIsKept() throws {
        var generator = SeededGenerator(seed: 7)
        for size in 1...4 {
            let objective = MixtureLikelihood.random(5, tokens: 50, using: &generator)
            let space = try StudySpace(partitions: StudySpaceTests.partitions(5), constraints: .init(size: size))
            let solution = try ExponentiatedGradient(tolerance: 1e-8).minimize(objective, over: space)
            #expect(solution.closed)
            #expect(space.mixture(solution.weights).size <= size)
        }
    }

    @Test func aFunctionOfAnotherDimensionIsRefused() throws {
        let space = try StudySpace(partitions: StudySpaceTests.partitions(3))
        #expect(throws: ConvexError.dimension(found: 1, expected: 3)) {
            try ExponentiatedGradient().minimize(MixtureLikelihood(probabilities: [[1]]), over: space)
        }
        #expect(throws: ConvexError.self) {
            try ExponentiatedGradient().minimize(
                MixtureLikelihood(probabilities: [[0.0], [0.0], [0.0]]), over: space)
        }
    }
}
