import CBLASKernels

extension NormKernel {
    /// Adds the gradient of RMSNorm to that of its input and that of its weight.
    ///
    /// - Parameters:
    ///   - x: [R, H], as the forward pass took it.
    ///   - weight: [H].
    ///   - inverse: [R], as the forward pass left it.
    ///   - dy: [R, H].
    ///   - dx: [R, H], added to.
    ///   - dweight: [H], added to.
    package static func rmsBackward(
        rows: Int, width: Int, x: UnsafePointer<Float>, weight: UnsafePointer<Float>, inverse: UnsafePointer<Float>,
        dy: UnsafePointer<Float>, dx: UnsafeMutablePointer<Float>, dweight: UnsafeMutablePointer<Float>
    ) {
        assay_rms_norm_backward(rows, width, x, weight, inverse, dy, dx, dweight)
    }
}
