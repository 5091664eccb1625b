import CBLASKernels

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
    private var products: [Shape: Product] = [:]

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
            assay_bf16_from_rows(rows * inputs, input, rounded)
            var row = 0
            while row < rows {
                let count = Self.pieceSizes.first { $0 <= rows - row } ?? rows - row
                let product = try product(
                    Shape(rows: count, inputs: inputs, outputs: outputs, accumulates: accumulate))
                try LanguageModelError.check(
                    assay_bf16_product_run(
                        unit.handle, product.handle, matrix.handle, rounded + row * inputs, output + row * outputs,
                        scratch.start))
                row += count
            }
        }
    }

    private func product(_ shape: Shape) throws -> Product {
        if let product = products[shape] { return product }
        var made: OpaquePointer?
        try LanguageModelError.check(
            assay_bf16_product_create(
                unit.handle, shape.rows, shape.inputs, shape.outputs, shape.accumulates ? 1 : 0, &made))
        guard let made else { throw LanguageModelError(.kernel, "oneDNN: no product was made") }
        let product = Product(handle: made)
        let count = assay_bf16_product_scratch_bytes(made) / MemoryLayout<Float>.stride + 1
        if count > scratch.count { scratch = try FloatStorage(count: count) }
        products[shape] = product
        return product
    }

    private final class Product {
        let handle: OpaquePointer

        init(handle: OpaquePointer) { self.handle = handle }

        deinit { assay_bf16_product_destroy(handle) }
    }
}
