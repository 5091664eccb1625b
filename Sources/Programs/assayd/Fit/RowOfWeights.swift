import StrictCSV

/// One row of a table of mixtures, as weights that sum to 1.
struct RowOfWeights: Hashable, Sendable {
    /// One a column.
    let weights: [Double]
    /// Whether they did not sum to 1 and were divided by their sum.
    let isRenormalized: Bool

    /// Optimisers leave so little on the wrong side of 0.
    static let leastWeight = -1e-9

    /// How far from 1 the sum of rounded weights may be: half a step of the last decimal a column, and a hundredth at
    /// least; with very many columns no more than a tenth.
    ///
    /// - Parameter isOfTwoDecimals: whether no weight has more; three are usual.
    static func tolerance(columns: Int, isOfTwoDecimals: Bool = false) -> Double {
        let step = isOfTwoDecimals ? 0.005 : 0.0005
        return min(0.1, max(0.01, step * Double(columns)))
    }

    init(_ values: [Double], names: [String], row: NumberTable.Row, table: NumberTable) throws {
        let isOfTwoDecimals = values.allSatisfy { abs($0 * 100 - ($0 * 100).rounded()) < 1e-6 }
        let tolerance = RowOfWeights.tolerance(columns: names.count, isOfTwoDecimals: isOfTwoDecimals)
        if let place = values.firstIndex(where: { $0 < RowOfWeights.leastWeight || $0 > 1 + tolerance }) {
            throw CSVError(
                file: table.file, line: row.line,
                detail: "column \"\(names[place])\" is \(values[place]); expected a weight of 0 to 1")
        }
        let weights = values.map { max(0, $0) }
        let sum = weights.reduce(0, +)
        // A sum of decimals is itself rounded: 0.33 three times is 0.99, and a little more than a hundredth off.
        guard abs(sum - 1) <= tolerance + 1e-9 else {
            throw CSVError(
                file: table.file, line: row.line,
                detail: "the weights sum to \(sum); expected 1 within \(tolerance); "
                    + "the first column, \"\(table.indexName)\", was taken for the index")
        }
        isRenormalized = abs(sum - 1) > 1e-9
        self.weights = isRenormalized ? weights.map { $0 / sum } : weights
    }
}
