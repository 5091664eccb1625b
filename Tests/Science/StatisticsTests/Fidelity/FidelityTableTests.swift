import Foundation
import Mixtures
import Statistics
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
                mixture: try .uniform(over: names), merge: try score(bits.mapValues { $0 + 0.1 }),
                references: [try score(bits)])
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

    /// Six mixtures whose truth merge and ensemble each see one half of.
    func tableOfBoth(runs: Int = 1, ensembles: Int = 6) throws -> FidelityTable {
        let names = [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"]]
        let one = [1.0, 3, 2, 5, 4, 2.5]
        let other = [2.0, 1, 4, 3, 1.5, 5]
        let points = try names.indices.map { index in
            FidelityTable.Point(
                mixture: try .uniform(over: names[index]), merge: try score(["a": one[index]]),
                ensemble: index < ensembles ? try score(["a": other[index]]) : nil,
                references: try (0..<runs).map { run in
                    try score(["a": one[index] + other[index] + 0.1 * Double(run)])
                })
        }
        return FidelityTable(points: points, singles: [:], partitions: partitions, resamples: 200, seed: 7)
    }

    @Test func bothTogetherAreALinearCombinationThatHasNotSeenWhatItPredicts() throws {
        let row = try tableOfBoth().rows[0]
        let all = try #require(row[.all])
        #expect(abs((all[.both]?.pearson ?? 0) - 1) < 1e-9)
        #expect((all[.merge]?.pearson ?? 1) < 0.9 && (all[.ensemble]?.pearson ?? 1) < 0.9)
        #expect(all.entry(.both)?.agreement.decisions.value == 1)
        let calibration = try #require(row.calibration(.both, .affine))
        #expect(zip(calibration.slopes ?? [], [1.0, 1]).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(abs((calibration.predicted(merge: 2, ensemble: 7) ?? 0) - 9) < 1e-9)
        #expect(row.ensemble?.estimated == 2.75 && row.level?.estimated != nil)
        let disagreement = try #require(row.disagreement)
        #expect(disagreement.pairs == 15 && disagreement.differing > 0 && !disagreement.best)
    }

    @Test func aMixtureWithoutAnEnsembleScoreLeavesTheEnsembleUndefinedAndTheMergeAsItIs() throws {
        let row = try tableOfBoth(ensembles: 5).rows[0]
        let all = try #require(row[.all])
        #expect(all[.ensemble]?.undefined == "a mixture has no ensemble score of this domain")
        #expect(all[.both]?.undefined == "a mixture lacks the score of one of both estimators")
        #expect(all[.merge]?.undefined == nil && row.disagreement == nil && row.ensemble == nil)
        #expect(row.calibration(.ensemble, .affine)?.undefined != nil)
    }

    @Test func runsOfOneMixtureAreOnePointAndTellOfNoise() throws {
        let table = try tableOfBoth(runs: 3)
        #expect(table.points == 6 && table.runs == 18)
        let row = table.rows[0]
        let noise = try #require(row.noise)
        #expect(abs(noise.deviation - 0.1) < 1e-9 && noise.mixtures == 6 && noise.runs == 18)
        let ceiling = try #require(row[.all]?.ceiling)
        #expect(ceiling < 1 && ceiling > 0.99)
        // That of Spearman's rho is its own: of a normal pair, 6/π arcsin(r/2).
        let ranks = try #require(row[.all]?.rankceiling)
        #expect(abs(ranks - 6 / .pi * asin(ceiling / 2)) < 1e-12 && ranks < ceiling)
        #expect(try tableOfBoth().rows[0][.all]?.ceiling == nil)
    }

    @Test func correlationsStandWithinTheirIntervals() throws {
        let table = try tableOfBoth()
        #expect(table.resamples == 200 && table.seed == 7)
        let entry = try #require(table.rows[0][.all]?.entry(.merge))
        let interval = try #require(entry.agreement.pearson)
        #expect(interval.lower < (entry.correlation.pearson ?? 9) && interval.upper > (entry.correlation.pearson ?? 9))
        #expect(try tableOfBoth() == table)
    }

    @Test func fourMixturesAreTooFewForBothTogether() throws {
        let points = try [["a"], ["b"], ["c"], ["a", "b"]].enumerated().map { index, names in
            FidelityTable.Point(
                mixture: try .uniform(over: names), merge: try score(["a": Double(index)]),
                ensemble: try score(["a": Double(index * index)]), references: [try score(["a": Double(index)])])
        }
        let table = FidelityTable(points: points, singles: [:], partitions: partitions)
        #expect(table.rows[0][.all]?[.both]?.undefined == "4 points; combining two estimators needs 5")
    }

    /// What a notebook flattens: names and numbers, and no key that a key strategy would rewrite.
    @Test func keysAreSingleWords() throws {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(try tableOfBoth(runs: 3)))
        func keys(_ value: Any) -> Set<String> {
            if let object = value as? [String: Any] {
                return object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
            }
            return (value as? [Any] ?? []).reduce(into: []) { $0.formUnion(keys($1)) }
        }
        let found = keys(object)
        #expect(
            found.isSuperset(of: ["rows", "groups", "entries", "correlation", "agreement", "calibrations", "noise"]))
        #expect(found.filter { $0 != $0.lowercased() || $0.contains("_") } == [])
    }
}
