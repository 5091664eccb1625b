import Mixtures
import Statistics
import StrictJSON
import Surrogates

/// What a fit comes to: the surrogates' held-out figures, what they predict, and how that agrees with what was found.
struct FitReport {
    let choice: RegressorChoice
    let seed: UInt64
    let surrogates: SurrogateSet
    /// How many rows were fitted.
    let rows: Int
    let partitions: [String]
    /// What was done to the tables on the way, in sentences.
    let notes: [String]
    /// `nil` when nothing was to be predicted.
    let predicted: Predicted?

    /// Predictions of a table of mixtures.
    struct Predicted {
        let indexName: String
        /// As the file spells the indices.
        let labels: [String]
        /// A row a mixture, a prediction a loss.
        let predictions: [[Prediction]]
        /// Why a mixture's predictions are not to be trusted as those of others; none for most.
        let doubts: [[String]]
        /// How each loss agrees with what was found; `nil` when nothing was given to hold it against.
        let agreements: [Agreement]?
    }

    /// What was predicted of a loss beside what was found.
    struct Agreement {
        let correlation: Correlation
        let rootMeanSquaredError: Double

        init(predicted: [Double], found: [Double]) {
            correlation = Correlation(of: zip(predicted, found).map { (predicted: $0, found: $1) })
            let squares = zip(predicted, found).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            rootMeanSquaredError = (squares / Double(max(1, found.count))).squareRoot()
        }
    }

    /// The regressor of every loss, or `auto` where they differ.
    var regressor: String {
        let chosen = Set(surrogates.fits.map(\.surrogate.regressor))
        return chosen.count == 1 ? chosen.first?.rawValue ?? choice.spelling : choice.spelling
    }

    /// The mean of what is defined; `nil` when nothing is.
    static func mean(_ values: [Double?]) -> Double? {
        let defined = values.compactMap { $0 }
        return defined.isEmpty ? nil : defined.reduce(0, +) / Double(defined.count)
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("regressor", .text(regressor)), ("choice", .text(choice.spelling)),
            ("seed", .number("\(seed)")), ("rows", .number(rows)),
            ("distinct_mixtures", .number(surrogates.evidence)),
            ("weights", .array(partitions.map { .text($0) })), ("notes", .array(notes.map { .text($0) })),
        ]
        if let agreements = predicted?.agreements {
            members.append(
                ("average", FitReport.averages(agreements.map { ($0.correlation, $0.rootMeanSquaredError) })))
        }
        members.append(
            (
                "held_out_average",
                FitReport.averages(surrogates.fits.map { ($0.heldOut.correlation, $0.heldOut.rootMeanSquaredError) })
            ))
        members.append(("losses", .array(surrogates.fits.indices.map(loss))))
        if let predicted {
            let marked = predicted.doubts.indices.filter { !predicted.doubts[$0].isEmpty }
            members.append(("outside_evidence", .array(marked.map { predicted.doubt(of: $0) })))
        }
        if let predicted, predicted.agreements == nil {
            members.append(("predictions", .array(predicted.labels.indices.map { predicted.json(of: $0) })))
        }
        return .record(members)
    }

    private func loss(_ index: Int) -> JSONValue {
        let fit = surrogates.fits[index]
        var members: [(String, JSONValue)] = [
            ("name", .text(fit.name)), ("regressor", .text(fit.surrogate.regressor.rawValue)),
        ]
        if let agreement = predicted?.agreements?[index] {
            members += FitReport.figures(agreement.correlation, agreement.rootMeanSquaredError)
        }
        members.append(("held_out", .record(FitReport.figures(fit.heldOut))))
        members.append(("candidates", .array(fit.candidates.map { .record(FitReport.figures($0)) })))
        if !fit.shares.isEmpty {
            let shares = Regressor.allCases.compactMap { regressor in
                fit.shares[regressor].map { (regressor.rawValue, JSONValue.number($0)) }
            }
            members.append(("shares", .record(shares)))
        }
        if let gain = fit.gain {
            members.append(
                (
                    "evidence",
                    .record([
                        ("half_rows", .number(gain.halfCount)), ("half_rmse", .number(gain.halfError)),
                        ("rows", .number(gain.wholeCount)), ("rmse", .number(gain.wholeError)),
                    ])
                ))
        }
        return .record(members)
    }

    private static func averages(_ figures: [(Correlation, Double?)]) -> JSONValue {
        .record([
            ("spearman", .optional(mean(figures.map(\.0.spearman)))),
            ("pearson", .optional(mean(figures.map(\.0.pearson)))),
            ("rmse", .optional(mean(figures.map(\.1)))),
        ])
    }

    private static func figures(_ correlation: Correlation, _ error: Double?) -> [(String, JSONValue)] {
        [
            ("spearman", .optional(correlation.spearman)), ("pearson", .optional(correlation.pearson)),
            ("rmse", .optional(error)),
        ] + (correlation.undefined.map { [("undefined", .text($0))] } ?? [])
    }

    private static func figures(_ heldOut: HeldOut) -> [(String, JSONValue)] {
        [("regressor", .text(heldOut.regressor.rawValue))]
            + (heldOut.features.map { [("features", .text($0.rawValue))] } ?? [])
            + figures(heldOut.correlation, heldOut.rootMeanSquaredError)
    }
}

extension FitReport.Predicted {
    fileprivate func json(of row: Int) -> JSONValue {
        .record([
            ("index", .text(labels[row])), ("means", .array(predictions[row].map { .number($0.mean) })),
            ("standard_deviations", .array(predictions[row].map { .optional($0.standardDeviation) })),
            ("outside_evidence", .array(doubts[row].map { .text($0) })),
        ])
    }

    fileprivate func doubt(of row: Int) -> JSONValue {
        .record([("index", .text(labels[row])), ("reasons", .array(doubts[row].map { .text($0) }))])
    }
}
