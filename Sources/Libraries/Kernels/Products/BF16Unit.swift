import CBLASKernels

/// What one thread needs to ask oneDNN for products of operands in bf16.
package final class BF16Unit {
    let handle: OpaquePointer

    /// Whether this processor multiplies bf16 (AVX512_BF16).
    package static var isNative: Bool { assay_bf16_is_native() != 0 }

    /// oneDNN's version, such as `2.6.3`.
    package static var libraryVersion: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        assay_bf16_library(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    package init() throws(KernelError) {
        var made: OpaquePointer?
        try KernelError.check(assay_bf16_unit_create(&made), "oneDNN engine")
        handle = try KernelError.made(made, "oneDNN engine")
    }

    deinit { assay_bf16_unit_destroy(handle) }
}

/// A weight matrix [N, K] in bf16, packed as oneDNN takes it; all threads share it.
package final class BF16Weights {
    let handle: OpaquePointer
    private let inputs: Int
    private let outputs: Int
    private let memory: UnsafeMutablePointer<UInt16>

    /// Elements that a packed matrix takes.
    package static func packedCount(inputs: Int, outputs: Int) -> Int { assay_bf16_packed_count(inputs, outputs) }

    /// Outputs that are packed together: a matrix may be cut between threads at multiples of this many.
    package static var groupOutputs: Int { assay_bf16_group_outputs() }

    /// - Parameter memory: ``packedCount(inputs:outputs:)`` elements at a multiple of 64 bytes, which outlive the
    ///   matrix.
    package init(
        unit: BF16Unit, inputs: Int, outputs: Int, memory: UnsafeMutablePointer<UInt16>
    ) throws(KernelError) {
        var made: OpaquePointer?
        try KernelError.check(
            assay_bf16_weights_create(unit.handle, inputs, outputs, memory, &made), "oneDNN weights")
        handle = try KernelError.made(made, "oneDNN weights")
        self.inputs = inputs
        self.outputs = outputs
        self.memory = memory
    }

    deinit { assay_bf16_weights_destroy(handle) }

    /// Rounds and packs some of the outputs.
    ///
    /// - Parameters:
    ///   - part: from a multiple of ``groupOutputs`` on.
    ///   - w: the whole matrix in f32: [N, K], or [K, N] where `rowPerInput`.
    package func pack(
        _ part: Range<Int>, of w: UnsafePointer<Float>, rowPerInput: Bool
    ) throws(KernelError) {
        try KernelError.check(
            assay_bf16_pack(inputs, outputs, part.lowerBound, part.count, w, rowPerInput ? 1 : 0, memory),
            "packing of weights")
    }
}

/// The product of a fixed number of rows with a matrix of one shape, for one thread at a time.
package final class BF16Product {
    private let handle: OpaquePointer
    private let unit: BF16Unit

    package init(
        unit: BF16Unit, rows: Int, inputs: Int, outputs: Int, accumulate: Bool = false
    ) throws(KernelError) {
        var made: OpaquePointer?
        try KernelError.check(
            assay_bf16_product_create(unit.handle, rows, inputs, outputs, accumulate ? 1 : 0, &made),
            "oneDNN product")
        handle = try KernelError.made(made, "oneDNN product")
        self.unit = unit
    }

    deinit { assay_bf16_product_destroy(handle) }

    /// Bytes of scratch memory that running it takes.
    package var scratchBytes: Int { assay_bf16_product_scratch_bytes(handle) }

    /// y = x wᵀ, or y += x wᵀ, on the calling thread alone.
    ///
    /// - Parameters:
    ///   - x: [R, K], only read.
    ///   - y: [R, N].
    ///   - scratch: ``scratchBytes``, at a multiple of 64 bytes.
    package func run(
        weights: BF16Weights, x: UnsafeMutablePointer<UInt16>, y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawPointer
    ) throws(KernelError) {
        try KernelError.check(
            assay_bf16_product_run(unit.handle, handle, weights.handle, x, y, scratch), "product in bf16")
    }
}
