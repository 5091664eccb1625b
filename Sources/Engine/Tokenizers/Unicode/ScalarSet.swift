/// A set of Unicode scalars, as sorted runs that neither overlap nor touch.
struct ScalarSet: Hashable, Sendable {
    private(set) var runs: [ClosedRange<UInt32>]

    static let all = ScalarSet(runs: [0...0x10FFFF])

    init(_ runs: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, run.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, run.upperBound)
            } else {
                merged.append(run)
            }
        }
        self.runs = merged
    }

    private init(runs: [ClosedRange<UInt32>]) { self.runs = runs }

    init(_ scalar: Unicode.Scalar) { self.init(runs: [scalar.value...scalar.value]) }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(runs + other.runs) }

    var complement: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for run in runs {
            if run.lowerBound > next { gaps.append(next...(run.lowerBound - 1)) }
            next = run.upperBound + 1
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return ScalarSet(runs: gaps)
    }

    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < runs.count && runs[low].contains(scalar)
    }
}
