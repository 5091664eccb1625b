import CBLASKernels

extension HeadKernel {
    /// The gradient of scale · Σ losses.
    ///
    /// The scratch memory must be as the forward pass of the same rows left it: where the vocabulary is one tile, its
    /// logits are there still; otherwise they are computed again, tile by tile.
    ///
    /// - Parameters:
    ///   - x: [R, H].
    ///   - w: [V, H].
    ///   - targets: [R].
    ///   - logSumExp: [R], as the forward pass left it.
    ///   - dx: [R, H], overwritten.
    ///   - dw: [V, H], added to.
    package static func backward(
        rows: Int, width: Int, vocabulary: Int, x: UnsafePointer<Float>, w: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, logSumExp: UnsafePointer<Float>, scale: Float,
        dx: UnsafeMutablePointer<Float>, dw: UnsafeMutablePointer<Float>, scratch: FloatStorage
    ) throws(KernelError) {
        try KernelError.check(
            assay_head_backward(
                rows, width, vocabulary, x, w, targets, logSumExp, scale, dx, dw, scratch.start, scratch.count),
            "gradient of the head")
    }
}
