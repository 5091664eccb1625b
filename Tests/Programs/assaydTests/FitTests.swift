import ArgumentParser
import Foundation
import Mixtures
import StrictCSV
import StrictJSON
import Surrogates
import Testing

@testable import assayd

/// On the first rows of RegMix's published tables (see Fixtures/regmix/LICENSE).
@Suite struct FitTests {
    let folder: URL

    init() throws {
        folder = try #require(Bundle.module.url(forResource: "regmix", withExtension: nil, subdirectory: "Fixtures"))
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    func command(_ more: [String] = [], against: Bool = true) throws -> FitCommand {
        let truth = against ? ["--against", path("test_pile_loss_1m.csv")] : []
        return try FitCommand.parse(
            [
                "--mixtures", path("train_mixture_1m.csv"), "--losses", path("train_pile_loss_1m.csv"),
                "--predict", path("test_mixture_1m.csv"), "--threads", "2",
            ] + truth + more)
    }

    func number(_ value: JSONValue?) -> Double? {
        guard case .number(let lexeme)? = value else { return nil }
        return Double(lexeme)
    }

    @Test func autoPredictsPublishedLossesBetterThanALine() throws {
        let linear = try command(["--regressor", "linear"]).fit().json
        let auto = try command().fit()
        let report = auto.json
        let line = try #require(number(linear["average"]?["spearman"]))
        let best = try #require(number(report["average"]?["spearman"]))
        #expect(best > 0.93)
        #expect(best > line + 0.1)
        #expect(linear["regressor"]?.text == "linear")
        guard case .array(let losses)? = report["losses"] else { throw CSVError(file: "", line: nil, detail: "") }
        #expect(losses.map { $0["name"]?.text } == auto.surrogates.fits.map(\.name))
        for loss in losses {
            let figures = [loss["spearman"], loss["pearson"], loss["rmse"], loss["held_out"]?["spearman"]]
            #expect(figures.allSatisfy { number($0) != nil })
        }
        let notes = auto.notes.map { $0.replacingOccurrences(of: folder.path + "/", with: "") }
        #expect(notes.count == 2)
        #expect(notes[0].hasPrefix("train_mixture_1m.csv: "))
        #expect(notes[0].hasSuffix(" of 96 rows did not sum to 1 and were divided by their sums"))
        #expect(auto.table.contains("held-out ρ / RMSE"))
        #expect(auto.table.split(separator: "\n").contains { $0.hasPrefix("average ") })
    }

    @Test func withoutAnythingToHoldThemAgainstPredictionsAreGiven() throws {
        let report = try command(["--regressor", "ridge"], against: false).fit()
        #expect(report.json["average"] == nil)
        guard case .array(let rows)? = report.json["predictions"] else {
            Issue.record("no predictions")
            return
        }
        #expect(rows.count == 48)
        #expect(rows[0]["index"]?.text == "1")
        // What is written is a table of losses that is read again.
        let table = try NumberTable(text: try #require(report.predictionsCSV), file: "out.csv")
        #expect(table.columns == report.surrogates.fits.map(\.name))
        #expect(table.rows.map(\.label) == (1...48).map(String.init))
        #expect(table.rows[3].values == report.predicted?.predictions[3].map(\.mean))
    }

    @Test func columnsAreMatchedByNameAndRowsByIndex() throws {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "assay-fit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func reversed(_ name: String, rows: Bool) throws -> String {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            var records = try CSVReader.records(of: text, file: name)
                .map { [$0.cells[0]] + $0.cells.dropFirst().reversed() }
            if rows { records = [records[0]] + records.dropFirst().reversed() }
            let file = scratch.appending(path: name)
            try Data(records.map(CSVWriter.line).joined().utf8).write(to: file)
            return file.path
        }
        let plain = try command(["--regressor", "ridge"]).fit()
        let shuffled = try FitCommand.parse([
            "--mixtures", try reversed("train_mixture_1m.csv", rows: false),
            "--losses", try reversed("train_pile_loss_1m.csv", rows: true),
            "--predict", path("test_mixture_1m.csv"), "--against", try reversed("test_pile_loss_1m.csv", rows: true),
            "--regressor", "ridge", "--threads", "1",
        ]).fit()
        #expect(shuffled.surrogates.fits.map(\.name) == plain.surrogates.fits.map(\.name).reversed())
        let rows = try #require(plain.predicted).predictions
        #expect(try #require(shuffled.predicted).predictions == rows.map { $0.reversed() })
    }

    /// A table of mixtures of three or more partitions with losses that a line explains, written to a folder.
    func report(
        fitted: [[Double]], names: [String], asked: String, loss: ([Double]) -> Double = { 0.1 + $0[1] + 2 * $0[2] }
    ) throws -> FitReport {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "assay-fit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func write(_ name: String, _ rows: [[String]]) throws -> String {
            let file = scratch.appending(path: name)
            try Data(rows.map(CSVWriter.line).joined().utf8).write(to: file)
            return file.path
        }
        let mixtures = try write(
            "m.csv", [["index"] + names] + fitted.enumerated().map { ["\($0)"] + $1.map { "\($0)" } })
        let losses = try write(
            "l.csv", [["index", "loss"]] + fitted.enumerated().map { ["\($0)", "\(loss($1))"] })
        let predict = scratch.appending(path: "p.csv")
        try Data(asked.utf8).write(to: predict)
        return try FitCommand.parse([
            "--mixtures", mixtures, "--losses", losses, "--predict", predict.path, "--regressor", "linear",
            "--threads", "1",
        ]).fit()
    }

