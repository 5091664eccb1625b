import API
import Mixtures
import Statistics
import TextTables

/// What is known of each estimator beyond its correlations.
extension FidelityText {
    private static let estimators = [Predictor.merge, .ensemble, .both]

    /// How each estimator orders mixtures, a line a domain and estimator, with intervals.
    static func agreements(_ fidelity: FidelityTable) -> Table {
        let shown = estimators.filter(predictors(fidelity).contains)
        var table = Table(
            title: "Order by each estimator, with 95 % intervals over \(fidelity.points) mixtures",
            columns: [
                .text("domain"), .text("estimator"), .number("Pearson"), .number("Spearman"),
                .number("in the best quarter"), .number("pairs right"), .number("regret"), .number("ceilings"),
            ])
        var withheld: [String] = []
        for row in fidelity.rows {
            guard let all = row[.all] else { continue }
            for estimator in shown {
                guard let entry = all.entry(estimator) else { continue }
                let agreement = entry.agreement
                withheld += [
                    agreement.withheld, agreement.top.withheld, agreement.decisions.withheld, agreement.regret.withheld,
                ].compactMap(\.self)
                table.add([
                    name(of: row), estimator.title,
                    cell(entry.correlation.pearson, agreement.pearson),
                    cell(entry.correlation.spearman, agreement.spearman),
                    cell(agreement.top.value, agreement.top.interval),
                    cell(agreement.decisions.value, agreement.decisions.interval),
                    cell(agreement.regret.value, agreement.regret.interval),
                    ceilings(of: all),
                ])
            }
        }
        table.notes = Set(withheld).sorted().map { "no interval: \($0)" }
        table.notes += [
            "regret: bits per byte by which what the estimator calls best is worse than the best; its interval by "
                + "\(fidelity.resamples) resamples",
            "ceilings: the largest Pearson's r and Spearman's rho that run-to-run noise allows",
        ]
        if fidelity.rows.allSatisfy({ $0.noise == nil }) {
            table.notes.append(
                "ceilings: not known without \(RunNoise.leastMixtures) mixtures of \(RunNoise.leastRuns) runs each")
        }
        table.notes += fidelity.rows.compactMap(disagreement)
        return table
    }

    /// `0.981 / 0.978`: of Pearson's r and of Spearman's rho.
    private static func ceilings(of group: FidelityTable.Group) -> String {
        guard let pearson = group.ceiling, let spearman = group.rankceiling else { return undefined }
        return Figures.decimal(pearson, 3) + " / " + Figures.decimal(spearman, 3)
    }

    /// Where both estimators order mixtures differently, and which of them trained models agree with.
    private static func disagreement(_ row: FidelityTable.Row) -> String? {
        guard let disagreement = row.disagreement, disagreement.differing > 0 else { return nil }
        var text =
            "\(name(of: row)): merge and ensemble order \(disagreement.differing) of \(disagreement.pairs) pairs differently"
        if !disagreement.best { text += ", and the best" }
        if let merge = disagreement.merge, let ensemble = disagreement.ensemble {
            text += "; trained models agree with merge in \(merge), with ensemble in \(ensemble)"
        }
        return text + "."
    }

    /// How far each estimator is off in level, as it is and mended, a line a domain and estimator.
    static func calibrations(_ fidelity: FidelityTable) -> Table {
        let shown = estimators.filter(predictors(fidelity).contains)
        var table = Table(
            title: "Error of the level, bits per byte, each mixture predicted from the others",
            columns: [
                .text("domain"), .text("estimator"), .number("as it is"), .number("by a line"), .number("monotone"),
                .number("95 % of runs within"), .number("run to run"),
            ])
        for row in fidelity.rows {
            for estimator in shown {
                let calibrations = Calibration.Method.allCases.map { row.calibration(estimator, $0) }
                let best = calibrations.compactMap(\.self).filter { $0.undefined == nil }
                    .min { ($0.error ?? .infinity) < ($1.error ?? .infinity) }
                table.add(
                    [name(of: row), estimator.title]
                        + calibrations.map { $0?.error.map { Figures.decimal($0) } ?? undefined }
                        + [
                            best?.margin.map { "± " + Figures.decimal($0) } ?? undefined,
                            row.noise.map { Figures.decimal($0.deviation) } ?? undefined,
                        ])
            }
        }
        let reasons = fidelity.rows.flatMap(\.calibrations).filter { shown.contains($0.predictor) }
            .compactMap(\.undefined)
        if let reason = reasons.first { table.notes.append("\(undefined) undefined: \(reason)") }
        table.notes.append("95 % of runs within: of what the best of the three predicts")
        return table
    }

    /// `0.981 [0.902, 0.997]`.
    private static func cell(_ value: Double?, _ interval: ConfidenceInterval?) -> String {
        guard let value else { return undefined }
        let text = Figures.decimal(value, 3)
        guard let interval else { return text }
        return text + " [" + Figures.decimal(interval.lower, 3) + ", " + Figures.decimal(interval.upper, 3) + "]"
    }

    /// What makes the figures doubtful, a line each.
    static func notes(_ fidelity: FidelityResource) -> [String] {
        var notes = ValidityText.lines(fidelity.warnings)
        if !fidelity.withoutEnsemble.isEmpty {
            let count = fidelity.withoutEnsemble.count
            notes.append(
                "The mixtures of \(count) reference runs have no ensemble score: assay evaluate --estimator ensemble.")
        }
        let unknown = [
            ("tokens", fidelity.comparability.tokens), ("schedule", fidelity.comparability.schedule),
            ("base", fidelity.comparability.base),
        ].filter { $0.1 == .unknown }.map(\.0)
        if fidelity.references.count > 1, !unknown.isEmpty {
            notes.append("Whether the reference runs share their \(unknown.joined(separator: ", ")) is not known.")
        }
        return notes
    }
}
