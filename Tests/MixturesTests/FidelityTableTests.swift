import Foundation
import Mixtures
import Testing

@Suite struct FidelityTableTests {
    let partitions: Set<String> = ["a", "b", "c"]

    func score(_ bits: [String: Double]) throws -> Score {
        try Score(
            domains: bits.map { domain, bits in
                let sums = ScoreSums(tokens: 8, words: 1, characters: 8, bytes: 8, nll: bits * 8 * log(2.0))
                return DomainScore(domain: domain, sums: sums)
            })
    }

    /// Four mixtures; domains `a` and `b` have an own partition, `other` has none.
    ///
    /// Estimates are the references plus 0.1.
    func table(singles: [String: Score]) throws -> FidelityTable {
        let found: [([String], [String: Double])] = [
            (["a", "b"], ["a": 2.0, "b": 2.1, "other": 4.0]),
            (["a", "c"], ["a": 2.2, "b": 3.0, "other": 4.2]),
            (["b", "c"], ["a": 3.1, "b": 2.0, "other": 4.1]),
            (["a", "b", "c"], ["a": 2.4, "b": 2.3, "other": 3.9]),
        ]
        let points = try found.map { names, bits in
            FidelityTable.Point(
                mixture: try .uniform(over: names), estimate: try score(bits.mapValues { $0 + 0.1 }),
                reference: try score(bits))
        }
        return FidelityTable(points: points, singles: singles, partitions: partitions)
    }

    func singles() throws -> [String: Score] {
        [
            "a": try score(["a": 1.8, "b": 3.4, "other": 4.1]), "b": try score(["a": 3.3, "b": 1.9, "other": 4.3]),
            "c": try score(["a": 3.5, "b": 3.2, "other": 4.0]),
        ]
    }

    @Test func hasARowADomainAndOneForMacro() throws {
        let table = try table(singles: singles())
        #expect(table.points == 4)
        #expect(table.rows.map(\.name) == ["a", "b", "other", "macro"])
        #expect(table.rows.map(\.own) == ["a", "b", nil, nil])
        #expect(table.rows.map(\.macro) == [false, false, false, true])
        #expect(table.rows[0].groups.map(\.scope) == [.all, .size(2), .size(3), .lacking])
        #expect(table.rows[3].groups.map(\.scope) == [.all, .size(2), .size(3)])
    }

    @Test func aPerfectEstimateCorrelatesAtOneAndItsLevelIsReported() throws {
        let row = try table(singles: singles()).rows[0]
        let merge = try #require(row[.all]?[.merge])
        #expect(abs((merge.pearson ?? 0) - 1) < 1e-9 && abs((merge.spearman ?? 0) - 1) < 1e-9)
        let level = try #require(row.level)
        #expect(abs(level.bias - 0.1) < 1e-9 && abs(level.reference - 2.425) < 1e-9)
    }

    /// numpy: corrcoef of [-1,-1,0,-1], [-1/2,-1/2,0,-1/3], [-2,-2,-2,-3] and the weighted means with a's references.
    @Test func trivialPredictorsStandBesideIt() throws {
        let group = try #require(try table(singles: singles()).rows[0][.all])
        let expected: [Predictor: Double] = [
            .ownPartition: 0.940_019_342_161, .ownShare: 0.984_731_927_835, .subsetSize: 0.034_815_531_191,
            .weightedMean: 0.997_368_715_543,
        ]
        for (predictor, pearson) in expected {
            #expect(abs((group[predictor]?.pearson ?? 9) - pearson) < 1e-9, "\(predictor)")
        }
    }

    @Test func correlationsAreGivenAgainWithinASizeAndWithoutTheOwnPartition() throws {
        let row = try table(singles: singles()).rows[0]
        #expect(row[.size(2)]?.points == 3 && row[.size(2)]?[.merge]?.pearson != nil)
        #expect(row[.size(2)]?[.subsetSize]?.undefined == "zero variance: the predictor is the same everywhere")
        #expect(row[.size(3)]?[.merge]?.undefined == "1 points; expected at least 3")
        #expect(row[.lacking]?.points == 1)
    }

    @Test func aDomainThatWasNeverTrainedOnHasNoOwnPartition() throws {
        let row = try table(singles: singles()).rows[2]
        #expect(row[.all]?[.ownPartition]?.undefined == "no partition of the pool is this domain's own")
        #expect(row[.all]?[.merge]?.pearson != nil && row[.lacking] == nil)
    }

    @Test func aMissingSingleLeavesOnlyTheWeightedMeanUndefined() throws {
        let group = try #require(try table(singles: [:]).rows[0][.all])
        #expect(group[.weightedMean]?.undefined == "a partition model has not been scored on its own")
        #expect(group[.ownShare]?.undefined == nil)
    }

    @Test func survivesAnySnakeCaseStrategy() throws {
        let table = try table(singles: singles())
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(FidelityTable.self, from: encoder.encode(table)) == table)
        #expect(try JSONDecoder().decode(FidelityTable.self, from: JSONEncoder().encode(table)) == table)
    }

    @Test func isEmptyWithoutReferenceRuns() {
        let table = FidelityTable(points: [], singles: [:], partitions: partitions)
        #expect(table.points == 0 && table.rows.isEmpty)
    }
}
