import StrictCSV

/// A table of mixtures: one weight a column, in the order of the columns' names.
struct MixtureTable: Hashable, Sendable {
    let table: NumberTable
    /// Sorted, so that a fit does not depend on the order of columns.
    let partitions: [String]
    /// One row a row of the table; each sums to 1.
    let weights: [[Double]]
    /// How many rows did not sum to 1 and were divided by their sums.
    let renormalized: Int

    /// Published weights are rounded, to three decimals as a rule: sums may be off by as much, or by half a thousandth
    /// a column where that is more.
    static func tolerance(columns: Int) -> Double {
        max(0.01, 0.0005 * Double(columns))
    }

    /// - Parameter other: a table with the same partitions, whose name stands in errors; `nil` for the first.
    init(_ table: NumberTable, like other: MixtureTable? = nil) throws {
        self.table = table
        partitions = other?.partitions ?? table.columns.sorted()
        let rows = try table.values(inOrderOf: partitions, of: other?.table.file ?? table.file)
        let tolerance = MixtureTable.tolerance(columns: partitions.count)
        var renormalized = 0
        let names = partitions
        weights = try zip(rows, table.rows).map { weights, row in
            if let place = weights.firstIndex(where: { $0 < 0 || $0 > 1 + tolerance }) {
                throw CSVError(
                    file: table.file, line: row.line,
                    detail: "column \"\(names[place])\" is \(weights[place]); expected a weight of 0 to 1")
            }
            let sum = weights.reduce(0, +)
            guard abs(sum - 1) <= tolerance else {
                throw CSVError(
                    file: table.file, line: row.line,
                    detail: "the weights sum to \(sum); expected 1 within \(tolerance)")
            }
            guard abs(sum - 1) > 1e-9 else { return weights }
            renormalized += 1
            return weights.map { $0 / sum }
        }
        self.renormalized = renormalized
    }
}

/// Rows of mixtures and rows of losses that have the same index, in the order of the mixtures.
struct JoinedTables: Hashable, Sendable {
    let weights: [[Double]]
    let losses: [[Double]]
    /// Places of the joined rows among the mixtures.
    let places: [Int]
    /// What stands in one table alone, and was left out: file and how many rows.
    let leftOut: [LeftOut]

    struct LeftOut: Hashable, Sendable {
        let file: String
        let rows: Int
    }

    /// - Parameters:
    ///   - names: the losses, in the order wanted.
    ///   - other: the file that names them.
    init(_ mixtures: MixtureTable, losses table: NumberTable, names: [String], of other: String) throws {
        let values = try table.values(inOrderOf: names, of: other)
        let known = Dictionary(zip(table.rows.map(\.index), values)) { first, _ in first }
        let places = mixtures.weights.indices.filter { known[mixtures.table.rows[$0].index] != nil }
        guard !places.isEmpty else {
            throw CSVError(
                file: table.file, line: nil,
                detail: "no \"\(table.indexName)\" of it stands in \(mixtures.table.file); expected rows with the same")
        }
        self.places = places
        weights = places.map { mixtures.weights[$0] }
        losses = places.compactMap { known[mixtures.table.rows[$0].index] }
        leftOut = [
            LeftOut(file: mixtures.table.file, rows: mixtures.weights.count - places.count),
            LeftOut(file: table.file, rows: values.count - places.count),
        ].filter { $0.rows > 0 }
    }
}
