import API
import Foundation
import Mixtures
import Statistics
import Testing
import TextTables

import Words
@testable import assay

@Suite struct OutputTests {
    /// Adversary, D11: a ranking of very many held all of them.
    @Test func aRankingOfManyHoldsTheBestAndCountsTheRest() throws {
        var best = BestEvaluations(by: .macro, limit: 3)
        for index in 0..<1_000 {
            // In no order: 7 and 1000 have no common divisor.
            let bits = Double(index * 7 % 1_000 + 1) / 1_000
            var candidate = evaluation(["a": Double(index) / 1_000], ["x": bits])
            candidate.key = "\(index)"
            try best.add(candidate)
        }
        let table = try RankingTable(
            of: best.kept, by: ObjectiveArgument(argument: "macro"), top: 3, counts: best.counts)
        #expect(best.kept.count == 3 && table.ordered.count == 3)
        #expect(table.ordered.map { $0.mixture?["a"] } == [0, 0.143, 0.286])
        #expect(table.tables.last?.notes.last == "… and 997 more")
    }

    @Test func programsReadTheServicesOwnNumbers() throws {
        let report = try Report(
            Page(items: [evaluation(["a": 0.75, "b": 0.25], ["x": 1.0 / 3])], next: nil), tables: [], ids: [])
        let lines = String(decoding: try report.document(.csv), as: UTF8.self).components(separatedBy: "\r\n")
        let cells = Dictionary(
            zip(lines[0].split(separator: ","), lines[1].split(separator: ",", omittingEmptySubsequences: false))
        ) { first, _ in first }
        #expect(lines.count == 3 && lines[2].isEmpty)
        #expect(cells["mixture.a"] == "0.75" && cells["state"] == "succeeded")
        #expect(cells["score.domains.x.bits_per_byte"] == "0.3333333333333333")
        #expect(try report.document(.jsonl).last == UInt8(ascii: "\n"))
        #expect(String(decoding: try report.document(.yaml), as: UTF8.self).contains("mixture:\n"))
    }

    @Test func mixturesReadShort() {
        #expect(Figures.mixture(["man": 0.5, "c": 0.5, "perl": 0]) == "c + man")
        #expect(Figures.mixture(["c": 0.25, "man": 0.75]) == "man 0.75 + c 0.25")
        #expect(Figures.count(-1_234_567) == "-1,234,567" && Figures.count(999) == "999")
        #expect(Figures.time(Date(timeIntervalSince1970: 1_700_000_000)) == "2023-11-14 22:13:20")
    }

