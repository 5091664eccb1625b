import CBLASKernels

/// Products of rows with a weight matrix, by BLAS, on the calling thread alone.
///
/// R rows, K inputs, N outputs. See ``ThreadTeam`` for the memory that a thread's products take.
package enum LinearKernel {
    /// The rows that one call of BLAS is given; longer blocks are cut in tiles of this many.
    ///
    /// BLAS gives a row other bits when the number of rows changes, so whoever cuts tokens into blocks must make the
    /// count of rows a function of one document alone.
    package static let tileRows = Int(ASSAY_TILE_ROWS)

    /// y = x wᵀ, or y += x wᵀ.
    ///
    /// - Parameters:
    ///   - x: [R, K].
    ///   - w: [N, K].
    ///   - y: [R, N].
    package static func forward(
        rows: Int, inputs: Int, outputs: Int, x: UnsafePointer<Float>, w: UnsafePointer<Float>,
        accumulate: Bool = false, y: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_linear_forward(rows, inputs, outputs, x, w, accumulate ? 1 : 0, y), "linear layer")
    }
}
