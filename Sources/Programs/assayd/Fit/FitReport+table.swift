import Foundation
import Mixtures
import StrictCSV
import Surrogates
import TextTables

extension FitReport {
    /// For people: a line a loss, then what every regressor came to held out, then what was done on the way.
    var table: String {
        var parts = [results, heldOutTable]
        if !doubtsTable.isEmpty { parts.append(doubtsTable) }
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
        var table = Table(
            ["loss", "regressor", "features", "held-out ρ", "held-out RMSE"]
                + (agreements == nil ? [] : ["Spearman ρ", "Pearson r", "RMSE"]), words: 3)
        for (index, fit) in surrogates.fits.enumerated() {
            var cells = [
                fit.name, FitReport.spelling(of: fit),
                fit.surrogate.regressor == .blend ? "" : fit.surrogate.features.rawValue,
                FitReport.cell(fit.heldOut.correlation.spearman), FitReport.cell(fit.heldOut.rootMeanSquaredError),
            ]
            if let agreement = agreements?[index] {
                cells += FitReport.cells(agreement.correlation, agreement.rootMeanSquaredError)
            }
            table.add(cells)
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
        table.add(average)
        return table.text
    }

    /// Held-out rank correlations and errors of every regressor that was asked for.
    private var heldOutTable: String {
        let regressors = surrogates.fits.first?.candidates.map(\.regressor) ?? []
        var table = Table(["held-out ρ / RMSE"] + regressors.map(\.rawValue))
        for fit in surrogates.fits {
            table.add(
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
        return table.text + (reasons ?? []).joined()
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
}
