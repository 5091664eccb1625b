import Kernels

/// Billions of operations a second of oneDNN's bf16 matmul, on every thread at once: 512 rows with a packed matrix of
/// 2048 × 2048, rounded before, summed in f32.
struct BF16ProductRate {
    private static let (rows, width, repeats) = (512, 2_048, 32)
    private let products: [Product]

    /// Nil where the processor does not multiply bf16.
    init?(threads: Int) throws {
        guard BF16Unit.isNative else { return nil }
        products = try (0..<threads).map { _ in try Product() }
    }

    func measure() throws -> Double {
        let elapsed = try seconds {
            try inParallel(threads: products.count) { [products] thread in
                for _ in 0..<Self.repeats { try products[thread].run() }
            }
        }
        return 2 * Double(Self.rows * Self.width * Self.width * Self.repeats * products.count) / elapsed / 1e9
    }

    /// One thread's product; oneDNN's handles with the memory that they use.
    private final class Product: Sendable {
        nonisolated(unsafe) private let product: BF16Product
        nonisolated(unsafe) private let weights: BF16Weights
        nonisolated(unsafe) private let x = UnsafeMutablePointer<UInt16>.allocate(capacity: rows * width)
        nonisolated(unsafe) private let y = UnsafeMutablePointer<Float>.allocate(capacity: rows * width)
        nonisolated(unsafe) private let packed: UnsafeMutableRawPointer
        nonisolated(unsafe) private let scratch: UnsafeMutableRawPointer

        init() throws {
            let (rows, width) = (rows, width)
            let unit = try BF16Unit()
            product = try BF16Product(unit: unit, rows: rows, inputs: width, outputs: width)
            packed = .allocate(
                byteCount: BF16Weights.packedCount(inputs: width, outputs: width) * MemoryLayout<UInt16>.stride,
                alignment: 64)
            scratch = .allocate(byteCount: product.scratchBytes + 64, alignment: 64)
            weights = try BF16Weights(
                unit: unit, inputs: width, outputs: width, memory: packed.assumingMemoryBound(to: UInt16.self))
            let values = [Float](repeating: 0.5, count: width * width)
            try weights.pack(0..<width, of: values, rowPerInput: false)
            BF16Rounding.bits(count: rows * width, of: values, into: x)
            y.initialize(repeating: 0, count: rows * width)
        }

        deinit {
            for memory in [packed, scratch, UnsafeMutableRawPointer(x), UnsafeMutableRawPointer(y)] {
                memory.deallocate()
            }
        }

        func run() throws { try product.run(weights: weights, x: x, y: y, scratch: scratch) }
    }
}
