import CBLASKernels
import Foundation

/// Billions of operations a second of `cblas_sgemm`, on every thread at once, each its own 512 × 2048 × 2048.
struct ProductRate {
    private static let (rows, width, repeats) = (512, 2_048, 16)
    private let operands: [Operands]

    /// One thread's matrices, allocated and touched once.
    private final class Operands: Sendable {
        let x = [Float](repeating: 0.5, count: rows * width)
        let w = [Float](repeating: 0.25, count: width * width)
    }

    init(threads: Int) {
        operands = (0..<threads).map { _ in Operands() }
    }

    func measure() -> Double {
        let (rows, width, repeats) = (Self.rows, Self.width, Self.repeats)
        let elapsed = seconds {
            DispatchQueue.concurrentPerform(iterations: operands.count) { [operands] thread in
                let (x, w) = (operands[thread].x, operands[thread].w)
                var y = [Float](repeating: 0, count: rows * width)
                for _ in 0..<repeats { _ = assay_linear_forward(rows, width, width, x, w, 0, &y) }
            }
        }
        return 2 * Double(rows * width * width * repeats * operands.count) / elapsed / 1e9
    }
}
