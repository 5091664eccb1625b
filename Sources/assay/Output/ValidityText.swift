import API

/// A pool's validity for people: a line a partition model, then their cosines, then what is to be heeded.
struct ValidityText {
    private static let undefined = "–"

    static func tables(_ validity: ValidityResource) -> [Table] {
        guard !validity.members.isEmpty else {
            var empty = Table(columns: [.text("partition"), .number("δ")])
            empty.notes = ["Not measured yet: \(validity.job) is \(validity.state.rawValue)."]
            return [empty]
        }
        return [displacements(validity), cosines(validity)]
    }

    private static func displacements(_ validity: ValidityResource) -> Table {
        let doubtful = Set(validity.warnings.map(\.partition))
        var table = Table(
            title: "Displacement from the base", columns: [.text("partition"), .number("δ"), .text("known to be safe")])
        for member in validity.members {
            table.add([
                member.partition, Figures.decimal(member.delta * 100, 2) + " %",
                doubtful.contains(member.partition) ? "no" : "yes",
            ])
        }
        table.notes = validity.warnings.map { "\($0.partition): \($0.detail)." }
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
