/// What a measured number counts.
enum Unit: String {
    case tokensPerSecond = "tokens/s"
    case gigaflopsPerSecond = "GFLOP/s"
    case gigabytesPerSecond = "GB/s"
    case mixturesPerSecond = "mixtures/s"
    case seconds = "s"
    case milliseconds = "ms"

    /// Whether less is faster.
    var isDuration: Bool { self == .seconds || self == .milliseconds }
}

/// Every value that was measured, by name, in the order in which the names first came.
struct Measurements {
    private(set) var names: [String] = []
    private var units: [String: Unit] = [:]
    private var values: [String: [Double]] = [:]

    mutating func add(_ value: Double, _ unit: Unit, to name: String) {
        if values[name] == nil { names.append(name) }
        units[name] = unit
        values[name, default: []].append(value)
    }

    func unit(of name: String) -> Unit? { units[name] }

    func count(of name: String) -> Int { values[name]?.count ?? 0 }

    /// The middle value, or the mean of the two in the middle.
    func median(of name: String) -> Double? {
        guard let sorted = values[name]?.sorted(), !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The least and the greatest value.
    func extremes(of name: String) -> ClosedRange<Double>? {
        guard let values = values[name], let least = values.min(), let greatest = values.max() else { return nil }
        return least...greatest
    }

    /// The median as a speed: its inverse where less is faster.
    func speed(of name: String) -> Double? {
        guard let median = median(of: name), let unit = units[name], median > 0 else { return nil }
        return unit.isDuration ? 1 / median : median
    }
}
