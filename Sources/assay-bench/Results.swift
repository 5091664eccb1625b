import Foundation

/// Measurements by name, and how they are printed.
struct Results {
    private var order: [String] = []
    private var units: [String: String] = [:]
    private var values: [String: [Double]] = [:]

    mutating func add(_ name: String, _ unit: String, _ value: Double, _ isKept: Bool) throws {
        guard isKept else { return }
        if values[name] == nil { order.append(name) }
        units[name] = unit
        values[name, default: []].append(value)
    }

    func median(_ name: String) -> Double? {
        guard let sorted = values[name]?.sorted(), !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    func printTable(workload: Workload) {
        print("\nmeasurement            median      least   greatest")
        for name in order {
            guard let middle = median(name), let all = values[name], let unit = units[name] else { continue }
            let numbers = [middle, all.min() ?? 0, all.max() ?? 0].map { String(format: "%11.0f", $0) }
            print("\(name.padding(toLength: 18, withPad: " ", startingAt: 0))\(numbers.joined())  \(unit)")
        }
        print("\nratio")
        for (kind, work) in [("train", workload.trainingWork), ("score", workload.scoringWork)] {
            guard let own = median(kind) else { continue }
            if let limit = median("sgemm") {
                printRatio("\(kind), share of sgemm's rate", own * work / 1e9 / limit)
            }
            for peer in ["pytorch", "transformers"] {
                if let other = median("\(kind).\(peer)") { printRatio("\(kind) / \(peer)", own / other) }
            }
        }
    }

    private func printRatio(_ name: String, _ ratio: Double) {
        print("\(name.padding(toLength: 32, withPad: " ", startingAt: 0))\(String(format: "%6.2f", ratio))")
    }
}
