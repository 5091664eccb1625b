import CBLASKernels

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
            assay_linear_forward(rows, width, width, operands.x, operands.w, 0, operands.y)
        }
        let square = try rate(rows: width, repeats: 4) { operands in
            assay_linear_backward_weight(width, width, width, operands.x, operands.w, operands.y)
        }
        return max(asInModels, square)
    }

    private func rate(
        rows: Int, repeats: Int, _ multiply: @Sendable (Operands) -> assay_status
    ) throws -> Double {
        let elapsed = try seconds {
            try inParallel(threads: operands.count) { [operands] thread in
                for _ in 0..<repeats { try KernelError.check(multiply(operands[thread])) }
            }
        }
        return 2 * Double(rows * Self.width * Self.width * repeats * operands.count) / elapsed / 1e9
    }
}

/// A kernel that would not do its work.
struct KernelError: Error, CustomStringConvertible {
    let description: String

    static func check(_ status: assay_status) throws {
        guard status != ASSAY_OK else { return }
        throw KernelError(description: String(cString: assay_status_sentence(status)))
    }
}
