import Kernels

/// Billions of operations a second of `cblas_sgemm`, on every thread at once, each with matrices of its own.
///
/// The greater of two rates: that of 512 rows with a matrix of 2048 × 2048, as a forward pass multiplies, and that of
/// 2048 × 2048 × 2048, for which packing the operands weighs least.
struct ProductRate {
    private static let (rows, width) = (512, 2_048)
    private let operands: [Operands]

    /// One thread's matrices, each of width × width, touched once.
    private final class Operands: Sendable {
        nonisolated(unsafe) let x = touched()
        nonisolated(unsafe) let w = touched()
        nonisolated(unsafe) let y = touched()

        private static func touched() -> UnsafeMutablePointer<Float> {
            let memory = UnsafeMutablePointer<Float>.allocate(capacity: width * width)
            memory.initialize(repeating: 0.5, count: width * width)
            return memory
        }

        deinit { for memory in [x, w, y] { memory.deallocate() } }
    }

    init(threads: Int) { operands = (0..<threads).map { _ in Operands() } }

    func measure() throws -> Double {
        let (rows, width) = (Self.rows, Self.width)
        let asInModels = try rate(rows: rows, repeats: 16) { operands in
            try LinearKernel.forward(
                rows: rows, inputs: width, outputs: width, x: operands.x, w: operands.w, y: operands.y)
        }
        let square = try rate(rows: width, repeats: 4) { operands in
            try LinearKernel.backwardWeight(
                rows: width, inputs: width, outputs: width, dy: operands.x, x: operands.w, dw: operands.y)
        }
        return max(asInModels, square)
    }

    private func rate(
        rows: Int, repeats: Int, _ multiply: @Sendable (Operands) throws -> Void
    ) throws -> Double {
        let elapsed = try seconds {
            try inParallel(threads: operands.count) { [operands] thread in
                for _ in 0..<repeats { try multiply(operands[thread]) }
            }
        }
        return 2 * Double(rows * Self.width * Self.width * repeats * operands.count) / elapsed / 1e9
    }
}
