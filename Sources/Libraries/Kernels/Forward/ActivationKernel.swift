import CBLASKernels

/// What stands between the matrices of a feed-forward layer.
///
/// R rows, I wide.
package enum ActivationKernel {
    /// x = gelu(x + bias), gelu(x) = x · Φ(x) with the normal distribution Φ.
    ///
    /// - Parameters:
    ///   - bias: [I] or `nil`.
    ///   - x: [R, I], in place.
    package static func gelu(
        rows: Int, width: Int, bias: UnsafePointer<Float>?, x: UnsafeMutablePointer<Float>
    ) {
        assay_activation_forward(rows, width, ASSAY_GELU, bias, x)
    }

    /// x = gelu(x + bias) in its form with tanh: x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2.
    ///
    /// - Parameters:
    ///   - bias: [I] or `nil`.
    ///   - x: [R, I], in place.
    package static func tanhGelu(
        rows: Int, width: Int, bias: UnsafePointer<Float>?, x: UnsafeMutablePointer<Float>
    ) {
        assay_activation_forward(rows, width, ASSAY_TANH_GELU, bias, x)
    }

    /// act = silu(gate + bias) · (up + bias).
    ///
    /// - Parameters:
    ///   - bias: [2I] or `nil`.
    ///   - gateUp: [R, 2I], gate first; the bias is added in place.
    ///   - act: [R, I].
    package static func swiglu(
        rows: Int, width: Int, bias: UnsafePointer<Float>?, gateUp: UnsafeMutablePointer<Float>,
        act: UnsafeMutablePointer<Float>
    ) {
        assay_swiglu_forward(rows, width, bias, gateUp, act)
    }
}
