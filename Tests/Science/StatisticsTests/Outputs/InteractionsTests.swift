import Foundation
import Testing

import Mixtures
@testable import Statistics

@Suite("Interaction matrix")
struct InteractionsTests {
    private func derivatives(_ plan: InteractionPlan, of loss: (Mixture) -> Double) throws -> [Double] {
        let values = Dictionary(uniqueKeysWithValues: plan.mixtures.map { ($0, [loss($0)]) })
        return try Interactions.derivatives(plan, values: values).map { $0[0] }
    }

    @Test func isExactForQuadraticLossesAtTheBoundaryToo() throws {
        // L(w) = 2a² + 3ab − c + c²: ∂ = (4a + 3b, 3a, 2c − 1).
        let loss: (Mixture) -> Double = { w in
            2 * w["a"] * w["a"] + 3 * w["a"] * w["b"] - w["c"] + w["c"] * w["c"]
        }
        for weights in [["a": 0.5, "b": 0.3, "c": 0.2], ["a": 0.5, "b": 0.5], ["a": 0.01, "b": 0.99]] {
            let w = try Mixture(weights)
            let gradient = [4 * w["a"] + 3 * w["b"], 3 * w["a"], 2 * w["c"] - 1]
            let along = w["a"] * gradient[0] + w["b"] * gradient[1] + w["c"] * gradient[2]
            let plan = try InteractionPlan(at: w, partitions: ["a", "b", "c"])
            let found = try derivatives(plan, of: loss)
            #expect(zip(found, gradient).allSatisfy { abs($0 - ($1 - along)) < 1e-10 }, "\(weights): \(found)")
        }
    }

    @Test func theErrorOfOtherLossesFallsWithTheSquareOfTheStep() throws {
        let w = try Mixture(["a": 0.6, "b": 0.4])
        let loss: (Mixture) -> Double = { exp(-2 * $0["a"]) }
        let exact = -2 * exp(-1.2) * 0.4
        let errors = try [0.1, 0.05].map { step in
            abs(try derivatives(InteractionPlan(at: w, partitions: ["a", "b"], step: step), of: loss)[0] - exact)
        }
        #expect(errors[1] > 0 && abs(errors[0] / errors[1] - 4) < 0.2)
    }

    @Test func goesOneWayWhereTheOtherWouldLeaveTheSimplex() throws {
        let plan = try InteractionPlan(
            at: Mixture(["a": 0.96, "b": 0.04, "c": 0]), partitions: ["a", "b", "c", "d"], step: 0.05)
        #expect(plan.directions.map(\.partition) == ["a", "b", "c", "d"])
        #expect(plan.directions.map(\.side) == [.central, .oneSided, .oneSided, .oneSided])
        for point in plan.mixtures {
            #expect(point.weights.values.allSatisfy { $0 > 0 })
            #expect(abs(point.weights.values.reduce(0, +) - 1) < 1e-12)
        }
        #expect(plan.mixtures.count == 9 && plan.mixtures.first == plan.mixture)
        // 0.05 / 1.05 is the least weight from which there is a way back.
        let edge = try InteractionPlan(at: Mixture(["a": 0.95, "b": 0.05]), partitions: ["a", "b"], step: 0.05)
        #expect(edge.directions.map(\.side) == [.central, .central])
    }

    @Test func aPartitionAloneHasNowhereToGoButToOthers() throws {
        let plan = try InteractionPlan(at: Mixture(["a": 1]), partitions: ["a", "b"])
        #expect(plan.directions.map(\.side) == [.fixed, .oneSided])
        let found = try derivatives(plan) { 3 * $0["a"] + $0["b"] }
        #expect(found[0] == 0 && abs(found[1] + 2) < 1e-12)
        #expect(throws: InteractionError.onePartition("a")) {
            try InteractionPlan(at: Mixture(["a": 1]), partitions: ["a"])
        }
    }

    @Test(arguments: [0, -0.1, 0.51, .nan, .infinity]) func refusesAStep(step: Double) throws {
        #expect(throws: InteractionError.self) {
            try InteractionPlan(at: Mixture(["a": 1]), partitions: ["a", "b"], step: step)
        }
    }

    @Test func showsEveryDomainAndWhatShouldSumToNothing() throws {
        func score(_ bits: Double) throws -> Score {
            try Score(domains: [
                DomainScore(
                    domain: "x",
                    sums: ScoreSums(tokens: 8, words: 1, characters: 8, bytes: 8, nll: bits * 8 * log(2)))
            ])
        }
        let plan = try InteractionPlan(at: Mixture(["a": 0.75, "b": 0.25]), partitions: ["a", "b"])
        let scores = try Dictionary(uniqueKeysWithValues: plan.mixtures.map { ($0, try score(1 + $0["a"])) })
        let rows = try Interactions(plan, scores: scores).rows
        #expect(rows.map(\.view) == [.macro, .micro, .domain("x")])
        #expect(abs(rows[2].derivatives[0] - 0.25) < 1e-10 && abs(rows[2].derivatives[1] + 0.75) < 1e-10)
        #expect(abs(rows[2].residual) < 1e-10 && abs(rows[2].value - 1.75) < 1e-12)
        #expect(throws: InteractionError.self) {
            try Interactions(plan, scores: scores.filter { $0.key == plan.mixture })
        }
    }
}
