import CBLASKernels

/// Billions of operations a second of oneDNN's bf16 matmul, on every thread at once: 512 rows with a packed matrix of
/// 2048 × 2048, rounded before, summed in f32.
struct BF16ProductRate {
    private static let (rows, width, repeats) = (512, 2_048, 32)
    private let products: [Product]

    /// Nil where the processor does not multiply bf16.
    init?(threads: Int) throws {
        guard assay_bf16_is_native() != 0 else { return nil }
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
        nonisolated(unsafe) private var unit: OpaquePointer?
        nonisolated(unsafe) private var weights: OpaquePointer?
        nonisolated(unsafe) private var product: OpaquePointer?
        nonisolated(unsafe) private let x = UnsafeMutablePointer<UInt16>.allocate(capacity: rows * width)
        nonisolated(unsafe) private let y = UnsafeMutablePointer<Float>.allocate(capacity: rows * width)
        nonisolated(unsafe) private let packed: UnsafeMutableRawPointer
        nonisolated(unsafe) private let scratch: UnsafeMutableRawPointer

        init() throws {
            let (rows, width) = (rows, width)
            packed = .allocate(
                byteCount: assay_bf16_packed_count(width, width) * MemoryLayout<UInt16>.stride, alignment: 64)
            var (unit, weights, product): (OpaquePointer?, OpaquePointer?, OpaquePointer?)
            try KernelError.check(assay_bf16_unit_create(&unit))
            try KernelError.check(assay_bf16_product_create(unit, rows, width, width, 0, &product))
            scratch = .allocate(byteCount: assay_bf16_product_scratch_bytes(product) + 64, alignment: 64)
            let memory = packed.assumingMemoryBound(to: UInt16.self)
            let values = [Float](repeating: 0.5, count: width * width)
            try KernelError.check(assay_bf16_pack(width, width, 0, width, values, 0, memory))
            try KernelError.check(assay_bf16_weights_create(unit, width, width, memory, &weights))
            assay_bf16_from_rows(rows * width, values, x)
            y.initialize(repeating: 0, count: rows * width)
            (self.unit, self.weights, self.product) = (unit, weights, product)
        }

        deinit {
            assay_bf16_product_destroy(product)
            assay_bf16_weights_destroy(weights)
            assay_bf16_unit_destroy(unit)
            for memory in [packed, scratch, UnsafeMutableRawPointer(x), UnsafeMutableRawPointer(y)] {
                memory.deallocate()
            }
        }

        func run() throws {
            try KernelError.check(assay_bf16_product_run(unit, product, weights, x, y, scratch))
        }
    }
}
