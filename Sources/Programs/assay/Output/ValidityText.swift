import API
import TextTables
import Words

/// A pool's validity for people: a line a partition model, then their cosines, then its warnings.
struct ValidityText {
    private static let undefined = "–"

    static func tables(_ validity: ValidityResource) -> [Table] {
        guard !validity.members.isEmpty else {
            var empty = Table(columns: [.text("partition"), .number("δ")])
            empty.notes = ["Not measured yet: \(validity.job) is \(validity.state.rawValue)."]
            return [empty]
        }
        return [displacements(validity), cosines(validity)] + validity.barriers.map(barriers)
    }

    /// `man: δ is 8 %.`, or `c and man: …`.
    static func line(_ warning: ValidityWarning) -> String {
        let subject = [warning.partition, warning.other].compactMap(\.self).joined(separator: " and ")
        return (subject.isEmpty ? "" : subject + ": ") + warning.detail + "."
    }

    private static func barriers(_ barriers: BarriersResource) -> Table {
        var table = Table(
            title: "Loss above the line between two models, bits per byte, on \(barriers.evaluationSet)",
            columns: [
                .text("partition"), .text("partition"), .number("macro"), .number("at weight"), .number("of level"),
                .text("worst domain"), .number("there"),
            ])
        for pair in barriers.pairs {
            table.add([
                pair.first, pair.second, Figures.decimal(pair.height), Figures.decimal(pair.weight, 1),
                Figures.decimal(pair.level), pair.worstDomain, Figures.decimal(pair.worstHeight),
            ])
        }
        if barriers.lacking > 0 {
            table.notes = ["\(barriers.lacking) of \(barriers.evaluations) evaluations have no score yet."]
        }
        return table
    }

    private static func displacements(_ validity: ValidityResource) -> Table {
        let doubtful = Set(validity.warnings.filter { $0.kind == .displacement }.compactMap(\.partition))
        var table = Table(
            title: "Displacement from the base", columns: [.text("partition"), .number("δ"), .text("known to be safe")])
        for member in validity.members {
            table.add([
                member.partition, Figures.decimal(member.delta * 100, 2) + " %",
                doubtful.contains(member.partition) ? "no" : "yes",
            ])
        }
        table.notes = validity.warnings.map(line)
        return table
    }

    private static func cosines(_ validity: ValidityResource) -> Table {
        var table = Table(
            title: "Cosines of the displacements",
            columns: [.text("partition")] + validity.members.map { .number($0.partition) })
        for (member, row) in zip(validity.members, validity.cosines) {
            table.add([member.partition] + row.map { $0.map { Figures.decimal($0, 3) } ?? undefined })
        }
        return table
    }
}
