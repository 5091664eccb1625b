import Foundation
import Mixtures
@testable import Randomness
import Statistics
import Testing

/// So many values, spread normally.
private func noisy(
    _ count: Int, around level: Double, by spread: Double, _ generator: inout SeededGenerator
) -> [Double] {
    (0..<count).map { _ in level + spread * generator.normal() }
}

@Suite struct ComparisonTests {
    /// Candidates whose documents lie around a level, with noise of their own.
    private func candidate(_ level: Double, noise: Int) throws -> DocumentScores {
        try scored(
            ["a", "b"].map { name in
                (name, (0..<50).map { 1 + level + Double($0 * 13 % 50) / 50 + Double($0 * noise % 53 - 26) / 500 })
            })
    }

    @Test func candidatesFarApartHaveTheirRanksAndNearOnesShareThem() throws {
        let comparison = try Comparison(
            [candidate(0.5, noise: 7), candidate(0, noise: 11), candidate(0.0001, noise: 17), candidate(1, noise: 5)],
            objective: .macro)
        #expect(comparison.places.map(\.ranks) == [3...3, 1...2, 1...2, 4...4])
        #expect(Set(comparison.places.map(\.rank)) == [1, 2, 3, 4])
        let best = comparison.places.compactMap(\.probabilityBest)
        #expect(best[0] == 0 && best[3] == 0 && abs(best[1] + best[2] - 1) < 1e-9)
        #expect(
            comparison.pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]])
        #expect(comparison.pairs.map(\.difference.resolved) == [true, true, true, false, true, true])
        #expect(comparison.units == 100 && comparison.documents == 100)
    }

    @Test func everyDomainTheWorstAndTheSpreadStandBeside() throws {
        let place = try Comparison(
            [scored([("a", [1, 1.2]), ("b", [3, 3.2]), ("c", [2, 2.2])])], objective: .macro
        ).places[0]
        #expect(place.domains.map(\.domain) == ["a", "b", "c"])
        #expect(place.worst.domain == "b")
        #expect(abs(place.spread - 2) < 1e-12)
        #expect(place.rank == 1 && place.ranks == 1...1 && place.probabilityBest == 1)
    }

    @Test func equalCandidatesShareTheBestRank() throws {
        let scores = try candidate(0, noise: 7)
        let comparison = try Comparison([scores, scores], objective: .macro)
        #expect(comparison.places.map(\.rank) == [1, 1])
        #expect(comparison.places.map(\.ranks) == [1...2, 1...2])
        #expect(comparison.places.map(\.probabilityBest) == [0.5, 0.5])
    }

    @Test func manyCandidatesAreComparedWithTheBest() throws {
        let candidates = try (0..<40).map { try candidate(Double(($0 + 3) % 40) / 10, noise: 7) }
        let comparison = try Comparison(candidates, objective: .macro, resamples: 200)
        #expect(comparison.pairs.count == 39)
        #expect(comparison.pairs.allSatisfy { $0.first == 37 && $0.difference.resolved })
    }

    /// Three documents a domain: no rank is sure, so no candidate can be the best with certainty.
    @Test func fewDocumentsSayNoProbabilityOfTheBestAndWhy() throws {
        let candidates = try (0..<13).map { index in
            let level = 1 + Double(index) / 40
            let bits: [Double] = (0..<3).map { level + Double(($0 * 5 + index * 7) % 11) / 900 }
            return try scored([("a", bits), ("b", bits.reversed())])
        }
        let comparison = try Comparison(candidates, objective: .macro)
        #expect(comparison.places.allSatisfy { $0.probabilityBest == nil && $0.ranks != nil })
        #expect(comparison.whyNoProbability == "so few documents do not tell how likely each candidate is the best")
    }

    /// A first place that is not sure by its ranks is not sure by its probability, with any number of documents.
    @Test(arguments: [5, 6, 8, 12, 20])
    func ranksAndTheProbabilityOfTheBestAgree(documents: Int) throws {
        var generator = SeededGenerator(seed: UInt64(documents))
        for _ in 0..<20 {
            let candidates = try (0..<6).map { index in
                let level = 1 + 0.02 * Double(index)
                let domains = ["a", "b"].map { name in
                    (name: name, bits: noisy(documents, around: level, by: 0.03, &generator))
                }
                return try scored(domains)
            }
            let comparison = try Comparison(candidates, objective: .macro, resamples: 400)
            for place in comparison.places where place.rank == 1 {
                guard let probability = place.probabilityBest, let ranks = place.ranks else { continue }
                if ranks.upperBound > 2 { #expect(probability < 0.995, "\(ranks)") }
                if ranks == 1...1 { #expect(probability > 0.95, "\(ranks)") }
            }
        }
    }

    /// The best of many was found on the documents that it is compared on: of candidates that are all equal, none may
    /// be told from it but by a chance of 5 %.
    @Test(arguments: [(40, 50, 60), (100, 60, 24), (500, 60, 4)])
    func theBestOfManyEqualsIsNotResolvedFromThem(candidates: Int, units: Int, runs: Int) throws {
        var generator = SeededGenerator(seed: UInt64(candidates))
        var wrong = 0
        for _ in 0..<runs {
            let equals = try (0..<candidates).map { _ in
                try scored([("a", noisy(units, around: 2, by: 0.1, &generator))])
            }
            let comparison = try Comparison(equals, objective: .macro, resamples: 200)
            #expect(comparison.pairsHold == .together && comparison.pairs.count == candidates - 1)
            let isWrong = comparison.pairs.contains {
                $0.difference.resolved || $0.domains.contains { $0.difference.resolved }
            }
            if isWrong { wrong += 1 }
        }
        print("best of \(candidates) equals: resolved wrongly in \(wrong) of \(runs) runs")
        // Of 60 runs with 5 % each, more than 8 are wrong once in 100 times; of 24 more than 4, of 4 more than 1.
        #expect(wrong <= ([60: 8, 24: 4, 4: 1][runs] ?? 0))
    }

    /// All ranks are open to candidates that are equal: each interval must hold them all, 95 times of 100.
    @Test func ranksOfEqualsAreAllOpenWithFewDocuments() throws {
        var generator = SeededGenerator(seed: 6)
        let (runs, candidates) = (300, 6)
        var held = 0
        for _ in 0..<runs {
            let equals = try (0..<candidates).map { _ in
                try scored([("a", noisy(20, around: 2, by: 0.1, &generator))])
            }
            let comparison = try Comparison(equals, objective: .macro, resamples: 400)
            held += comparison.places.count { $0.ranks == 1...candidates }
        }
        let share = Double(held) / Double(runs * candidates) * 100
        print("rank intervals of 6 equals over 20 documents: \(share) % hold all ranks")
        #expect((93.5...98.5).contains(share), "\(share) %")
    }

    @Test func upTo32CandidatesAreComparedPairByPair() throws {
        let comparison = try Comparison((0..<32).map { try candidate(Double($0), noise: 7) }, objective: .macro)
        #expect(comparison.pairsHold == .each && comparison.pairs.count == 32 * 31 / 2)
    }
}
