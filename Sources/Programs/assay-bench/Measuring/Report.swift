import Foundation
import TextTables

/// What is printed of a section when all its rounds are done.
struct Report {
    let measurements: Measurements
    let comparisons: [Comparison]

    /// Medians, least and greatest values.
    var values: Table {
        var table = Table(["measured", "median", "least", "greatest", "unit", "rounds"])
        for name in measurements.names {
            guard let median = measurements.median(of: name), let extremes = measurements.extremes(of: name),
                let unit = measurements.unit(of: name)
            else { continue }
            let numbers = [median, extremes.lowerBound, extremes.upperBound].map(Self.short)
            table.add([name] + numbers + [unit.rawValue, "\(measurements.count(of: name))"])
        }
        return table
    }

    /// Each ratio beside the one to reach; those whose peer was not measured are left out.
    var ratios: Table {
        var table = Table(["ratio", "is", "to reach", "reached"])
        for comparison in comparisons {
            guard let ratio = comparison.ratio(in: measurements) else { continue }
            let verdict = comparison.isReached(ratio).map { $0 ? "yes" : "no" } ?? ""
            let target = comparison.target.map { String(format: "%.2f", $0) } ?? ""
            table.add([comparison.name, String(format: "%.2f", ratio), target, verdict])
        }
        return table
    }

    /// A number with three digits or more that count.
    static func short(_ value: Double) -> String {
        String(format: value >= 1_000 ? "%.0f" : value >= 10 ? "%.1f" : "%.3f", value)
    }
}
