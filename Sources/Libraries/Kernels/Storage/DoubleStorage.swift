/// Owned f64s, rows of one length, that threads share: each writes elements that no other touches meanwhile.
package final class DoubleStorage: @unchecked Sendable {
    private let start: UnsafeMutablePointer<Double>
    private let count: Int
    private let columns: Int

    /// Zeros.
    package init(rows: Int = 1, columns: Int) {
        self.columns = columns
        count = rows * columns
        start = .allocate(capacity: max(1, count))
        start.initialize(repeating: 0, count: max(1, count))
    }

    deinit {
        start.deallocate()
    }

    /// An element of the whole, row after row.
    package subscript(index: Int) -> Double {
        get { start[index] }
        set { start[index] = newValue }
    }

    /// An element by its row.
    package subscript(row: Int, column: Int) -> Double {
        get { start[row * columns + column] }
        set { start[row * columns + column] = newValue }
    }

    /// The memory of one row: [columns].
    package func row(_ row: Int) -> UnsafeMutablePointer<Double> { start + row * columns }

    /// All elements, row after row.
    package var array: [Double] { Array(UnsafeBufferPointer(start: start, count: count)) }
}