    @Test func theBarRedrawsOnlyWhatChanged() {
        var lines: [String] = []
        var bar = ProgressBar("jobs", write: { lines.append($0) })
        bar.show(1, of: 4)
        bar.show(1, of: 4)
        bar.show(4, of: 4, note: "done")
        bar.clear()
        #expect(
            lines == [
                "\r\u{1B}[Kjobs [======                  ] 1/4", "\r\u{1B}[Kjobs [========================] 4/4  done",
                "\r\u{1B}[K",
            ])
        #expect(ProgressBar.line("x", 0, of: 0, note: "") == "x [                        ] 0/0")
    }

    func evaluation(_ mixture: [String: Double], _ bits: [String: Double]?) -> EvaluationResource {
        let domains = (bits ?? [:]).sorted { $0.key < $1.key }.map { domain, bits in
            DomainScoreResource(
                domain: domain, documents: 1, tokens: 8, words: 1, characters: 8, bytes: 8, nll: bits * 8 * log(2.0),
                perplexity: exp2(bits), bitsPerByte: bits)
        }
        let mean = domains.isEmpty ? 0 : domains.reduce(0) { $0 + $1.bitsPerByte } / Double(domains.count)
        let score = ScoreResource(
            documents: 1, tokens: 8, words: 1, characters: 8, bytes: 8, nll: 1, perplexity: 1, bitsPerByte: mean,
            macro: MacroScoreResource(bitsPerByte: mean, perplexity: 1), domains: domains)
        return EvaluationResource(
            id: "eval", state: bits == nil ? .failed : .succeeded, key: "", pool: "", evaluationSet: "",
            mixture: mixture, referenceRun: nil, checkpoint: nil, base: nil, tokenizer: "bytes-256",
            way: ScoringWay(context: 128), label: nil, job: nil,
            score: bits == nil ? nil : score,
            documentsBlob: nil, kernelPath: nil,
            error: bits == nil ? WorkError(code: "x", detail: "broken", retryable: false) : nil, createdAt: Date(),
            finishedAt: nil)
    }

    @Test func aRankingShowsTheBestFirstAndWhatFailed() throws {
        let ranking = try RankingTable(
            of: [
                evaluation(["a": 1], ["x": 3, "y": 1]), evaluation(["b": 1], ["x": 1, "y": 2]),
                evaluation(["c": 1], nil),
            ], by: ObjectiveArgument(argument: "macro"))
        #expect(ranking.tables[0].rows.map { $0[1] } == ["b", "a"])
        #expect(ranking.tables[0].rows[0] == ["1", "b", "1.5000", "1.5000", "1.000", "2.000"])
        #expect(ranking.tables[0].notes == ["c: failed: broken"])
        let byDomain = try RankingTable(
            of: [evaluation(["a": 1], ["x": 3, "y": 1]), evaluation(["b": 1], ["x": 1, "y": 2])],
            by: ObjectiveArgument(argument: "y"), top: 1)
        #expect(byDomain.tables[0].rows.map { $0[1] } == ["a"] && byDomain.tables[0].notes == ["… and 1 more"])
        #expect(throws: Failure.self) {
            try RankingTable(of: [evaluation(["a": 1], ["x": 3])], by: ObjectiveArgument(argument: "z"))
        }
    }

    @Test func estimatorsHaveOrdersOfTheirOwnAndTopHoldsInEach() throws {
        var all: [EvaluationResource] = []
        for (index, name) in ["a", "b", "c"].enumerated() {
            var merge = evaluation([name: 1], ["x": 3 + Double(index)])
            merge.id = "merge-\(name)"
            var ensemble = evaluation([name: 1], ["x": 2 + Double(index)])
            (ensemble.id, ensemble.way.estimator) = ("ensemble-\(name)", .ensemble)
            all += [ensemble, merge]
        }
        let ranking = try RankingTable(of: all, by: ObjectiveArgument(argument: "macro"), top: 2)
        #expect(ranking.tables.count == 2 && ranking.tables.allSatisfy { $0.rows.map { $0[0] } == ["1", "2"] })
        #expect(ranking.tables[0].title.hasSuffix("by merge, linear, f32; context 128"))
        #expect(ranking.ordered.map(\.id) == ["merge-a", "merge-b", "ensemble-a", "ensemble-b"])
        #expect(ranking.tables[1].notes.contains { $0.contains("choose by --estimator") })
        // A sibling: another context is another level too; a model on its own stands with the merges.
        var short = evaluation(["a": 1], ["x": 1])
        (short.id, short.way.context) = ("short", 8)
        var trained = evaluation(["a": 1], ["x": 9])
        (trained.id, trained.mixture, trained.checkpoint) = ("trained", nil, "model")
        let contexts = try RankingTable(of: [short, trained, all[1]], by: ObjectiveArgument(argument: "macro"))
        #expect(contexts.tables.map(\.rows.count).sorted() == [1, 2])
    }

    @Test func differentMixturesReadDifferently() {
        let mixtures = [["python": 0.512, "licences": 0.488], ["python": 0.514, "licences": 0.486]]
        #expect(Figures.decimals(telling: mixtures) == 3)
        #expect(Figures.mixture(mixtures[0], decimals: 3) == "python 0.512 + licences 0.488")
        #expect(Figures.decimals(telling: [["a": 0.25, "b": 0.75], ["a": 0.25, "b": 0.75, "c": 0]]) == 2)
        #expect(Figures.decimals(telling: [["a": 0.5, "b": 0.5], ["a": 0.500_000_1, "b": 0.499_999_9]]) == 6)
    }

    @Test func aDomainIsCheckedAgainstThoseThereAre() throws {
        let failure = #expect(throws: Failure.self) {
            try ObjectiveArgument(argument: "perl").check(against: ["web", "law"])
        }
        let message = failure.map(\.message) ?? "nothing was refused"
        #expect(message.contains("there are 4: macro, micro, law, web"))
        try ObjectiveArgument(argument: "micro").check(against: [])
        try ObjectiveArgument(argument: "law").check(against: ["web", "law"])
    }

    @Test func referenceRunsThatAreLeftOutAreCountedWithWhatAddsThem() {
        let table = FidelityText.gaps(
            [
                FidelityGap(referenceRun: "ref_1", needsEstimate: true, needsReference: false),
                FidelityGap(referenceRun: "ref_2", needsEstimate: false, needsReference: true),
            ], mixtures: ["ref_1": ["man": 0.5, "c": 0.5, "perl": 0]], pool: "demo", set: "held-out")
        #expect(table.rows[0].last == "assay evaluate --pool demo --set held-out c=0.5 man=0.5")
        #expect(table.rows[1].last == "assay evaluate --pool demo --set held-out --references")
        let empty = FidelityTable(points: [], singles: [:], partitions: [])
        #expect(FidelityText.counted(empty, leftOut: 2) == "0 of 2 reference runs")
        #expect(FidelityText.counted(empty) == "all 0 reference runs")
    }

    @Test func whatFailedIsSaidBesideWhatSucceeded() {
        let failure = Waiting.failure(of: [evaluation(["a": 1], ["x": 3]), evaluation(["c": 1], nil)])
        #expect(failure == Failure(.work, "c (eval): failed: broken"))
        #expect(Waiting.failure(of: [evaluation(["a": 1], ["x": 3])]) == nil)
    }

    @Test func aFidelityTableHasABlockAScopeAndReasonsForWhatIsMissing() throws {
        func score(_ bits: Double) throws -> Score {
            try Score(domains: [
                DomainScore(
                    domain: "a",
                    sums: ScoreSums(tokens: 8, words: 1, characters: 8, bytes: 8, nll: bits * 8 * log(2.0)))
            ])
        }
        let points = try [(["a", "b"], 1.0), (["b", "c"], 3.0), (["a", "b", "c"], 2.0)].map { names, bits in
            FidelityTable.Point(
                mixture: try .uniform(over: names), merge: try score(bits + 0.5), references: [try score(bits)])
        }
        let tables = FidelityText.tables(
            FidelityTable(points: points, singles: [:], partitions: ["a", "b", "c"]))
        #expect(tables.map(\.rows.count) == [2, 2, 2, 2, 1, 2, 2])
        #expect(tables[0].rows[0] == ["a", "2.5000", "2.0000", "0.5000"])
        #expect(tables[1].rows[0].prefix(3) == ["a", "3", "1.000 / 1.000"])
        #expect(tables[1].rows[0].last == "–")
        #expect(tables[1].notes == ["– undefined: a partition model has not been scored on its own"])
        #expect(tables[5].rows[0] == ["a", "merge", "1.000", "1.000", "–", "1.000", "0.000", "–"])
        #expect(tables[6].rows[0].prefix(4) == ["a", "merge", "0.5000", "0.0000"])
    }
}
