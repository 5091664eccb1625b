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

    /// A line a warning; those of one kind that end alike share the line, so that nothing is said six times.
    ///
    /// `c: δ is 4 %; man: δ is 8 %: more than the 3 % …`.
    static func lines(_ warnings: [ValidityWarning]) -> [String] {
        var lines: [(key: String, heads: [String], single: String)] = []
        for warning in warnings {
            let whole = line(warning)
            // The sentence up to its first comma or colon holds the number of this one.
            let end = warning.detail.firstIndex { $0 == "," || $0 == ":" } ?? warning.detail.endIndex
            let key = warning.kind.rawValue + warning.detail[end...]
            let subject = [warning.partition, warning.other].compactMap(\.self).joined(separator: " and ")
            let head = (subject.isEmpty ? "" : subject + ": ") + warning.detail[..<end]
            if end < warning.detail.endIndex, let place = lines.firstIndex(where: { $0.key == key }) {
                lines[place].heads.append(head)
                lines[place].single = lines[place].heads.joined(separator: "; ") + warning.detail[end...] + "."
            } else {
                lines.append((key, [head], whole))
            }
        }
        return lines.map(\.single)
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
        table.notes = lines(validity.warnings)
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
