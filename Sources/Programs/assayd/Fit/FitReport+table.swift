import Foundation
import Mixtures
import StrictCSV
import Surrogates

extension FitReport {
    /// For people: a line a loss, then what every regressor came to held out, then what was done on the way.
    var table: String {
        var parts = [results, heldOutTable]
        if !notes.isEmpty { parts.append(notes.joined(separator: "\n") + "\n") }
        return parts.joined(separator: "\n")
    }

    /// The predicted means as a table of losses, of the form that losses are read in.
    var predictionsCSV: String? {
        guard let predicted else { return nil }
        let heading = [predicted.indexName.isEmpty ? "index" : predicted.indexName] + surrogates.fits.map(\.name)
        let rows = zip(predicted.labels, predicted.predictions).map { label, row in [label] + row.map { "\($0.mean)" } }
        return ([heading] + rows).map { CSVWriter.line($0) }.joined()
    }

    private var results: String {
        let agreements = predicted?.agreements
        var lines = [
            ["loss", "regressor", "features", "held-out ρ", "held-out RMSE"]
                + (agreements == nil ? [] : ["Spearman ρ", "Pearson r", "RMSE"])
        ]
        for (index, fit) in surrogates.fits.enumerated() {
            var cells = [
                fit.name, FitReport.spelling(of: fit),
                fit.surrogate.regressor == .blend ? "" : fit.surrogate.features.rawValue,
                FitReport.cell(fit.heldOut.correlation.spearman), FitReport.cell(fit.heldOut.rootMeanSquaredError),
            ]
            if let agreement = agreements?[index] {
                cells += FitReport.cells(agreement.correlation, agreement.rootMeanSquaredError)
            }
            lines.append(cells)
        }
        var average = [
            "average", "", "", FitReport.cell(FitReport.mean(surrogates.fits.map(\.heldOut.correlation.spearman))),
            FitReport.cell(FitReport.mean(surrogates.fits.map(\.heldOut.rootMeanSquaredError))),
        ]
        if let agreements {
            average += [
                FitReport.cell(FitReport.mean(agreements.map(\.correlation.spearman))),
                FitReport.cell(FitReport.mean(agreements.map(\.correlation.pearson))),
                FitReport.cell(FitReport.mean(agreements.map(\.rootMeanSquaredError))),
            ]
        }
        return FitReport.aligned(lines + [average], words: 3)
    }

    /// Held-out rank correlations and errors of every regressor that was asked for.
    private var heldOutTable: String {
        let regressors = surrogates.fits.first?.candidates.map(\.regressor) ?? []
        var lines = [["held-out ρ / RMSE"] + regressors.map(\.rawValue)]
        for fit in surrogates.fits {
            lines.append(
                [fit.name]
                    + regressors.map { regressor in
                        guard let found = fit.candidates.first(where: { $0.regressor == regressor }) else { return "" }
                        return FitReport.cell(found.correlation.spearman) + " / "
                            + FitReport.cell(found.rootMeanSquaredError)
                    })
        }
        let reasons = surrogates.fits.first?.candidates.compactMap { candidate in
            candidate.unavailable.map { "\(candidate.regressor.rawValue) was not fitted: \($0)\n" }
        }
        return FitReport.aligned(lines, words: 1) + (reasons ?? []).joined()
    }

    /// A blend with the shares of its members.
    private static func spelling(of fit: SurrogateFit) -> String {
        guard !fit.shares.isEmpty else { return fit.surrogate.regressor.rawValue }
        let shares = Regressor.allCases.compactMap { regressor in
            fit.shares[regressor].map { "\(regressor.rawValue) \(String(format: "%.0f", $0 * 100))%" }
        }
        return shares.joined(separator: " + ")
    }

    private static func cells(_ correlation: Correlation, _ error: Double) -> [String] {
        [cell(correlation.spearman), cell(correlation.pearson), cell(error)]
    }

    private static func cell(_ value: Double?) -> String {
        value.map { String(format: "%.4f", $0) } ?? "—"
    }

    /// Columns two spaces apart; after the first few, which are words, numbers to the right.
    private static func aligned(_ lines: [[String]], words: Int) -> String {
        let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            zip(cells, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return column < words ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
