import TextTables

/// What every section is measured with.
struct Bench {
    let threads: Int
    let peers: Peers
    let work: WorkFolder
    let rounds: Rounds

    /// Measures a section, prints what came out, and gives what its contenders computed alike.
    func run(_ section: any Section) throws -> [Agreement] {
        print("## \(section.title)\n")
        for note in section.notes { print("- \(note)") }
        print("- load average before: \(Machine.load)")
        let measurements = try rounds.measure(section.contenders)
        let agreements = try section.check()
        for agreement in agreements { print("- \(agreement)") }
        print("- load average after: \(Machine.load)\n")
        let report = Report(measurements: measurements, comparisons: section.comparisons)
        print(report.values.markdown)
        if !report.ratios.rows.isEmpty { print(report.ratios.markdown) }
        return agreements
    }
}
