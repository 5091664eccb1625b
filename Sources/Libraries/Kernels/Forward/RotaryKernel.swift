import CBLASKernels

/// Rotation of queries and keys by their row's position.
///
/// Rotate-half over the first 2P dimensions of a head: the pair (j, j + P) turns by position · frequency j; the
/// dimensions after them stay.
package enum RotaryKernel {
    /// Adds the bias to q, k and v and rotates q and k, in one pass.
    ///
    /// - Parameters:
    ///   - pairs: P, at most D/2.
    ///   - positions: [R], each below the count of rows of the tables.
    ///   - cosines: [positions, P].
    ///   - sines: [positions, P].
    ///   - bias: [(Q + 2G)·D] or `nil`.
    ///   - qkv: [R, (Q + 2G)·D], in place.
    package static func forward(
        rows: Int, heads: AttentionHeads, pairs: Int, positions: UnsafePointer<Int32>, cosines: UnsafePointer<Float>,
        sines: UnsafePointer<Float>, bias: UnsafePointer<Float>?, qkv: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_rope_forward(rows, heads.stored, pairs, positions, cosines, sines, bias, qkv), "rotation")
    }
}
