/// The candidates that no other beats everywhere at once.
///
/// One candidate beats another when it is no worse in any column and better in at least one; lower is better.
/// Candidates with equal values in every column do not beat each other: all of them stand on the front, or none.
public struct ParetoFront: Hashable, Sendable {
    /// Why values have no front.
    public enum Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// A candidate with more or fewer values than the first.
        case width(candidate: Int, columns: Int, expected: Int)
        case notFinite(candidate: Int, column: Int, value: Double)
        case noColumns

        public var description: String {
            switch self {
            case .width(let candidate, let columns, let expected):
                "candidate \(candidate) has \(columns) values; expected \(expected), as the first has"
            case .notFinite(let candidate, let column, let value):
                "candidate \(candidate) has \(value) in column \(column); expected a finite number"
            case .noColumns: "candidates have no values to be compared by; expected at least one"
            }
        }
    }

    /// The candidates on the front, by their places in the order given.
    public let members: [Int]
    /// For each candidate a member of the front that beats it; `nil` for the members.
    public let beatenBy: [Int?]

    /// - Parameter values: one row a candidate, one column a domain: bits per byte.
    public init(of values: [[Double]]) throws(Fault) {
        try Self.check(values)
        let sums = values.map { $0.reduce(0, +) }
        // Whoever beats another has no larger sum, and on equal sums comes first in order of the values: so every
        // candidate is compared only with members that are found already. A candidate that is beaten at all is beaten
        // by a member.
        let order = values.indices.sorted { left, right in
            if sums[left] != sums[right] { return sums[left] < sums[right] }
            if values[left] != values[right] { return values[left].lexicographicallyPrecedes(values[right]) }
            return left < right
        }
        var members: [Int] = []
        var beatenBy = [Int?](repeating: nil, count: values.count)
        for candidate in order {
            if let better = members.first(where: { Self.beats(values[$0], values[candidate]) }) {
                beatenBy[candidate] = better
            } else {
                members.append(candidate)
            }
        }
        self.members = members.sorted()
        self.beatenBy = beatenBy
    }

    private static func check(_ values: [[Double]]) throws(Fault) {
        guard let first = values.first else { return }
        guard !first.isEmpty else { throw .noColumns }
        for (candidate, row) in values.enumerated() {
            guard row.count == first.count else {
                throw .width(candidate: candidate, columns: row.count, expected: first.count)
            }
            if let column = row.firstIndex(where: { !$0.isFinite }) {
                throw .notFinite(candidate: candidate, column: column, value: row[column])
            }
        }
    }

    private static func beats(_ left: [Double], _ right: [Double]) -> Bool {
        var isBetter = false
        for index in left.indices {
            if left[index] > right[index] { return false }
            if left[index] < right[index] { isBetter = true }
        }
        return isBetter
    }
}
