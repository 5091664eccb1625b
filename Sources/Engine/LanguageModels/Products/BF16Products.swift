import Kernels

/// One thread's products in bf16: rows are rounded here, and each shape is made ready once.
///
/// Rows go in pieces of a few fixed sizes, so that few shapes are ever made, and cover a block's rows without padding.
final class BF16Products {
    private static let pieceSizes = [512, 256, 128, 64, 32]

    private struct Shape: Hashable {
        let rows: Int
        let inputs: Int
        let outputs: Int
        let accumulates: Bool
    }

    private let unit: BF16Unit
    /// [tile, inputs of the widest matrix], two a float.
    private let rounded: FloatStorage
    private var scratch: FloatStorage
    private var products: [Shape: BF16Product] = [:]

    /// - Parameters:
    ///   - rows: the most that are multiplied at once.
    ///   - widest: inputs of the widest matrix.
    init(rows: Int, widest: Int) throws {
        unit = try BF16Unit()
        rounded = try FloatStorage(count: (rows * widest + 1) / 2)
        scratch = try FloatStorage(count: 1 << 10)
    }

    /// What it takes in memory, apart from the code that oneDNN makes for each shape.
    var byteCount: Int { (rounded.count + scratch.count) * MemoryLayout<Float>.stride }

    /// y (+)= x wᵀ for at most so many rows as were said.
    func apply(
        _ matrix: PackedMatrix, rows: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
        accumulate: Bool
    ) throws {
        let (inputs, outputs) = (matrix.place.inputs, matrix.place.outputs)
        try rounded.start.withMemoryRebound(to: UInt16.self, capacity: 2 * rounded.count) { rounded in
            BF16Rounding.bits(count: rows * inputs, of: input, into: rounded)
            var row = 0
            while row < rows {
                let count = Self.pieceSizes.first { $0 <= rows - row } ?? rows - row
                let product = try product(
                    Shape(rows: count, inputs: inputs, outputs: outputs, accumulates: accumulate))
                try product.run(
                    weights: matrix.weights, x: rounded + row * inputs, y: output + row * outputs,
                    scratch: scratch.start)
                row += count
            }
        }
    }

    private func product(_ shape: Shape) throws -> BF16Product {
        if let product = products[shape] { return product }
        let product = try BF16Product(
            unit: unit, rows: shape.rows, inputs: shape.inputs, outputs: shape.outputs,
            accumulate: shape.accumulates)
        let count = product.scratchBytes / MemoryLayout<Float>.stride + 1
        if count > scratch.count { scratch = try FloatStorage(count: count) }
        products[shape] = product
        return product
    }
}
