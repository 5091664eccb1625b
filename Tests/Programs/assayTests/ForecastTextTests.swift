import API
import Foundation
import Mixtures
import Testing
import TextTables

import Words
@testable import assay

@Suite struct ForecastTextTests {
    @Test func whatWasSaidStandsBesideWhatWasFound() {
        let content = ForecastContent(
            pool: "pool_1", evaluationSet: "eset_1", documentsHash: "d", predictor: .both, calibration: .affine,
            calibratedOn: [], note: nil, mixtures: [], createdAt: Date(timeIntervalSince1970: 0))
        let mixtures = [
            ForecastMixture(
                mixture: ["a": 1],
                values: [ForecastValue(name: "macro", macro: true, predicted: 2, margin: 0.25, found: 2.125)],
                referenceRuns: ["ref_1"]),
            ForecastMixture(
                mixture: ["b": 1], values: [ForecastValue(name: "macro", macro: true, predicted: 3, margin: nil)]),
        ]
        let outcome = ForecastOutcome(
            name: "macro", macro: true, points: 1, within: 1, error: 0.125,
            correlation: Correlation(of: [(predicted: 2, found: 2.125)]))
        let tables = Forecasts.tables(
            ForecastResource(
                id: "fore_1", hash: "abc", content: content, mixtures: mixtures, outcomes: [outcome],
                warnings: [ValidityWarning(.barrier, partition: "a", other: "b", detail: "it rises")]))
        #expect(tables.count == 2)
        #expect(tables[0].rows == [["a", "2.0000", "± 0.2500", "2.1250", "1"], ["b", "3.0000", "–", "–", "0"]])
        #expect(tables[0].notes == ["SHA-256 of what was said: abc", "a and b: it rises."])
        #expect(tables[1].rows == [["macro", "1", "1", "0.1250", "–", "–"]])
    }

    @Test func aForecastThatMissedSaysSo() {
        let content = ForecastContent(
            pool: "pool_1", evaluationSet: "eset_1", documentsHash: "d", predictor: .merge, calibration: .affine,
            calibratedOn: [], note: nil, mixtures: [], createdAt: Date(timeIntervalSince1970: 0))
        let outcome = ForecastOutcome(
            name: "macro", macro: true, points: 3, within: 0, error: 0.09,
            correlation: Correlation(of: [(predicted: 1, found: 3), (predicted: 2, found: 2), (predicted: 3, found: 1)])
        )
        let beyond = ForecastMixture(
            mixture: ["a": 1], values: [ForecastValue(name: "macro", macro: true, predicted: 2, margin: nil)],
            beyond: ["it has 1 partitions, the reference runs have 2 to 3"])
        let tables = Forecasts.tables(
            ForecastResource(
                id: "fore_1", hash: "abc", content: content, mixtures: [beyond], outcomes: [outcome], warnings: []))
        #expect(
            tables[1].notes == [
                "macro: the forecast missed: found 3, within the interval 0; what was predicted to be better was found to "
                    + "be worse."
            ])
        #expect(tables[0].notes.contains("a: no interval, for it has 1 partitions, the reference runs have 2 to 3."))
    }

    @Test func theSameWarningIsSaidOnce() {
        let warnings = ["a", "b", "c"].enumerated().map { index, name in
            ValidityWarning(
                .displacement, partition: name, detail: "δ is \(index + 4) %, more than the 3 % that is safe")
        }
        #expect(
            ValidityText.lines(warnings + [ValidityWarning(.generalShare, detail: "too little")]) == [
                "a: δ is 4 %; b: δ is 5 %; c: δ is 6 %, more than the 3 % that is safe.", "too little.",
            ])
    }

    @Test func barriersHaveATableOfTheirOwn() {
        let pair = BarrierResource(
            first: "c", second: "man", height: 0.5, weight: 0.3, level: 2.5, worstDomain: "law", worstHeight: 0.75)
        let validity = ValidityResource(
            pool: "pool_1", state: .succeeded, job: "job_1", members: [MemberDisplacement(partition: "c", delta: 0.01)],
            cosines: [[1]],
            barriers: [BarriersResource(evaluationSet: "eset_1", evaluations: 11, lacking: 2, pairs: [pair])],
            warnings: [ValidityWarning(.generalShare, detail: "too little")], error: nil,
            createdAt: Date(timeIntervalSince1970: 0), finishedAt: nil)
        let tables = ValidityText.tables(validity)
        #expect(tables[0].rows == [["c", "1.00 %", "yes"]] && tables[0].notes == ["too little."])
        #expect(tables[2].rows == [["c", "man", "0.5000", "0.3", "2.5000", "law", "0.7500"]])
        #expect(tables[2].notes == ["2 of 11 evaluations have no score yet."])
    }
}