    let spread: [[Double]] = (0..<20).map { step in
        let (first, second) = (0.6 - 0.3 * Double(step) / 19, 0.2 + 0.1 * Double(step % 3))
        return [first, second, 1 - first - second]
    }

    @Test func predictionsOutsideOfTheEvidenceAreMarkedInTableAndJSON() throws {
        let report = try report(
            fitted: spread.map { $0 + [0] }, names: ["a", "b", "c", "d"],
            asked: """
                index,a,b,c,d
                within,0.45,0.3,0.25,0
                new,0.3,0.2,0.1,0.4
                """)
        guard case .array(let rows)? = report.json["predictions"],
            case .array(let marked)? = report.json["outside_evidence"]
        else {
            Issue.record("no predictions")
            return
        }
        #expect(marked.count == 1)
        #expect(marked[0]["index"]?.text == "new")
        let reason = "d is 0.4, and 0 in every fitted mixture"
        #expect(report.predicted?.doubts.map(\.first) == [nil, reason])
        #expect(report.predicted?.predictions[1][0].standardDeviation == nil)
        guard case .array(let deviations)? = rows[1]["standard_deviations"] else {
            throw CSVError(file: "", line: nil, detail: "")
        }
        #expect(deviations == [.null])
        #expect(report.table.contains(reason))
        #expect(report.table.contains("1 of 2 predictions"))
    }

    @Test func threePartitionsAreFittedAndSixArePredicted() throws {
        let report = try report(
            fitted: spread, names: ["a", "b", "c"],
            asked: """
                index,f,a,b,c,d,e
                1,0,0.45,0.3,0.25,0,0
                2,0.1,0.4,0.2,0.1,0.2,0
                """)
        let predicted = try #require(report.predicted)
        #expect(
            predicted.doubts == [[], ["d is 0.2, and in no fitted mixture", "f is 0.1, and in no fitted mixture"]])
        #expect(predicted.predictions[0][0].standardDeviation != nil)
        #expect(predicted.predictions[1][0].standardDeviation == nil)
    }

    @Test func aTableWithoutItsColumnsOfZerosIsPredicted() throws {
        let report = try report(fitted: spread, names: ["a", "b", "c"], asked: "index,a,b\n1,0.6,0.4\n")
        #expect(report.notes.contains { $0.hasSuffix("p.csv: column \"c\" is not there and was taken for 0") })
        #expect(report.predicted?.predictions.count == 1)
    }

    @Test func aNegativeLossIsNotPredictedInSilence() throws {
        let report = try report(
            fitted: spread, names: ["a", "b", "c"], asked: "index,a,b,c\n1,0.6,0.4,0\n2,0.5,0.3,0.2\n",
            loss: { $0[2] - 0.03 })
        let predicted = try #require(report.predicted)
        #expect(predicted.predictions[0][0].mean < 0)
        #expect(predicted.doubts[0].last == "loss is predicted to be below 0, which no loss that was found is")
        #expect(predicted.doubts[1] == [])
    }

    @Test func optionsThatNeedOthersSaySo() {
        #expect(throws: (any Error).self) {
            _ = try FitCommand.parse(["--mixtures", "m", "--losses", "l", "--against", "x"])
        }
        #expect(throws: (any Error).self) {
            _ = try FitCommand.parse(["--mixtures", "m", "--losses", "l", "--regressor", "forest"])
        }
        #expect(throws: (any Error).self) {
            _ = try FitCommand.parse(["--mixtures", "m", "--losses", "l", "--threads", "0"])
        }
    }
}
