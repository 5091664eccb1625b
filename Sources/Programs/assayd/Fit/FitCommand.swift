import ArgumentParser
import Foundation
import LanguageModels
import Mixtures
import Statistics
import StrictJSON
import Surrogates

/// Fits surrogates to a table of mixtures and losses without a service.
struct FitCommand: ParsableCommand, ComputingCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fit surrogates to mixtures and their losses, and predict others.",
        discussion: """
            A table is a CSV file with a heading; its first column is an index, which joins rows of mixtures and of losses, \
            and every other column holds one weight, or one loss. The weights of a row sum to 1 up to rounding: rows that \
            are off by as much are divided by their sums. Columns are matched by name, in any order. What stands in one \
            of two tables alone is left out, and said so. In the table of --predict, a column that is left out is 0.

            Mixtures unlike those that were fitted are marked, with the reason: their deviations are wider, and are left \
            out where nothing fitted speaks of them, as with a partition that no mixture held.

            Each loss has its own regressor, chosen by the error of its predictions of rows that it was not fitted on. What \
            is reported of the one chosen, and its deviations, are of predictions for which the choice was made again \
            without the rows that they are of: the least of many errors says too little. \
            Regressors: \(RegressorChoice.spellings.joined(separator: ", ")). Figures: Spearman's rho, Pearson's r, and the \
            root mean squared error in the unit of the losses.
            """)

    @Option(help: ArgumentHelp("The mixtures that were evaluated.", valueName: "file"))
    var mixtures: String

    @Option(help: ArgumentHelp("Their losses.", valueName: "file"))
    var losses: String

    @Option(help: ArgumentHelp("Mixtures to predict the losses of.", valueName: "file"))
    var predict: String?

    @Option(help: ArgumentHelp("Losses that were found for those, to hold predictions against.", valueName: "file"))
    var against: String?

    @Option(help: "How losses are predicted; auto chooses for each by held-out error.")
    var regressor: RegressorChoice = .auto

    @Option(help: "Draws the rows that are held out, and the starts of searches.")
    var seed: UInt64 = 0

    @Option(help: "How many threads compute; as many as the machine has processors unless given.")
    var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: ArgumentHelp("Write the predicted losses there, as a table of losses.", valueName: "file"))
    var out: String?

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard (1...1024).contains(threads) else {
            throw ValidationError("--threads is \(threads); expected 1 to 1024.")
        }
        for (name, value) in [("--against", against), ("--out", out)] where value != nil && predict == nil {
            throw ValidationError("\(name) is about predictions: give --predict too.")
        }
    }

    func run() throws {
        let report = try fit()
        if let out, let csv = report.predictionsCSV { try NamedFile.write(csv, to: out) }
        if json {
            print(String(decoding: report.json.serialized(), as: UTF8.self))
        } else {
            print(report.table, terminator: "")
        }
    }

    /// Reads every table before anything is computed, so that a fault in the last is told at once.
    func fit() throws -> FitReport {
        let known = try MixtureTable(NumberTable(path: mixtures))
        let found = try NumberTable(path: losses)
        let evidence = try JoinedTables(known, losses: found, names: found.columns, of: losses)
        let new = try predict.map { try MixtureTable(NumberTable(path: $0), like: known) }
        var truth: JoinedTables?
        if let new, let against {
            truth = try JoinedTables(new, losses: NumberTable(path: against), names: found.columns, of: losses)
        }
        let surrogates = try SurrogateChoice.fit(
            weights: evidence.weights, losses: evidence.losses, names: found.columns, regressor: regressor, seed: seed,
            threads: threads)
        return FitReport(
            choice: regressor, seed: seed, surrogates: surrogates, rows: evidence.weights.count,
            partitions: known.partitions,
            notes: FitCommand.notes([known, new].compactMap { $0 }, [evidence, truth].compactMap { $0 }),
            predicted: try new.map { try FitCommand.predicted($0, truth: truth, by: surrogates) })
    }

    private static func predicted(
        _ new: MixtureTable, truth: JoinedTables?, by surrogates: SurrogateSet
    ) throws -> FitReport.Predicted {
        let predictions = try FitCommand.predictions(new, by: surrogates)
        let agreements = truth.map { truth in
            surrogates.fits.indices.map { loss in
                FitReport.Agreement(
                    predicted: truth.places.map { predictions[$0][loss].mean }, found: truth.losses.map { $0[loss] })
            }
        }
        return FitReport.Predicted(
            indexName: new.table.indexName, labels: new.table.rows.map(\.label), predictions: predictions,
            doubts: new.weights.indices.map {
                FitReport.doubts(of: $0, in: new, predictions: predictions[$0], surrogates: surrogates)
            }, agreements: agreements)
    }

    /// What is held of a partition that was never fitted is unknown: there is no deviation.
    private static func predictions(_ new: MixtureTable, by surrogates: SurrogateSet) throws -> [[Prediction]] {
        let unknown = Extrapolation(reasons: [], excess: nil)
        return zip(try surrogates.predict(new.weights), new.strangers).map { row, strangers in
            strangers.isEmpty ? row : row.map { Prediction($0, beyond: unknown, spread: 0) }
        }
    }

    private static func notes(_ mixtures: [MixtureTable], _ joined: [JoinedTables]) -> [String] {
        mixtures.filter { $0.renormalized > 0 }.map { table in
            "\(table.table.file): \(table.renormalized) of \(table.weights.count) rows did not sum to 1 and were divided by their sums"
        }
            + mixtures.flatMap { table in
                table.absent.map { "\(table.table.file): column \"\($0)\" is not there and was taken for 0" }
            }
            + joined.flatMap(\.leftOut).map { leftOut in
                "\(leftOut.file): \(leftOut.rows) rows without a counterpart were left out"
            }
    }
}
