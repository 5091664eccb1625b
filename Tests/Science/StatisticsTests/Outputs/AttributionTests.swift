import Foundation
@testable import Randomness
import Testing

import Mixtures
@testable import Statistics

@Suite("Attribution")
struct AttributionTests {
    private func mixture(_ count: Int) throws -> Mixture {
        try .uniform(over: (0..<count).map { "p\(100 + $0)" })
    }

    /// The values of a game whose worth is told by the partitions' indices.
    private func columns(
        _ plan: AttributionPlan, base: Double = 0, worth: (Set<Int>) -> Double
    ) throws -> Attribution.Column {
        let values = plan.coalitions.map { coalition in
            (coalition, [worth(Set(plan.partitions.indices.filter(coalition.contains)))])
        }
        return try #require(
            try Attribution.columns(plan, values: Dictionary(uniqueKeysWithValues: values), base: [base]).first)
    }

    @Test func agreesWithAGameSolvedByHand() throws {
        // Shapley's glove game: players 0 and 1 hold a left glove each, player 2 the right one; a pair is worth 1.
        let plan = try AttributionPlan(of: mixture(3))
        let column = try columns(plan) { $0.contains(2) && $0.count > 1 ? 1 : 0 }
        let solved: [Double] = [1.0 / 6, 1.0 / 6, 4.0 / 6]
        #expect(column.shares.map(\.shapley) == solved)
        #expect(column.shares.map(\.leaveOneOut) == [0, 0, 1])
        #expect(column.shares.allSatisfy { $0.standardError == nil && $0.weight == 1.0 / 3 })
        #expect(column.base == 0 && column.whole == 1)
    }

    @Test(arguments: 1...6) func agreesWithTheMeanOverEveryOrder(players: Int) throws {
        var generator = SeededGenerator(seed: UInt64(players))
        // Whole numbers: the sums below are exact, and divided once.
        let worths = (0..<(1 << players)).map { _ in Double(generator.next() % 1_000) - 500 }
        let bits: (Set<Int>) -> Int = { $0.reduce(0) { $0 | 1 << $1 } }
        let plan = try AttributionPlan(of: mixture(players))
        let column = try columns(plan, base: worths[0]) { worths[bits($0)] }
        let orders = Self.orders(of: Array(0..<players))
        for player in 0..<players {
            let sum = orders.reduce(0.0) { sum, order in
                let before = Set(order.prefix { $0 != player })
                return sum + worths[bits(before.union([player]))] - worths[bits(before)]
            }
            #expect(column.shares[player].shapley == sum / Double(orders.count))
        }
    }

    private static func orders(of players: [Int]) -> [[Int]] {
        guard players.count > 1 else { return [players] }
        return players.flatMap { first in
            orders(of: players.filter { $0 != first }).map { [first] + $0 }
        }
    }

    @Test(arguments: [1, 2, 5, 10, 11, 16]) func valuesSumToTheWholeLessTheBase(players: Int) throws {
        let plan = try AttributionPlan(of: mixture(players), permutations: 20, seed: 3)
        #expect((plan.method == .exact) == (players <= 10))
        let column = try columns(plan, base: 2.5) { members in
            let sum = members.reduce(0.0) { $0 + Double(($1 + 1) * ($1 + 1)) }
            return 2.5 / (1 + log(1 + sum))
        }
        let sum = column.shares.reduce(0) { $0 + $1.shapley }
        #expect(abs(sum - (column.whole - column.base)) < 1e-12)
        #expect(column.shares.count == players)
    }

    @Test func aPartitionAloneBringsTheWholeDifference() throws {
        let plan = try AttributionPlan(of: Mixture(["a": 1, "b": 0]))
        #expect(plan.partitions == ["a"] && plan.coalitions.count == 1)
        let column = try columns(plan, base: 3) { _ in 2 }
        #expect(column.shares.map(\.shapley) == [-1] && column.shares.map(\.leaveOneOut) == [-1])
    }

    @Test func sampledValuesLieWithinTheirErrorsOfTheExactOnes() throws {
        // Pairs of neighbours work together: half of a pair's worth belongs to each.
        let plan = try AttributionPlan(of: mixture(12), permutations: 200, seed: 11)
        let column = try columns(plan) { members in
            members.reduce(0.0) { $0 + ($1.isMultiple(of: 2) && members.contains($1 + 1) ? Double($1 + 1) : 0) }
        }
        for (index, share) in column.shares.enumerated() {
            let exact = Double(index / 2 * 2 + 1) / 2
            let error = try #require(share.standardError)
            // Standard deviation of a fair coin worth 2·exact, over 200 draws.
            #expect(abs(error - exact / 200.0.squareRoot()) < 0.05 * exact)
            #expect(abs(share.shapley - exact) < 4 * error)
        }
        let again = try AttributionPlan(of: mixture(12), permutations: 200, seed: 11)
        #expect(again == plan)
        #expect(try AttributionPlan(of: mixture(12), permutations: 200, seed: 12) != plan)
    }

    @Test func restrictsAndRenormalises() throws {
        let plan = try AttributionPlan(of: Mixture(["a": 0.5, "b": 0.25, "c": 0.25, "d": 0]))
        let mixtures = plan.coalitions.map(plan.mixture(of:))
        #expect(mixtures.first == (try Mixture(["a": 0.5, "b": 0.25, "c": 0.25])))
        #expect(mixtures.contains(try Mixture(["a": 2.0 / 3, "b": 1.0 / 3])))
        #expect(mixtures.contains(try Mixture(["b": 0.5, "c": 0.5])))
        #expect(mixtures.contains(try Mixture(["c": 1])))
        #expect(mixtures.count == 7 && Set(mixtures).count == 7)
    }

    @Test func refusesTooFewOrdersAndTooManyScores() throws {
        #expect(throws: AttributionError.tooFewPermutations(9, partitions: 11)) {
            try AttributionPlan(of: mixture(11), permutations: 9)
        }
        #expect(throws: AttributionError.tooManyScores(1_024, limit: 1_000)) {
            try AttributionPlan(of: mixture(10), limit: 1_000)
        }
        #expect(throws: AttributionError.tooManyScores(.max, limit: 10_000)) {
            try AttributionPlan(of: mixture(11), permutations: .max, limit: 10_000)
        }
        // Few orders are no fault where none is drawn.
        #expect(try AttributionPlan(of: mixture(10), permutations: 0).coalitions.count == 1_023)
    }

    @Test func showsMacroMicroAndEveryDomainOfRealScores() throws {
        func score(_ x: Double, _ y: Double) throws -> Score {
            try Score(
                domains: [("x", x, 8), ("y", y, 24)].map { domain, bits, bytes in
                    DomainScore(
                        domain: domain,
                        sums: ScoreSums(
                            tokens: bytes, words: 1, characters: bytes, bytes: bytes, nll: bits * Double(bytes) * log(2)
                        ))
                })
        }
        let plan = try AttributionPlan(of: Mixture(["a": 0.5, "b": 0.5]))
        let found: [String: Score] = [
            "a": try score(2, 4), "b": try score(3, 2), "a b": try score(1, 3),
        ]
        let scores = try Dictionary(
            uniqueKeysWithValues: plan.coalitions.map { coalition in
                (coalition, try #require(found[plan.mixture(of: coalition).support.joined(separator: " ")]))
            })
        let attribution = try Attribution(plan, scores: scores, base: score(5, 5))
        #expect(attribution.rows.map(\.view) == [.macro, .micro, .domain("x"), .domain("y")])
        let x = attribution.rows[2]
        // a: ((2 − 5) + (1 − 3)) / 2, b: ((3 − 5) + (1 − 2)) / 2.
        #expect(zip(x.shares.map(\.shapley), [-2.5, -1.5]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(zip(x.shares.map(\.leaveOneOut), [-2, -1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs(attribution.rows[0].whole - 2) < 1e-12 && abs(attribution.rows[1].whole - 2.5) < 1e-12)
        let missing = scores.filter { $0.key != plan.coalitions[0] }
        #expect(throws: AttributionError.self) { try Attribution(plan, scores: missing, base: score(5, 5)) }
    }
}
