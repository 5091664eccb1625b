import Foundation
import Testing

@testable import Randomness

@Suite struct SeededGeneratorTests {
    @Test func theGeneratorIsSplitMix64() {
        // First outputs for seed 1234567, as the reference implementation prints them.
        var generator = SeededGenerator(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test func numbersThatAreSkippedAreThoseThatWouldHaveCome() {
        var (walking, skipping) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
        for _ in 0..<1_000 { _ = walking.next() }
        skipping.skip(1_000)
        #expect(walking == skipping && walking.next() == skipping.next())
    }

    @Test func unitsLieWithinTheirBounds() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10_000 {
            let (unit, positive) = (generator.unit(), generator.positiveUnit())
            #expect(unit >= 0 && unit < 1 && positive > 0 && positive <= 1)
        }
    }

    /// The high word of a product, which no version of Swift changes.
    @Test func aNumberBelowABoundIsTheHighWordOfAProduct() {
        var (drawn, plain) = (SeededGenerator(seed: 8), SeededGenerator(seed: 8))
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<7_000 {
            let number = drawn.below(7)
            #expect(number == Int(plain.next().multipliedFullWidth(by: 7).high))
            counts[number] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 1_000) < 120 }, "\(counts)")
    }

    @Test func aPermutationHoldsEveryNumberOnceAndEveryOrderIsAsLikely() {
        var generator = SeededGenerator(seed: 2)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6_000 { counts[generator.permutation(of: 3), default: 0] += 1 }
        #expect(counts.count == 6 && counts.keys.allSatisfy { $0.sorted() == [0, 1, 2] })
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 120 }, "\(counts)")
        #expect(generator.permutation(of: 0).isEmpty && generator.permutation(of: 1) == [0])
    }

    @Test func normalNumbersHaveTheMomentsOfTheirDistribution() {
        var generator = SeededGenerator(seed: 4)
        let numbers = (0..<20_000).map { _ in generator.standardNormal() }
        var filled = [Float](repeating: .nan, count: 20_001)
        filled.withUnsafeMutableBufferPointer { generator.fill($0, deviation: 1) }
        for values in [numbers, filled.map(Double.init)] {
            let count = Double(values.count)
            #expect(abs(values.reduce(0, +) / count) < 0.03)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } / count - 1) < 0.04)
            #expect(abs(values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count - 3) < 0.3)
        }
    }

    /// Mean and variance of a gamma distribution of scale 1 are its shape.
    @Test(arguments: [0.3, 1, 4.5]) func gammaNumbersHaveTheMomentsOfTheirDistribution(shape: Double) {
        var generator = SeededGenerator(seed: 6)
        let values = (0..<20_000).map { _ in exp(generator.logGamma(shape)) }
        let mean = values.reduce(0, +) / 20_000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
        #expect(abs(mean / shape - 1) < 0.04, "\(mean)")
        #expect(abs(variance / shape - 1) < 0.1, "\(variance)")
    }
}
