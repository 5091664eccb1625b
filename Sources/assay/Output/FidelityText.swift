import API
import Mixtures

/// A fidelity table for people: one block a scope, one line a domain, one column a predictor.
struct FidelityText {
    private static let undefined = "–"

    /// The blocks: the level, then the correlations over all reference runs, within each size, and without the own partition.
    static func tables(_ fidelity: FidelityTable) -> [Table] {
        guard !fidelity.rows.isEmpty else {
            var empty = Table(columns: [.text("")])
            empty.notes = ["No reference run has both an estimate and a score yet."]
            return [empty]
        }
        var scopes: [FidelityTable.Scope] = []
        for group in fidelity.rows.flatMap(\.groups) where !scopes.contains(group.scope) { scopes.append(group.scope) }
        return [level(fidelity)] + scopes.map { correlations(fidelity, scope: $0) }
    }

    private static func level(_ fidelity: FidelityTable) -> Table {
        var table = Table(
            title: "Level: mean bits per byte over \(fidelity.points) reference runs",
            columns: [.text("domain"), .number("merged"), .number("trained"), .number("difference")])
        for row in fidelity.rows {
            table.add(
                [name(of: row)]
                    + (row.level.map {
                        [Figures.decimal($0.estimated), Figures.decimal($0.reference), Figures.decimal($0.bias)]
                    } ?? [undefined, undefined, undefined]))
        }
        if fidelity.rows.contains(where: isUnseen) { table.notes.append("* never trained on") }
        return table
    }

    private static func correlations(_ fidelity: FidelityTable, scope: FidelityTable.Scope) -> Table {
        var table = Table(
            title: title(of: scope, points: fidelity.points),
            columns: [.text("domain"), .number("runs")]
                + Predictor.allCases.map { .number($0.title) })
        var reasons: [String] = []
        for row in fidelity.rows {
            guard let group = row[scope] else { continue }
            var cells = [name(of: row), String(group.points)]
            for predictor in Predictor.allCases {
                let correlation = group[predictor]
                cells.append(cell(correlation))
                if let reason = correlation?.undefined, !reasons.contains(reason) { reasons.append(reason) }
            }
            table.add(cells)
        }
        if !reasons.isEmpty { table.notes.append("\(undefined) undefined: " + reasons.joined(separator: "; ")) }
        return table
    }

    private static func title(of scope: FidelityTable.Scope, points: Int) -> String {
        let what = "Pearson / Spearman with really trained models"
        switch scope {
        case .all: return "\(what), all \(points) reference runs"
        case .size(let size): return "\(what), mixtures of \(size) partitions"
        case .lacking: return "\(what), mixtures without the domain's own partition"
        }
    }

    /// `0.981 / 0.952`.
    private static func cell(_ correlation: Correlation?) -> String {
        guard let pearson = correlation?.pearson, let spearman = correlation?.spearman else { return undefined }
        return Figures.decimal(pearson, 3) + " / " + Figures.decimal(spearman, 3)
    }

    private static func isUnseen(_ row: FidelityTable.Row) -> Bool { row.own == nil && !row.macro }

    private static func name(of row: FidelityTable.Row) -> String {
        isUnseen(row) ? row.name + "*" : row.name
    }
}
