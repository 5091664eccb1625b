import API
import Mixtures
import Statistics
import TextTables

/// A fidelity table for people: one block a scope, one line a domain, one column a predictor; then what else is known
/// of each estimator.
struct FidelityText {
    static let undefined = "–"

    /// The blocks: the level, then the correlations over all mixtures, within each size, and without the own partition;
    /// then how each estimator orders, with intervals, and how its level is mended.
    ///
    /// - Parameter leftOut: reference runs that lack an estimate or a score.
    static func tables(_ fidelity: FidelityTable, leftOut: Int = 0) -> [Table] {
        guard !fidelity.rows.isEmpty else {
            var empty = Table(columns: [.text("")])
            empty.notes = ["No reference run has both an estimate and a score yet."]
            return [empty]
        }
        let counted = counted(fidelity, leftOut: leftOut)
        var scopes: [FidelityTable.Scope] = []
        for group in fidelity.rows.flatMap(\.groups) where !scopes.contains(group.scope) { scopes.append(group.scope) }
        return [level(fidelity, counted)] + scopes.map { correlations(fidelity, scope: $0, counted) }
            + [agreements(fidelity), calibrations(fidelity)]
    }

    /// The predictors that a table has a column for: an estimator only where some domain has a score of it.
    static func predictors(_ fidelity: FidelityTable) -> [Predictor] {
        Predictor.allCases.filter { predictor in
            predictor == .merge || predictor.isTrivial
                || fidelity.rows.contains { $0[.all]?[predictor]?.points ?? 0 > 0 }
        }
    }

    private static func level(_ fidelity: FidelityTable, _ counted: String) -> Table {
        let hasEnsemble = fidelity.rows.contains { $0.ensemble != nil }
        var table = Table(
            title: "Level: mean bits per byte over \(counted)",
            columns: [.text("domain"), .number("merged"), .number("trained"), .number("difference")]
                + (hasEnsemble ? [.number("ensemble"), .number("difference")] : []))
        for row in fidelity.rows {
            table.add(
                [name(of: row)]
                    + (row.level.map {
                        [Figures.decimal($0.estimated), Figures.decimal($0.reference), Figures.decimal($0.bias)]
                    } ?? [undefined, undefined, undefined])
                    + (hasEnsemble
                        ? row.ensemble.map { [Figures.decimal($0.estimated), Figures.decimal($0.bias)] }
                            ?? [undefined, undefined] : []))
        }
        if fidelity.rows.contains(where: isUnseen) { table.notes.append("* never trained on") }
        return table
    }

    private static func correlations(
        _ fidelity: FidelityTable, scope: FidelityTable.Scope, _ counted: String
    ) -> Table {
        let predictors = predictors(fidelity)
        var table = Table(
            title: title(of: scope, counted),
            columns: [.text("domain"), .number("mixtures")] + predictors.map { .number($0.title) })
        var reasons: [String] = []
        for row in fidelity.rows {
            guard let group = row[scope] else { continue }
            var cells = [name(of: row), String(group.points)]
            for predictor in predictors {
                let correlation = group[predictor]
                cells.append(cell(correlation))
                if let reason = correlation?.undefined, !reasons.contains(reason) { reasons.append(reason) }
            }
            table.add(cells)
        }
        if !reasons.isEmpty { table.notes.append("\(undefined) undefined: " + reasons.joined(separator: "; ")) }
        return table
    }

    private static func title(of scope: FidelityTable.Scope, _ counted: String) -> String {
        let what = "Pearson / Spearman with really trained models"
        switch scope {
        case .all: return "\(what), \(counted)"
        case .size(let size): return "\(what), mixtures of \(size) partitions"
        case .lacking: return "\(what), mixtures without the domain's own partition"
        }
    }

    /// `all 35 reference runs`, `12 mixtures (all 36 reference runs)`, or `2 of 4 reference runs`.
    static func counted(_ fidelity: FidelityTable, leftOut: Int = 0) -> String {
        let runs =
            "\(leftOut == 0 ? "all \(fidelity.runs)" : "\(fidelity.runs) of \(fidelity.runs + leftOut)") reference runs"
        return fidelity.runs == fidelity.points ? runs : "\(fidelity.points) mixtures (\(runs))"
    }

    /// Reference runs that are not in the tables, and what brings them in.
    ///
    /// - Parameter mixtures: by the reference run's id.
    static func gaps(
        _ gaps: [FidelityGap], mixtures: [String: [String: Double]], pool: String, set: String
    ) -> Table {
        var table = Table(
            title: "Reference runs that are not in the tables",
            columns: [.text("reference run"), .text("lacks"), .text("what adds it")])
        for gap in gaps {
            let weights = (mixtures[gap.referenceRun] ?? [:]).filter { $0.value > 0 }.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }
            let command = "assay evaluate --pool \(pool) --set \(set) "
            table.add([
                gap.referenceRun,
                [
                    gap.needsEstimate ? "an evaluation of its mixture" : nil,
                    gap.needsReference ? "an evaluation of its model" : nil,
                ].compactMap(\.self).joined(separator: ", "),
                [
                    gap.needsEstimate ? command + weights.joined(separator: " ") : nil,
                    gap.needsReference ? command + "--references" : nil,
                ].compactMap(\.self).joined(separator: "; "),
            ])
        }
        return table
    }

    /// `0.981 / 0.952`.
    private static func cell(_ correlation: Correlation?) -> String {
        guard let pearson = correlation?.pearson, let spearman = correlation?.spearman else { return undefined }
        return Figures.decimal(pearson, 3) + " / " + Figures.decimal(spearman, 3)
    }

    private static func isUnseen(_ row: FidelityTable.Row) -> Bool { row.own == nil && !row.macro }

    static func name(of row: FidelityTable.Row) -> String {
        isUnseen(row) ? row.name + "*" : row.name
    }
}
