import API
import TextTables
import Words

/// Overlap for people: a line a domain with all training text together, then documents by partition and domain.
struct ContaminationText {
    static func tables(_ found: ContaminationResource) -> [Table] {
        guard !found.domains.isEmpty else {
            var empty = Table(columns: [.text("domain"), .number("overlapping")])
            empty.notes = ["Not found yet: \(found.job) is \(found.state.rawValue)."]
            return [empty]
        }
        return [domains(found), partitions(found)]
    }

    private static func domains(_ found: ContaminationResource) -> Table {
        var table = Table(
            title: "Documents that share \(found.length) words in a row with any training text",
            columns: [
                .text("domain"), .number("documents"), .number("overlapping"), .number("\(found.length)-grams"),
                .number("overlapping"), .number("share"), .number("too short to tell"),
            ])
        for domain in found.domains {
            table.add([
                domain.domain, Figures.count(domain.documents), Figures.count(domain.overlappingDocuments),
                Figures.count(domain.ngrams), Figures.count(domain.overlappingNgrams),
                domain.ngrams == 0
                    ? "–" : Figures.decimal(100 * Double(domain.overlappingNgrams) / Double(domain.ngrams), 2) + " %",
                Figures.count(domain.shortDocuments),
            ])
        }
        return table
    }

    private static func partitions(_ found: ContaminationResource) -> Table {
        var table = Table(
            title: "Overlapping documents by partition",
            columns: [.text("partition")] + found.domains.map { .number($0.domain) })
        for partition in found.partitions {
            let name = partition.role == .base ? "\(partition.name) (the base's share)" : partition.name
            table.add([name] + partition.domains.map { Figures.count($0.overlappingDocuments) })
        }
        return table
    }
}
