import CBLASKernels

extension LinearKernel {
    /// dx = dy w, or dx += dy w: the gradient of the inputs.
    ///
    /// - Parameters:
    ///   - dy: [R, N].
    ///   - w: [N, K].
    ///   - dx: [R, K].
    package static func backwardInput(
        rows: Int, inputs: Int, outputs: Int, dy: UnsafePointer<Float>, w: UnsafePointer<Float>,
        accumulate: Bool = false, dx: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_linear_backward_input(rows, inputs, outputs, dy, w, accumulate ? 1 : 0, dx),
            "gradient of a linear layer's inputs")
    }

    /// dw += dyᵀ x: the gradient of the weight.
    ///
    /// - Parameters:
    ///   - dy: [R, N].
    ///   - x: [R, K].
    ///   - dw: [N, K].
    package static func backwardWeight(
        rows: Int, inputs: Int, outputs: Int, dy: UnsafePointer<Float>, x: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_linear_backward_weight(rows, inputs, outputs, dy, x, dw), "gradient of a linear layer's weight")
    }
}
