/// A dense matrix of f64, stored column by column.
public struct Matrix: Hashable, Sendable {
    /// How many rows there are, at least 0.
    public let rows: Int
    /// How many columns there are, at least 0.
    public let columns: Int
    /// `rows × columns` values; the element of row i and column j stands at i + j · rows.
    public private(set) var values: [Double]

    /// A matrix with the same value everywhere.
    public init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = rows
        self.columns = columns
        values = [Double](repeating: value, count: rows * columns)
    }

    /// - Parameter values: the columns one after the other.
    public init(rows: Int, columns: Int, values: [Double]) throws {
        guard rows >= 0, columns >= 0, values.count == rows * columns else {
            throw LinearAlgebraError(
                .shape, "\(values.count) values; expected \(rows) × \(columns)")
        }
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// - Parameter rows: all of one length.
    public init(rows list: [[Double]]) throws {
        let columns = list.first?.count ?? 0
        if let odd = list.firstIndex(where: { $0.count != columns }) {
            throw LinearAlgebraError(.shape, "row \(odd) has \(list[odd].count) values; expected \(columns)")
        }
        self.init(rows: list.count, columns: columns)
        for (row, cells) in list.enumerated() {
            for (column, cell) in cells.enumerated() { self[row, column] = cell }
        }
    }

    /// A matrix of one column.
    public init(column values: [Double]) {
        rows = values.count
        columns = 1
        self.values = values
    }

    /// The element of a row and a column, both counted from 0.
    public subscript(row: Int, column: Int) -> Double {
        get { values[row + column * rows] }
        set { values[row + column * rows] = newValue }
    }

    /// The elements of a row, counted from 0: a copy.
    public func row(_ row: Int) -> [Double] {
        (0..<columns).map { self[row, $0] }
    }

    /// The elements of a column, counted from 0, where they stand.
    public func column(_ column: Int) -> ArraySlice<Double> {
        values[column * rows..<(column + 1) * rows]
    }

    /// Some of its rows, in the order named.
    public func selecting(rows chosen: [Int]) -> Matrix {
        var selected = Matrix(rows: chosen.count, columns: columns)
        for column in 0..<columns {
            for (place, row) in chosen.enumerated() { selected[place, column] = self[row, column] }
        }
        return selected
    }

    /// The matrix with each column times its factor.
    public func scalingColumns(by factors: [Double]) -> Matrix {
        var scaled = self
        for column in 0..<min(columns, factors.count) {
            for row in 0..<rows { scaled[row, column] *= factors[column] }
        }
        return scaled
    }

    /// Its values to write over, column by column.
    public mutating func withUnsafeMutableValues<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try values.withUnsafeMutableBufferPointer { buffer throws(Failure) in try body(buffer) }
    }
}
