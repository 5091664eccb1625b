import CBLASKernels

extension BiasKernel {
    /// dbias += the sum of dy over its rows.
    ///
    /// - Parameters:
    ///   - width: N.
    ///   - dy: [R, N].
    ///   - dbias: [N].
    package static func backward(
        rows: Int, width: Int, dy: UnsafePointer<Float>, dbias: UnsafeMutablePointer<Float>
    ) {
        assay_bias_backward(rows, width, dy, dbias)
    }
}
