import CBLASKernels

extension RotaryKernel {
    /// Turns the gradient of the rotated qkv into that of the unrotated one, in place.
    ///
    /// - Parameters:
    ///   - pairs: P, at most D/2.
    ///   - positions: [R], each below the count of rows of the tables.
    ///   - cosines: [positions, P].
    ///   - sines: [positions, P].
    ///   - dqkv: [R, (Q + 2G)·D].
    package static func backward(
        rows: Int, heads: AttentionHeads, pairs: Int, positions: UnsafePointer<Int32>, cosines: UnsafePointer<Float>,
        sines: UnsafePointer<Float>, dqkv: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_rope_backward(rows, heads.stored, pairs, positions, cosines, sines, dqkv),
            "gradient of a rotation")
    }
}
