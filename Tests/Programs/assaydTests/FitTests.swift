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
