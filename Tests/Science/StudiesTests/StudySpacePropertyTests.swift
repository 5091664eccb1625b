@testable import Randomness
import Testing

import Mixtures
@testable import Studies

/// Random spaces, most of them narrow, many of them empty.
@Suite struct StudySpacePropertyTests {
    static func constraints(_ count: Int, using generator: inout SeededGenerator) -> StudyConstraints {
        func tenths(_ most: Int) -> Double { Double(generator.below(most + 1)) / 10 }
        var limits: [String: WeightLimit] = [:]
        for index in 0..<count where generator.below(2) == 0 {
            let least = tenths(2)
            limits["p\(index)"] = WeightLimit(least: least, most: least + tenths(6))
        }
        var groups: [GroupLimit] = []
        for _ in 0..<generator.below(3) {
            let members = (0..<count).filter { _ in generator.below(2) == 0 }.map { "p\($0)" }
            let least = tenths(4)
            if !members.isEmpty { groups.append(GroupLimit(.named(members), least: least, most: least + tenths(5))) }
        }
        let size = generator.below(3) == 0 ? 1 + generator.below(count) : nil
        let supply = generator.below(3) == 0 ? TokenSupply(budgetTokens: 10_000, repetitionCap: 1 + tenths(40)) : nil
        return StudyConstraints(limits: limits, groups: groups, size: size, supply: supply)
    }

    @Test func whatIsDrawnKeepsToEveryLimit() throws {
        var generator = SeededGenerator(seed: 1)
        var found = 0
        for seed in 0..<300 {
            let count = 2 + generator.below(5)
            let constraints = Self.constraints(count, using: &generator)
            guard
                let space = try? StudySpace(
                    partitions: StudySpaceTests.partitions(count), constraints: constraints)
            else { continue }
            found += 1
            let drawn =
                space.sobol(12, seed: UInt64(seed))
                + (try space.dirichlet(12, concentration: 0.5, seed: UInt64(seed)))
                + space.enumerated(.init(leaveOneOut: true, singles: true, pairs: true))
            for mixture in drawn { #expect(space.violations(of: mixture) == [], "\(constraints)") }
            #expect(space.sobol(12, seed: UInt64(seed)) == Array(drawn.prefix(12)))
            #expect(space.sobol(4, seed: UInt64(seed), first: 8) == Array(drawn[8..<12]))
        }
        #expect(found > 60)
    }

    @Test func aSpaceIsRefusedOnlyWhenNoGridPointFits() throws {
        var generator = SeededGenerator(seed: 2)
        var refused = 0
        for _ in 0..<400 {
            let constraints = Self.constraints(3, using: &generator)
            let partitions = StudySpaceTests.partitions(3)
            do {
                _ = try StudySpace(partitions: partitions, constraints: constraints)
            } catch {
                refused += 1
                // Limits are tenths and supplies hundredths: a space with anything in it has a point of this grid.
                let whole = try StudySpace(partitions: partitions)
                let polytope = constraints.polytope(units: whole.units)
                for first in 0...100 {
                    for second in 0...(100 - first) {
                        let weights = [first, second, 100 - first - second].map { Double($0) / 100 }
                        let fits =
                            polytope.contains(weights) && weights.indices(above: 0).count <= (constraints.size ?? 3)
                        #expect(!fits, "\(constraints) holds \(weights), and \(error)")
                    }
                }
            }
        }
        #expect(refused > 50)
    }

    @Test func pointsReachIntoEveryPartOfANarrowSpace() throws {
        let space = try StudySpace(
            partitions: StudySpaceTests.partitions(3), constraints: .init(limits: ["p0": .init(least: 0.9)]))
        let points = space.sobol(64, seed: 3).compactMap(space.weights)
        #expect(points.allSatisfy { $0[0] >= 0.9 - 1e-12 })
        #expect(points.contains { $0[0] > 0.97 } && points.contains { $0[0] < 0.91 })
        #expect(points.contains { $0[1] > 0.05 } && points.contains { $0[2] > 0.05 })
        #expect(Set(points).count == 64)
    }

    @Test func withoutLimitsPointsAreDirichletDraws() throws {
        let space = try StudySpace(partitions: StudySpaceTests.partitions(3))
        let drawn = try space.dirichlet(5, concentration: 2, seed: 7)
        let plain = try Dirichlet(over: ["p0", "p1", "p2"], concentration: 2).mixtures(5, seed: 7)
        for (one, other) in zip(drawn, plain) {
            for name in space.partitions { #expect(abs(one[name] - other[name]) < 1e-12) }
        }
    }

    @Test func sobolPointsAreJoeAndKuos() {
        let sequence = SobolSequence(dimensions: 64, seed: 5)
        let (origin, point) = (sequence.point(0), sequence.point(37))
        func bits(_ value: Double) -> UInt32 { UInt32(value * 0x1p32) }
        // scipy.stats.qmc.Sobol(64, scramble=False, bits=32), point 37; the shift of the seed is that of point 0.
        for (dimension, expected) in [(0, 0.921875), (1, 0.640625), (20, 0.953125), (40, 0.078125), (63, 0.828125)] {
            let found = Double(bits(point[dimension]) ^ bits(origin[dimension])) * 0x1p-32
            #expect(found == expected, "\(dimension)")
        }
    }

    @Test func sobolPointsFallIntoEveryIntervalOnce() {
        let sequence = SobolSequence(dimensions: 70, seed: 9)
        let points = (0..<64).map(sequence.point)
        for dimension in 0..<SobolSequence.mostDimensions {
            #expect(Set(points.map { Int($0[dimension] * 64) }).count == 64, "\(dimension)")
        }
        #expect(points.allSatisfy { $0.count == 70 && $0.allSatisfy { $0 > 0 && $0 < 1 } })
    }

    /// Of more than 65 units with a limit of size (review of the engine, D14): the coordinates beyond Sobol's were the
    /// very numbers that the point's support was drawn from.
    @Test func coordinatesBeyondSobolsDoNotDecideTheSupport() {
        for index in 0..<50 {
            var support = SeededGenerator(seed: 3, purpose: .pointSupport, path: UInt64(index))
            let drawn = (0..<6).map { _ in support.unit() }
            func rest(_ streams: StreamVersion) -> [Double] {
                Array(SobolSequence(dimensions: 70, seed: 3, streams: streams).point(index).suffix(6))
            }
            #expect(rest(.first) == drawn)
            #expect(zip(rest(.second), drawn).allSatisfy { $0 != $1 })
        }
    }
}
