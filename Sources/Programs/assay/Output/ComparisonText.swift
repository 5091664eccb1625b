import API
import Statistics
import TextTables

/// A comparison as tables.
enum ComparisonText {
    /// - Parameter names: by evaluation id.
    static func tables(_ comparison: ComparisonResource, names: [String: String]) -> [Table] {
        let findings = comparison.findings
        var tables = [ranking(findings, names)]
        if !findings.pairs.isEmpty { tables.append(pairs(findings, names)) }
        return tables
    }

    private static func ranking(_ findings: ComparisonFindings, _ names: [String: String]) -> Table {
        let what = findings.objective == .domain ? findings.domain ?? "" : findings.objective.rawValue
        var table = Table(
            title: "Bits per byte (\(what)) on \(Figures.count(findings.documents)) documents, with 95 % intervals",
            columns: [
                .number("rank"), .number("ranks"), .number("P(best)"), .number("value"), .number("interval"),
                .text("worst domain"), .number("spread"), .text("candidate"), .text("evaluation"),
            ])
        for place in findings.evaluations.sorted(by: { ($0.rank, $0.evaluation) < ($1.rank, $1.evaluation) }) {
            let ranks = place.bestRank.flatMap { best in place.worstRank.map { "\(best)-\($0)" } }
            table.add([
                "\(place.rank)", ranks ?? "unknown", place.probabilityBest.map { Figures.decimal($0, 3) } ?? "unknown",
                Figures.decimal(place.value.value), interval(place.value), place.worstDomain,
                Figures.decimal(place.spread), names[place.evaluation], place.evaluation,
            ])
        }
        table.notes = Figures.unknown(
            findings.evaluations.compactMap(\.value.undefined) + [findings.probabilityBestUnknown].compactMap(\.self))
        table.notes.append("ranks: 95 % for each candidate by itself, all its rivals together")
        return table
    }

    private static func pairs(_ findings: ComparisonFindings, _ names: [String: String]) -> Table {
        var table = Table(
            title: "Differences: first minus second, below 0 the first is better",
            columns: [
                .text("first"), .text("second"), .number("difference"), .number("interval"),
                .number("P(first better)"), .text(""),
            ])
        for pair in findings.pairs {
            let difference = pair.difference
            table.add([
                names[pair.first] ?? pair.first, names[pair.second] ?? pair.second,
                Figures.decimal(difference.difference.value), interval(difference.difference),
                difference.probabilityFirstBetter.map { Figures.decimal($0, 3) } ?? "unknown",
                difference.resolved ? "" : "not resolved",
            ])
        }
        switch findings.pairsHold {
        case .each:
            table.notes = ["95 % for each pair by itself: of twenty that do not differ, one is resolved by chance"]
        case .together:
            table.notes = [
                "the best with each other; 95 % for all pairs together, P(first better) for each pair by itself"
            ]
        case nil: break
        }
        return table
    }

    private static func interval(_ estimate: EstimateResource) -> String {
        guard let lower = estimate.lower, let upper = estimate.upper else { return "unknown" }
        return "\(Figures.decimal(lower)) to \(Figures.decimal(upper))"
    }
}
